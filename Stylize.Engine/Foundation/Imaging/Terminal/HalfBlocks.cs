namespace Stylize.Engine.Imaging.Terminal;

/// <summary>Draws two pixels per character: the upper half in the text color, the lower half in the background
/// color.</summary>
internal static class HalfBlocks
{
    internal static string Draw(Raster<Rgba32> image)
    {
        var text = new StringBuilder();
        for (var y = 0; y < image.Height; y += 2)
        {
            var upper = image.Row(y);
            var lower = y + 1 < image.Height ? image.Row(y + 1) : [];
            var last = "";
            for (var x = 0; x < upper.Length; x++)
            {
                var (style, glyph) = Cell(upper[x], lower.IsEmpty ? default : lower[x]);
                if (style != last)
                {
                    text.Append(last = style);
                }

                text.Append(glyph);
            }

            text.Append("\e[0m\n");
        }

        return text.ToString();
    }

    private static (string Style, char Glyph) Cell(Rgba32 upper, Rgba32 lower) =>
        (upper.A >= SixelPicture.MinShown, lower.A >= SixelPicture.MinShown) switch
        {
            (true, true) => ($"\e[{Color(38, upper)};{Color(48, lower)}m", '▀'),
            (true, false) => ($"\e[0;{Color(38, upper)}m", '▀'),
            (false, true) => ($"\e[0;{Color(38, lower)}m", '▄'),
            _ => ("\e[0m", ' '),
        };

    private static string Color(int which, Rgba32 color) =>
        Invariant($"{which};2;{color.R};{color.G};{color.B}");
}
