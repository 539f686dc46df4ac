namespace Stylize.Engine.Imaging.Terminal;

/// <summary>Draws an image as Sixel, in bands of six rows with one pass per color. Up to 256 colors are exact; more are
/// dithered to a cube of 6 x 7 x 6. Source: DEC STD 070, section Sixel graphics.</summary>
internal static class SixelPicture
{
    private const int BandRows = 6;
    public const byte MinShown = 128;

    // A Bayer matrix of 4 x 4, in fractions of one level.
    private static readonly float[] Thresholds =
        [.. new[] { 0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5 }.Select(t => ((t + .5f) / 16) - .5f)];

    internal static string Draw(Raster<Rgba32> image)
    {
        var (indices, palette) = Exact(image) ?? Dithered(image);
        // P2 = 1: undrawn pixels keep the terminal's background.
        var text = new StringBuilder(Invariant($"\eP0;1;0q\"1;1;{image.Width};{image.Height}"));
        for (var color = 0; color < palette.Count; color++)
        {
            var (r, g, b) = (palette[color].R, palette[color].G, palette[color].B);
            text.Append(CultureInfo.InvariantCulture, $"#{color};2;{Percent(r)};{Percent(g)};{Percent(b)}");
        }

        for (var top = 0; top < image.Height; top += BandRows)
        {
            DrawBand(text, indices, image.Width, top, Math.Min(BandRows, image.Height - top));
        }

        return text.Append("\e\\\n").ToString();
    }

    private static int Percent(byte level) => ((level * 100) + 127) / 255;

    private static void DrawBand(StringBuilder text, int[] indices, int width, int top, int rows)
    {
        var band = indices.AsSpan(top * width, rows * width);
        var present = new SortedSet<int>();
        foreach (var index in band)
        {
            present.Add(index);
        }

        present.Remove(-1);
        foreach (var color in present)
        {
            text.Append(CultureInfo.InvariantCulture, $"#{color}");
            var (last, count) = (-1, 0);
            for (var x = 0; x < width; x++)
            {
                var bits = 0;
                for (var y = 0; y < rows; y++)
                {
                    bits |= band[(y * width) + x] == color ? 1 << y : 0;
                }

                if (bits != last)
                {
                    Repeat(text, last, count);
                    (last, count) = (bits, 0);
                }

                count++;
            }

            Repeat(text, last, count);
            text.Append('$');
        }

        text.Append('-');
    }

    private static void Repeat(StringBuilder text, int bits, int count)
    {
        var glyph = (char)('?' + bits);
        if (count > 3)
        {
            text.Append(CultureInfo.InvariantCulture, $"!{count}{glyph}");
        }
        else if (count > 0)
        {
            text.Append(glyph, count);
        }
    }

    private static (int[] Indices, IReadOnlyList<Rgba32> Palette)? Exact(Raster<Rgba32> image)
    {
        var places = new Dictionary<Rgba32, int>();
        var indices = new int[image.PixelCount];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var color = row[x] with { A = byte.MaxValue };
                var place = -1;
                if (row[x].A >= MinShown && !places.TryGetValue(color, out place))
                {
                    if (places.Count == EncodeOptions.MaxIndexedColors) return null;

                    places.Add(color, place = places.Count);
                }

                indices[(y * image.Width) + x] = place;
            }
        }

        return (indices, [.. places.OrderBy(pair => pair.Value).Select(pair => pair.Key)]);
    }

    private static (int[] Indices, IReadOnlyList<Rgba32> Palette) Dithered(Raster<Rgba32> image)
    {
        var palette =
            (from r in Enumerable.Range(0, 6) from g in Enumerable.Range(0, 7) from b in Enumerable.Range(0, 6)
                           select new Rgba32((byte)(r * 51), (byte)((g * 255) / 6), (byte)(b * 51))).ToArray();
        var indices = new int[image.PixelCount];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var shift = Thresholds[((y & 3) * 4) + (x & 3)];
                var (r, g, b) = (Level(row[x].R, 6, shift), Level(row[x].G, 7, shift), Level(row[x].B, 6, shift));
                indices[(y * image.Width) + x] = row[x].A < MinShown ? -1 : (((r * 7) + g) * 6) + b;
            }
        }

        return (indices, palette);
    }

    private static int Level(byte value, int levels, float shift) =>
        Math.Clamp((int)MathF.Round((value * (levels - 1) / 255f) + shift), 0, levels - 1);
}
