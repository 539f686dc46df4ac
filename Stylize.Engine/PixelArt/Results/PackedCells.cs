using Stylize.Engine.PixelArt.Rendering;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>Pixel art of a still image as packed bits for a display. A pixel has one bit for up to two colors, two bits
/// for up to four and four bits for up to 16. Rows go from top to bottom, and pixels from left to right, beginning at
/// the most significant bits of a byte. Each row is padded with zeros to whole bytes. The file has no header.</summary>
/// <param name="cells">The cells, which the artifact owns.</param>
/// <param name="used">The colors of the cells.</param>
/// <param name="palette">The palette, whose order or codes give the values; see <see cref="Values"/>.</param>
internal sealed class PackedCells(
    Raster<Rgba32> cells, Palette used, Palette palette, int scale, IImageCodec codec, OperationContext context)
    : StillArtifact(cells, used, scale, codec, context)
{
    /// <summary>Maximum number of colors.</summary>
    public const int MaxColors = 16;

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary =>
        [.. base.Summary, new("BitsPerPixel", Bits)];

    private int Bits => Values(palette).Max() switch { < 2 => 1, < 4 => 2, _ => 4 };

    public override void Write(Stream target)
    {
        var values = palette.Colors.Zip(Values(palette)).ToDictionary(pair => pair.First, pair => pair.Second);

        // A display has no transparency; its lightest color stands for it.
        values[default] = values[palette.Colors.MaxBy(color => LabConversion.FromRgba(color).L)];
        using var pixels = CellEnlargement.Enlarge(Cells, Scale);
        var (bits, perByte) = (Bits, 8 / Bits);
        var row = new byte[(pixels.Width + perByte - 1) / perByte];
        for (var y = 0; y < pixels.Height; y++)
        {
            Array.Clear(row);
            for (var x = 0; x < pixels.Width; x++)
            {
                row[x / perByte] |= (byte)(values[pixels[x, y]] << (8 - (bits * ((x % perByte) + 1))));
            }

            target.Write(row);
        }
    }

    /// <summary>Returns the values of the colors: their codes, if all are different numbers below 16, or else their
    /// places in the palette.
    /// </summary>
    private static int[] Values(Palette palette)
    {
        int[] codes = [.. palette.Colors.Select(color => palette.LabelOf(color)?.Code).Select(code =>
            TryInteger(code, out var number) && number < MaxColors ? number : -1)];
        return codes.All(code => code >= 0) && codes.Distinct().Count() == codes.Length
            ? codes : [.. Enumerable.Range(0, palette.Colors.Count)];
    }
}
