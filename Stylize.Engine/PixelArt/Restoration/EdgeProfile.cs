namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>The strength of an image's edges between adjacent columns or rows. Only the steepest position of each edge counts, so that soft
/// edges give narrow peaks, and each edge has a maximum weight, so that contrast does not outweigh regularity.</summary>
internal static class EdgeProfile
{
    /// <summary>Edges count from this multiple of the median difference, within these limits in 8-bit steps.</summary>
    private const float NoiseFactor = 4, MinThreshold = 12, MaxThreshold = 40;

    /// <summary>Maximum weight of an edge, in 8-bit steps.</summary>
    private const float MaxWeight = 80;

    /// <summary>Weights are whole numbers of this part of a step, so that their sum does not depend on its order.</summary>
    private const float Resolution = 4;

    /// <summary>One line of this many is measured for the threshold.</summary>
    private const int ThresholdStride = 4;

    private const int Bins = 512;

    /// <summary>Returns the strengths: item i is that between columns (or rows) i - 1 and i.</summary>
    /// <param name="isVertical">True for edges between rows.</param>
    public static double[] Of(Raster<Rgba32> image, bool isVertical, ThreadGrant threads, CancellationToken cancellation)
    {
        using var turned = isVertical ? Transposed(image, threads, cancellation) : null;
        var lines = turned ?? image;
        var threshold = Threshold(lines);
        var sums = new long[lines.Width];
        var gate = new Lock();
        RowBands.ForEach(lines.Height, threads, cancellation, (_, first, end) =>
        {
            var steepness = new float[lines.Width + 1];
            var pixels = new float[4 * lines.Width];
            var own = new long[lines.Width];
            for (var y = first; y < end; y++)
            {
                Measure(lines.Row(y), pixels, steepness);
                for (var x = 1; x < own.Length - 1; x++)
                {
                    var here = steepness[x];
                    if (here > threshold && here >= steepness[x - 1] && here > steepness[x + 1])
                    {
                        own[x] += (long)(Resolution * Math.Min(here - threshold, MaxWeight));
                    }
                }
            }

            lock (gate)
            {
                for (var x = 0; x < own.Length; x++)
                {
                    sums[x] += own[x];
                }
            }
        });
        return [.. sums.Select(sum => (double)sum)];
    }

    /// <summary>Returns the threshold above which differences are edges and not noise or texture.</summary>
    private static float Threshold(Raster<Rgba32> lines)
    {
        var counts = new long[Bins];
        var steepness = new float[lines.Width + 1];
        var pixels = new float[4 * lines.Width];
        var total = 0L;
        for (var y = ThresholdStride / 2; y < lines.Height; y += ThresholdStride)
        {
            Measure(lines.Row(y), pixels, steepness);
            for (var x = 2; x < lines.Width - 1; x++)
            {
                counts[Math.Min((int)(Resolution * steepness[x]), Bins - 1)]++;
                total++;
            }
        }

        var (bin, below) = (0, 0L);
        while (bin < Bins - 1 && (below += counts[bin]) < (total + 1) / 2)
        {
            bin++;
        }

        return Math.Clamp(NoiseFactor * bin / Resolution, MinThreshold, MaxThreshold);
    }

    /// <summary>Measures the steepness between adjacent pixels: the distance of the means of two pixels on both sides, which suppresses
    /// noise, plus half that of the two pixels, which locates sharp edges.</summary>
    private static void Measure(ReadOnlySpan<Rgba32> row, float[] pixels, float[] steepness)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = row[x];
            var opacity = pixel.A == 255 ? 1f : pixel.A / 255f;
            var p = 4 * x;
            (pixels[p], pixels[p + 1], pixels[p + 2], pixels[p + 3]) = (opacity * pixel.R, opacity * pixel.G, opacity * pixel.B, pixel.A);
        }

        for (var x = 1; x < row.Length; x++)
        {
            float wide = 0, narrow = 0;
            var hasTwo = x > 1 && x < row.Length - 1;
            for (var p = 4 * x; p < (4 * x) + 4; p++)
            {
                var step = pixels[p] - pixels[p - 4];
                narrow += step * step;
                if (hasTwo)
                {
                    step += pixels[p + 4] - pixels[p - 8];
                    wide += step * step;
                }
            }

            steepness[x] = 0.5f * (MathF.Sqrt(wide) + MathF.Sqrt(narrow));
        }
    }

    private static Raster<Rgba32> Transposed(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation)
    {
        var turned = new Raster<Rgba32>(image.Height, image.Width);
        RowBands.ForEach(turned.Height, threads, cancellation, (_, first, end) =>
        {
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Row(y);
                for (var x = first; x < end; x++)
                {
                    turned[y, x] = row[x];
                }
            }
        });
        return turned;
    }
}
