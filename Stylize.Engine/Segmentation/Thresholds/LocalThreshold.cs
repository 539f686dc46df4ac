namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// A threshold for each pixel, as threshold_local of scikit-image with method gaussian: the Gaussian-weighted mean of
/// its neighborhood minus an offset. At the borders the image is mirrored, including the border pixels.
/// </summary>
/// <remarks>Additions are in the order of SciPy, because rounding decides which pixels of flat areas are
/// foreground.</remarks>
internal static class LocalThreshold
{
    /// <summary>Computes the thresholds row by row.</summary>
    /// <param name="blockSize">
    /// Odd side of the neighborhood. The sigma of the Gaussian is (blockSize - 1) / 6, truncated at four sigma.
    /// </param>
    public static void Scan(
        Raster<ushort> image, int blockSize, double offset, ThresholdRow rows, CancellationToken cancellation)
    {
        var weights = Weights((blockSize - 1) / 6.0);
        var radius = weights.Length - 1;
        var width = image.Width;
        using var columnBuffer = new PooledBuffer<double>(width + (2 * radius));
        using var thresholdBuffer = new PooledBuffer<double>(width);
        var padded = columnBuffer.Span;
        var column = padded.Slice(radius, width);
        var thresholds = thresholdBuffer.Span;
        for (var y = 0; y < image.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var center = image.Row(y);
            TensorPrimitives.ConvertTruncating<ushort, double>(center, column);
            TensorPrimitives.Multiply(column, weights[0], column);
            for (var k = radius; k > 0; k--)
            {
                var above = image.Row(GaussianBlur.Mirror(y - k, image.Height));
                var below = image.Row(GaussianBlur.Mirror(y + k, image.Height));
                for (var x = 0; x < width; x++)
                {
                    column[x] += (above[x] + below[x]) * weights[k];
                }
            }

            for (var k = 1; k <= radius; k++)
            {
                padded[radius - k] = column[GaussianBlur.Mirror(-k, width)];
                padded[radius + width - 1 + k] = column[GaussianBlur.Mirror(width - 1 + k, width)];
            }

            for (var x = 0; x < width; x++)
            {
                var sum = padded[radius + x] * weights[0];
                for (var k = radius; k > 0; k--)
                {
                    sum += (padded[radius + x - k] + padded[radius + x + k]) * weights[k];
                }

                thresholds[x] = sum - offset;
            }

            rows(y, thresholds);
        }
    }

    /// <summary>Returns the weights at the distances 0, 1, 2 and so on of a Gaussian kernel whose sum is 1.</summary>
    private static double[] Weights(double sigma)
    {
        var radius = (int)((4 * sigma) + .5);
        var all = new double[(2 * radius) + 1];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = sigma > 0 ? PortableMath.Exp(-.5 / (sigma * sigma) * ((i - radius) * (double)(i - radius))) : 1;
        }

        var total = PairwiseSum(all);
        var half = new double[radius + 1];
        TensorPrimitives.Divide(all.AsSpan(radius), total, half);
        return half;
    }

    /// <summary>Sums in the order of NumPy: pairwise above 128 values, eight running sums for 8 to 128
    /// values.</summary>
    private static double PairwiseSum(ReadOnlySpan<double> values)
    {
        if (values.Length < 8)
        {
            var sum = 0.0;
            foreach (var value in values)
            {
                sum += value;
            }

            return sum;
        }

        if (values.Length > 128)
        {
            var half = values.Length / 2;
            half -= half % 8;
            return PairwiseSum(values[..half]) + PairwiseSum(values[half..]);
        }

        Span<double> r = stackalloc double[8];
        values[..8].CopyTo(r);
        var i = 8;
        for (; i < values.Length - (values.Length % 8); i += 8)
        {
            for (var lane = 0; lane < 8; lane++)
            {
                r[lane] += values[i + lane];
            }
        }

        var total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < values.Length; i++)
        {
            total += values[i];
        }

        return total;
    }
}

/// <summary>Receives the thresholds of one row of pixels.</summary>
/// <param name="thresholds">One threshold per pixel; valid only during the call.</param>
internal delegate void ThresholdRow(int y, ReadOnlySpan<double> thresholds);

/// <summary>
/// Sauvola and Pietikainen 2000: a threshold for each pixel, m (1 + k (s / R - 1)), with the mean m and population
/// standard deviation s of a square window. At the borders the image is mirrored, excluding the border pixels, as in
/// threshold_sauvola of scikit-image.
/// </summary>
/// <remarks>The sums of the window are exact integers that are updated as it moves, so the cost does not depend on its
/// size.</remarks>
internal static class SauvolaThreshold
{
    /// <summary>Computes the thresholds row by row.</summary>
    /// <param name="windowSize">Odd side of the window.</param>
    /// <param name="k">Weight of the standard deviation.</param>
    /// <param name="range">R, half the range of the sample type: 127.5 or 32767.5.</param>
    public static void Scan(
        Raster<ushort> image, int windowSize, double k, double range, ThresholdRow rows, CancellationToken cancellation)
    {
        var (width, height, half) = (image.Width, image.Height, windowSize / 2);
        using var sumBuffer = new PooledBuffer<long>(width, clear: true);
        using var squareBuffer = new PooledBuffer<long>(width, clear: true);
        using var thresholdBuffer = new PooledBuffer<double>(width);
        var sums = sumBuffer.Span;
        var squares = squareBuffer.Span;
        var thresholds = thresholdBuffer.Span;
        for (var y = -half; y <= half; y++)
        {
            AddRow(image.Row(Reflect(y, height)), sums, squares, 1);
        }

        var area = (double)windowSize * windowSize;
        for (var y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (y > 0)
            {
                AddRow(image.Row(Reflect(y + half, height)), sums, squares, 1);
                AddRow(image.Row(Reflect(y - half - 1, height)), sums, squares, -1);
            }

            long sum = 0, square = 0;
            for (var x = -half; x <= half; x++)
            {
                var column = Reflect(x, width);
                sum += sums[column];
                square += squares[column];
            }

            for (var x = 0; x < width; x++)
            {
                if (x > 0)
                {
                    var enter = Reflect(x + half, width);
                    var leave = Reflect(x - half - 1, width);
                    sum += sums[enter] - sums[leave];
                    square += squares[enter] - squares[leave];
                }

                var mean = sum / area;
                var deviation = Math.Sqrt(Math.Max((square / area) - (mean * mean), 0));
                thresholds[x] = mean * (1 + (k * ((deviation / range) - 1)));
            }

            rows(y, thresholds);
        }
    }

    private static void AddRow(ReadOnlySpan<ushort> row, Span<long> sums, Span<long> squares, int sign)
    {
        for (var x = 0; x < row.Length; x++)
        {
            long value = row[x];
            sums[x] += sign * value;
            squares[x] += sign * value * value;
        }
    }

    /// <summary>Returns a position in the image; those outside are mirrored at its first and last pixel.</summary>
    internal static int Reflect(int index, int length)
    {
        if (length == 1) return 0;

        var period = 2 * (length - 1);
        index = ((index % period) + period) % period;
        return index < length ? index : period - index;
    }
}
