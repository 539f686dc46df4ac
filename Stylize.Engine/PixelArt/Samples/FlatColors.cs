namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Finds the exact colors of flat areas in one or more images, and recognizes flat art: images of such areas
/// only, except for antialiased edges.</summary>
/// <param name="alphaThreshold">Alpha, 0 to 1, below which a pixel is transparent.</param>
internal sealed class FlatColors(double alphaThreshold)
{
    /// <summary>Approximate number of pixels of an image that are examined.</summary>
    private const int MaxCounted = 1 << 21;

    /// <summary>Minimum share of flat blocks of an image whose colors count. Photographs have few.</summary>
    private const double MinShare = 0.1;

    /// <summary>Minimum share of flat blocks of 2 x 2 pixels in flat art.</summary>
    private const double ArtShare = 0.6;

    /// <summary>Maximum share of pixels of flat art that are more than <see cref="EdgeReach"/> pixels from any flat
    /// color.</summary>
    private const double DeepShare = 0.01;

    /// <summary>Largest share of the contrast of flat art that is lost if each cell has its most frequent color.
    /// Drawings of lines that are thinner than a cell lose more, so their cells are mixed.</summary>
    private const double ThinShare = 0.25;

    /// <summary>Number of pixels per row and column of a cell that are compared for <see cref="ThinShare"/>.</summary>
    private const int CellSamples = 4;

    /// <summary>Width in pixels of an antialiased edge.</summary>
    private const int EdgeReach = 2;

    /// <summary>Minimum share of an image for a flat color to be kept exactly in an image that is not flat
    /// art.</summary>
    private const double DominantShare = 0.04;

    /// <summary>Minimum share of the blocks for the pixels of a color to be counted; in gradients, few pixels are in
    /// flat blocks.</summary>
    private const double CountedShare = 0.005;

    private readonly int _minAlpha = (int)Math.Ceiling(alphaThreshold * 255);
    private readonly Dictionary<Rgba32, int> _counts = [];
    private readonly Dictionary<Rgba32, int> _pixels = [];
    private double _blocks, _flat, _deep;

    /// <summary>Adds an image.</summary>
    /// <param name="cells">Number of cells per row, and of rows; a flat color covers at least 1/4 of a cell.</param>
    /// <param name="onlyArt">True to find out only whether the image is flat art.</param>
    public void Add(Raster<Rgba32> image, (int Width, int Height) cells, bool onlyArt = false)
    {
        // With one cell per pixel, each pixel is an area.
        var counts = image.Width <= cells.Width && image.Height <= cells.Height ? CountSingle(image) : [];
        var pixels = counts.Values.Sum();
        var (blocks, flat) = pixels > 0 ? (pixels, pixels) : Count(image, counts);
        _blocks += blocks;
        if (flat <= MinShare * blocks)
        {
            _deep += Math.Max(blocks, 1);
            return;
        }

        var minBlocks = 0.25 * image.PixelCount / ((double)cells.Width * cells.Height);
        foreach (var (color, _) in counts.Where(c => pixels == 0 && c.Value < Math.Max(minBlocks, 4)).ToArray())
        {
            counts.Remove(color);
        }

        foreach (var (color, count) in counts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, color, out _) += count;
        }

        var deep = flat < ArtShare * blocks || (pixels == 0 && IsThin(image, cells, counts)) ? blocks
            : Deep(image, counts, (int)(DeepShare * blocks));
        if (!onlyArt && (deep > DeepShare * blocks || counts.Count > EncodeOptions.MaxIndexedColors))
        {
            var (least, dominant) = (CountedShare * blocks, DominantShare * blocks);
            CountPixels(image, [.. counts.Where(c => c.Value >= least && c.Value < dominant).Select(c => c.Key)]);
        }

