namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>The position of one window relative to another that shows a part of the same scene.</summary>
/// <param name="X">Columns from the origin of the first window to that of the second.</param>
/// <param name="Precision">How well each direction is determined.</param>
/// <param name="IsTrusted">True if the correlation of the gradients is far above that of noise.</param>
internal readonly record struct OverlapShift(double X, double Y, ShiftPrecision Precision, bool IsTrusted)
{
    /// <summary>Number of maxima of the phase correlation that are compared by their quality.</summary>
    private const int Candidates = 12;

    private const double MinQuality = .1;

    /// <summary>Minimum quality in units of the standard deviation of that of white noise.</summary>
    private const double NoiseLimit = 6;

    /// <summary>Standard deviation of the quality of white noise, times the square root of the number of
    /// pixels.</summary>
    private const double NoiseDeviation = 2;

    /// <summary>Finds the position near an expected one, with subpixel precision.</summary>
    /// <param name="first">A window.</param>
    /// <param name="second">A window of the same size.</param>
    /// <param name="reach">Maximum distance from the expected position in each direction.</param>
    public static OverlapShift Find(
        Raster<float> first, Raster<float> second, (int X, int Y) expected, (int X, int Y) reach,
        ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var firstBand = ShiftQuality.BandPass(first);
        using var secondBand = ShiftQuality.BandPass(second);
        using var surface = ImageShift.Correlate(firstBand, secondBand, isPhase: true, maxThreads, cancellation);
        using var one = Gradient.FromImage(first);
        using var other = Gradient.FromImage(second);
        var (width, height) = (surface.Width, surface.Height);
        double At(int x, int y) => surface.Re[((y + (2 * height)) % height * width) + ((x + (2 * width)) % width)];

        var maxima = new List<(double Value, int X, int Y)>();
        for (var y = expected.Y - reach.Y; y <= expected.Y + reach.Y; y++)
        {
            for (var x = expected.X - reach.X; x <= expected.X + reach.X; x++)
            {
                var value = At(x, y);
                if (value >= At(x - 1, y) && value >= At(x + 1, y) && value >= At(x, y - 1) && value >= At(x, y + 1))
                {
                    maxima.Add((value, x, y));
                }
            }
        }

        maxima.Add((0, expected.X, expected.Y));
        var known = new Dictionary<(int, int), double>();
        double Quality(int x, int y)
        {
            if (!known.TryGetValue((x, y), out var quality))
            {
                known[(x, y)] = quality = Correlation(one, other, x, y);
            }

            return quality;
        }

        var (best, bestX, bestY) = (-1.0, expected.X, expected.Y);
        foreach (var (_, x, y) in maxima.OrderByDescending(m => m.Value).ThenBy(m => m.Y).ThenBy(m => m.X)
            .Take(Candidates))
        {
            if (Quality(x, y) > best)
            {
                (best, bestX, bestY) = (Quality(x, y), x, y);
            }
        }

        for (var isMoving = true; isMoving;)
        {
            isMoving = false;
            foreach (var (dx, dy) in ((int, int)[])[(-1, 0), (1, 0), (0, -1), (0, 1)])
            {
                var (x, y) = (bestX + dx, bestY + dy);
                if (Math.Abs(x - expected.X) <= reach.X && Math.Abs(y - expected.Y) <= reach.Y && Quality(x, y) > best)
                {
                    (best, bestX, bestY, isMoving) = (Quality(x, y), x, y, true);
                }
            }
        }

        var area = (double)Math.Max(0, width - Math.Abs(bestX)) * Math.Max(0, height - Math.Abs(bestY));
        var (fineX, fineY) = (
            bestX + Vertex(Quality(bestX - 1, bestY), best, Quality(bestX + 1, bestY)),
            bestY + Vertex(Quality(bestX, bestY - 1), best, Quality(bestX, bestY + 1)));
        var precision = OverlapRefiner.Refine(first, second, ref fineX, ref fineY);
        return new(
            fineX, fineY, precision,
            best >= Math.Max(MinQuality, NoiseLimit * NoiseDeviation / Math.Sqrt(Math.Max(area, 1))));
    }

    /// <summary>Returns the position of the maximum of a parabola through three values at -1, 0 and 1.</summary>
    private static double Vertex(double before, double at, double after)
    {
        var curvature = before - (2 * at) + after;
        return curvature < 0 ? Math.Clamp((before - after) / (2 * curvature), -.5, .5) : 0;
    }

    /// <summary>Returns the correlation of the gradients where the windows overlap; -1 without contrast or for a small
    /// overlap.</summary>
    private static double Correlation(Gradient one, Gradient other, int dx, int dy)
    {
        const int Border = 3;
        var width = one.X.Width - Math.Abs(dx) - (2 * Border);
        var height = one.X.Height - Math.Abs(dy) - (2 * Border);
        if (width < 3 || height < 3) return -1;

        var sums = default(ShiftQuality.Products);
        for (var y = Border; y < height + Border; y++)
        {
            var (rowOfOne, rowOfOther) = (y + Math.Max(dy, 0), y + Math.Max(-dy, 0));
            var (left, otherLeft) = (Border + Math.Max(dx, 0), Border + Math.Max(-dx, 0));
            sums.Add(one.X.Row(rowOfOne).Slice(left, width), other.X.Row(rowOfOther).Slice(otherLeft, width));
            sums.Add(one.Y.Row(rowOfOne).Slice(left, width), other.Y.Row(rowOfOther).Slice(otherLeft, width));
        }

        return sums.Correlation ?? -1;
    }

    /// <summary>
    /// The differences between neighbors of the mean of 5 x 5 pixels. Unlike brightness, they do not depend on the
    /// illumination.
    /// </summary>
    private sealed record Gradient(Raster<float> X, Raster<float> Y) : IDisposable
    {
        public static Gradient FromImage(Raster<float> image)
        {
            var (width, height) = (image.Width, image.Height);
            using var mean = BoxMean.Means(image, 2);
            var gradient = new Gradient(new(width, height, clear: true), new(width, height, clear: true));
            for (var y = 1; y < height - 1; y++)
            {
                var row = mean.Row(y);
                var above = mean.Row(y - 1);
                var below = mean.Row(y + 1);
                var across = gradient.X.Row(y);
                var down = gradient.Y.Row(y);
                for (var x = 1; x < width - 1; x++)
                {
                    across[x] = row[x + 1] - row[x - 1];
                    down[x] = below[x] - above[x];
                }
            }

            return gradient;
        }

        public void Dispose()
        {
            X.Dispose();
            Y.Dispose();
        }
    }
}
