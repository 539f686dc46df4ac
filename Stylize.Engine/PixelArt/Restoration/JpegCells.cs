namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Recovers the colors of sharply enlarged cells from a JPEG. The quantized coefficients determine luma. Chroma, which has half
/// the resolution and coarse quantization, also needs the prior of pixel art: few colors with many cells each. Two steps alternate with
/// decreasing bandwidth: cells move toward the densest colors of similar luma, and the cells are solved for with these as the prior.
/// </summary>
internal static class JpegCells
{
    /// <summary>Maximum mean distance of coefficients from whole quantization steps, in steps, for pixels that the tables match.</summary>
    private const double MaxMisfit = 0.15;

    /// <summary>Maximum mean distance of the coefficients of the cells from quantized ones, in steps, for sharp cells without noise.
    /// </summary>
    private const double MaxDistance = 0.09;

    /// <summary>Bandwidth for luma, in 8-bit steps, at quality 60 and 4 pixels per cell side.</summary>
    private const float LumaBandwidth = 1.2f;

    /// <summary>Number of rounds that undo the interpolation of chroma.</summary>
    private const int SharpeningRounds = 30;

    /// <summary>Bandwidth for chroma in each round, in 8-bit steps, at quality 60 and 4 pixels per cell side.</summary>
    private static readonly float[] ChromaBandwidth = [9, 7, 6, 5, 4, 3, 2.5f];

    /// <summary>Mean quantization step of the lowest 4x4 chroma coefficients at quality 60, divided by 4 pixels per cell side.</summary>
    private const double UsualScatter = 38 / 4.0;

    /// <param name="columns">The cell of each column.</param>
    /// <param name="rows">The cell of each row.</param>
    public static void Refine(
        Raster<Rgba32> image, JpegTables tables, int[] columns, int[] rows, Raster<Rgba32> cells, RestorationWork work, ThreadGrant threads,
        CancellationToken cancellation)
    {
        if ((image.Width, image.Height) != (tables.Width, tables.Height)) return;

        var planes = new JpegPlane[3];
        for (var i = 0; i < 3; i++)
        {
            var samples = Component(image, i);
            var (width, across, down) = (image.Width, i == 0 ? 1 : tables.Across, i == 0 ? 1 : tables.Down);
            (samples, width) = Stored(samples, width, across, down);
            var steps = i == 0 ? tables.Luma : tables.Chroma[i - 1];
            planes[i] = new JpegPlane(samples, width, across, down, steps, columns, rows, cells.Width, threads, cancellation);
            if (i == 0 && planes[i].Misfit > MaxMisfit) return;
        }

        float[][] values = [Component(cells, 0), Component(cells, 1), Component(cells, 2)];
        for (var i = 0; i < 3; i++)
        {
            planes[i].Solve(values[i], (float[])values[i].Clone(), 1e-3f);
            if (i == 0 && planes[i].Distance(values[i]) > MaxDistance) return;
        }

        // Coarser steps scatter colors more; more pixels per cell scatter them less.
        var side = Math.Sqrt((double)image.PixelCount / cells.PixelCount);
        var step = Enumerable.Range(0, 16).Average(i => tables.Chroma[i % 2][(i / 4 * 8) + (i % 4)]);
        var scatter = (float)Math.Clamp(step / side / UsualScatter, 0.25, 1.5);
        foreach (var usual in ChromaBandwidth)
        {
            var reach = scatter * usual;
            var denser = ColorDensity.Shift(values, scatter * LumaBandwidth, reach, work, threads, cancellation);
            for (var i = 1; i < 3; i++)
            {
                planes[i].Solve(values[i], denser[i], 1 / (reach * reach));
            }
        }

        Write(ColorDensity.Shift(values, scatter, 2 * scatter, work, threads, cancellation), cells);
    }