        _flat += flat;
        _deep += deep;
    }

    /// <summary>True if the images consist of flat areas in at most 256 colors.</summary>
    public bool IsArt =>
        _flat >= ArtShare * _blocks && _deep <= DeepShare * _blocks
        && _counts.Count is > 0 and <= EncodeOptions.MaxIndexedColors;

    /// <summary>The flat colors of flat art, or those of large areas in other images, the most frequent
    /// first.</summary>
    public Rgba32[] Colors => [.. _counts.Where(c => IsArt || Covered(c.Key) >= DominantShare * _blocks).ByFrequency()];

    private int Covered(Rgba32 color) => Math.Max(_counts[color], _pixels.GetValueOrDefault(color));

    /// <summary>Counts the opaque pixels of each color.</summary>
    /// <returns>Empty if the image has more colors than flat art.</returns>
    private Dictionary<Rgba32, int> CountSingle(Raster<Rgba32> image)
    {
        var counts = new Dictionary<Rgba32, int>();
        for (var y = 0; y < image.Height && counts.Count <= EncodeOptions.MaxIndexedColors; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A < _minAlpha) continue;

                CollectionsMarshal.GetValueRefOrAddDefault(counts, pixel with { A = 255 }, out _)++;
            }
        }

        return counts.Count <= EncodeOptions.MaxIndexedColors ? counts : [];
    }

    /// <summary>Counts blocks in evenly spaced rows, and multiplies the counts by the distance of the rows.</summary>
    private (int Blocks, int Flat) Count(Raster<Rgba32> image, Dictionary<Rgba32, int> counts)
    {
        var (blocks, flat) = (0, 0);
        var step = RowStep(image);
        for (var y = step / 2; y + 1 < image.Height; y += step)
        {
            ReadOnlySpan<Rgba32> above = image.Row(y), below = image.Row(y + 1);
            var (color, run) = (0, 0);
            for (var x = 0; x + 1 < above.Length; x++)
            {
                if (above[x].A < _minAlpha) continue;

                blocks++;
                var bits = above[x].Bits;
                if (bits != above[x + 1].Bits || bits != below[x].Bits || bits != below[x + 1].Bits) continue;

                flat++;
                if (bits != color)
                {
                    Add(color, run);
                    (color, run) = (bits, 0);
                }

                run++;
            }

            Add(color, run);
        }

        return (step * blocks, step * flat);

        void Add(int color, int run)
        {
            if (run > 0)
            {
                var key = Unsafe.BitCast<int, Rgba32>(color) with { A = 255 };
                CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += step * run;
            }
        }
    }

    /// <summary>Counts all opaque pixels of some colors, in evenly spaced rows.</summary>
    private void CountPixels(Raster<Rgba32> image, Rgba32[] colors)
    {
        if (colors.Length == 0) return;

        var step = RowStep(image);
        var bits = Array.ConvertAll(colors, color => color.Bits);
        var counts = new int[colors.Length];
        for (var y = step / 2; y < image.Height; y += step)
        {
            var (last, found) = (0, -1);
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A < _minAlpha) continue;

                var color = (pixel with { A = 255 }).Bits;
                if (color != last)
                {
                    (last, found) = (color, Array.IndexOf(bits, color));
                }

                if (found >= 0)
                {
                    counts[found] += step;
                }
            }
        }

        for (var i = 0; i < colors.Length; i++)
        {
            _pixels[colors[i]] = _pixels.GetValueOrDefault(colors[i]) + counts[i];
        }
    }

    /// <summary>Returns true if cells of their most frequent color lose too much of the differences from the ground.
    /// </summary>
    private static bool IsThin(
        Raster<Rgba32> image, (int Width, int Height) cells, Dictionary<Rgba32, int> counts)
    {
        if (counts.Count == 0) return false;

        var ground = counts.MaxBy(c => c.Value).Key;
        var (lost, all) = (0L, 0L);
        Span<Rgba32> samples = stackalloc Rgba32[CellSamples * CellSamples];
        for (var cell = 0; cell < cells.Width * cells.Height; cell++)
        {
            var (row, column) = (cell / cells.Width * CellSamples, cell % cells.Width * CellSamples);
            for (var i = 0; i < samples.Length; i++)
            {
                var y = (int)((row + (i / CellSamples) + 0.5) * image.Height / (CellSamples * cells.Height));
                var x = (int)((column + (i % CellSamples) + 0.5) * image.Width / (CellSamples * cells.Width));
                samples[i] = image.Row(y)[x];
            }

            var (most, largest) = (samples[0], 0);
            foreach (var sample in samples)
            {
                var count = samples.Count(sample);
                (most, largest) = count > largest ? (sample, count) : (most, largest);
            }

            foreach (var sample in samples)
            {
                lost += Difference(sample, most);
                all += Difference(sample, ground);
            }
        }

        return lost > ThinShare * Math.Max(1, all);

        static int Difference(Rgba32 a, Rgba32 b) => a.A == 0 && b.A == 0 ? 0
            : Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) + Math.Abs(a.A - b.A);
    }

    private static int RowStep(Raster<Rgba32> image) => (int)Math.Max(1, image.PixelCount / MaxCounted);

    /// <summary>Returns the number of opaque pixels with no flat color at or around them.</summary>
    /// <param name="most">Counting ends above this number.</param>
    private int Deep(Raster<Rgba32> image, Dictionary<Rgba32, int> flat, int most)
    {
        var deep = 0;
        var step = RowStep(image);
        for (var y = step / 2; y < image.Height && deep <= most; y += step)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A >= _minAlpha && !IsNearFlat(x, y))
                {
                    deep += step;
                }
            }
        }

        return deep;

        bool IsNearFlat(int x, int y)
        {
            if (flat.ContainsKey(image.Row(y)[x] with { A = 255 })) return true;

            for (var dy = -EdgeReach; dy <= EdgeReach; dy += EdgeReach)
            {
                for (var dx = -EdgeReach; dx <= EdgeReach; dx += EdgeReach)
                {
                    var (otherX, otherY) =
                        (Math.Clamp(x + dx, 0, image.Width - 1), Math.Clamp(y + dy, 0, image.Height - 1));
                    var other = image.Row(otherY)[otherX];
                    if (other.A < _minAlpha || flat.ContainsKey(other with { A = 255 })) return true;
                }
            }

            return false;
        }
    }
}
