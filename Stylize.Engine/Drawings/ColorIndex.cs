namespace Stylize.Engine.Drawings;

/// <summary>Color numbers of DXF files (AutoCAD color index).</summary>
internal static class ColorIndex
{
    /// <summary>The number that viewers show as black on white paper, and white on a dark background.</summary>
    private const int Black = 7;

    private static readonly (int Number, Rgba32 Color)[] Table =
    [
        (1, new(255, 0, 0)), (2, new(255, 255, 0)), (3, new(0, 255, 0)), (4, new(0, 255, 255)), (5, new(0, 0, 255)),
        (6, new(255, 0, 255)),
        (Black, new(0, 0, 0)), (8, new(128, 128, 128)), (9, new(192, 192, 192)), (255, new(255, 255, 255)), .. Hues(),
    ];

    /// <summary>Returns the number of the color with the smallest distance in sRGB.</summary>
    public static int Nearest(Rgba32 color) => Table.MinBy(row =>
    {
        int r = row.Color.R - color.R, g = row.Color.G - color.G, b = row.Color.B - color.B;
        return (r * r) + (g * g) + (b * b);
    }).Number;

    /// <summary>Returns the colors 10 to 249: ten of each of 24 hues, in five brightnesses with full and half
    /// saturation.</summary>
    private static IEnumerable<(int Number, Rgba32 Color)> Hues()
    {
        int[] brightness = [255, 165, 127, 76, 38];
        for (var number = 10; number < 250; number++)
        {
            var hue = ((number / 10) - 1) * 15;
            var (value, saturation) = (brightness[number % 10 / 2], number % 2 == 0 ? 1.0 : 0.5);
            yield return (number, new(Channel(5), Channel(3), Channel(1)));

            // A channel of hue, saturation and value (Smith, 1978).
            byte Channel(int offset)
            {
                var k = (offset + (hue / 60.0)) % 6;
                return (byte)(value * (1 - (saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1))));
            }
        }
    }
}