    /// <summary>Returns luma minus 128, or a chroma component (ITU-T T.871).</summary>
    private static float[] Component(Raster<Rgba32> image, int component)
    {
        var (r, g, b, offset) = component switch
        {
            0 => (0.299f, 0.587f, 0.114f, 128f),
            1 => (-0.168736f, -0.331264f, 0.5f, 0f),
            _ => (0.5f, -0.418688f, -0.081312f, 0f),
        };
        var samples = new float[image.PixelCount];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                samples[(y * row.Length) + x] = (r * row[x].R) + (g * row[x].G) + (b * row[x].B) - offset;
            }
        }

        return samples;
    }

    private static void Write(float[][] values, Raster<Rgba32> cells)
    {
        for (var y = 0; y < cells.Height; y++)
        {
            for (var x = 0; x < cells.Width; x++)
            {
                var i = (y * cells.Width) + x;
                var (luma, cb, cr) = (values[0][i] + 128, values[1][i], values[2][i]);
                cells[x, y] = new Rgba32(
                    Round(luma + (1.402f * cr)), Round(luma - (0.344136f * cb) - (0.714136f * cr)), Round(luma + (1.772f * cb)));
            }
        }

        static byte Round(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
    }

    /// <summary>Returns the samples as stored in the file. Decoders interpolate subsampled chroma linearly with weights 3/4 and 1/4. The
    /// mean of the two pixels of a sample is then 3/4 of it plus 1/8 of each neighbor, which is inverted by iterative correction.</summary>
    private static (float[] Samples, int Width) Stored(float[] samples, int width, int across, int down)
    {
        var height = samples.Length / width;
        if (across == 2)
        {
            var half = (width + 1) / 2;
            var halved = new float[half * height];
            for (var y = 0; y < height; y++)
            {
                Sharpen(samples.AsSpan(y * width, width), 1, width, halved.AsSpan(y * half), 1);
            }

            (samples, width) = (halved, half);
        }

        if (down == 2)
        {
            var halved = new float[width * ((height + 1) / 2)];
            for (var x = 0; x < width; x++)
            {
                Sharpen(samples.AsSpan(x), width, height, halved.AsSpan(x), width);
            }

            samples = halved;
        }

        return (samples, width);
    }

    private static void Sharpen(ReadOnlySpan<float> pixels, int step, int count, Span<float> stored, int storedStep)
    {
        var means = new float[(count + 1) / 2];
        for (var i = 0; i < means.Length; i++)
        {
            means[i] = 0.5f * (pixels[2 * i * step] + pixels[Math.Min((2 * i) + 1, count - 1) * step]);
        }

        var found = (float[])means.Clone();
        var last = (float[])means.Clone();
        for (var round = 0; round < SharpeningRounds; round++)
        {
            for (var i = 0; i < means.Length; i++)
            {
                var around = last[Math.Max(0, i - 1)] + last[Math.Min(i + 1, last.Length - 1)];
                found[i] = last[i] + means[i] - ((0.75f * last[i]) + (0.125f * around));
            }

            (found, last) = (last, found);
        }

        for (var i = 0; i < means.Length; i++)
        {
            stored[i * storedStep] = last[i];
        }
    }
}

/// <summary>Moves colors of cells toward the densest colors (mean shift; Comaniciu and Meer 2002), with separate bandwidths for luma, which
/// JPEG preserves well, and for chroma, which it does not.</summary>
internal static class ColorDensity
{
    /// <summary>Maximum number of cells that a color is compared with; of more cells, every n-th in order of luma is used.</summary>
    private const int MaxSamples = 8192;

    private const int Rounds = 2;
    private const int StepsPerSample = 2;

    /// <summary>Squared distance, in bandwidths, at which the weight of a cell is 0.</summary>
    private const float End = 8;

    /// <returns>The three planes, with each cell moved twice to the weighted mean of cells near it.</returns>
    public static float[][] Shift(
        float[][] cells, float lumaReach, float chromaReach, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
    {
        var count = cells[0].Length;
        var order = Enumerable.Range(0, count).OrderBy(i => cells[0][i]).ToArray();
        var stride = (count + MaxSamples - 1) / MaxSamples;
        var picked = order.Where((_, place) => place % stride == 0).ToArray();
        var samples = cells.Select(plane => picked.Select(i => plane[i]).ToArray()).ToArray();
        var (one, two, three) = (samples[0], samples[1], samples[2]);
        float[][] result = [new float[count], new float[count], new float[count]];
        float luma = 1 / (lumaReach * lumaReach), chroma = 1 / (chromaReach * chromaReach), reach = lumaReach * MathF.Sqrt(End);
        RowBands.ForEach(count, threads, cancellation, (_, first, last) =>
        {
            for (var i = first; i < last && !work.IsSpent; i++)
            {
                float y = cells[0][i], b = cells[1][i], r = cells[2][i];
                for (var round = 0; round < Rounds; round++)
                {
                    // The cell itself is always included.
                    var (w, sy, sb, sr) = (1f, cells[0][i], cells[1][i], cells[2][i]);
                    var from = Array.BinarySearch(one, y - reach);
                    from = from < 0 ? ~from : from;
                    var j = from;
                    for (; j < one.Length && one[j] <= y + reach; j++)
                    {
                        var (dy, db, dr) = (one[j] - y, two[j] - b, three[j] - r);
                        var near = 1 - (((dy * dy * luma) + (((db * db) + (dr * dr)) * chroma)) / End);
                        if (near > 0)
                        {
                            near *= near;
                            near *= near;
                            (w, sy, sb, sr) = (w + near, sy + (near * one[j]), sb + (near * two[j]), sr + (near * three[j]));
                        }
                    }

                    work.Add(StepsPerSample * (j - from));
                    (y, b, r) = (sy / w, sb / w, sr / w);
                }

                (result[0][i], result[1][i], result[2][i]) = (y, b, r);
            }
        });
        work.Require();
        return result;
    }
}
