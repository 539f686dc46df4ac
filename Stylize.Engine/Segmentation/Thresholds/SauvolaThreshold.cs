namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// Sauvola and Pietikainen 2000: a threshold for each pixel, m (1 + k (s / R - 1)), with the mean m and population standard deviation s of
/// a square window. At the borders the image is mirrored, excluding the border pixels, as in threshold_sauvola of scikit-image.
/// </summary>
/// <remarks>The sums of the window are exact integers that are updated as it moves, so the cost does not depend on its size.</remarks>
internal static class SauvolaThreshold
{
    /// <summary>Computes the thresholds row by row.</summary>
    /// <param name="windowSize">Odd side of the window.</param>
    /// <param name="k">Weight of the standard deviation.</param>
    /// <param name="range">R, half the range of the sample type: 127.5 or 32767.5.</param>
    public static void Scan(Raster<ushort> image, int windowSize, double k, double range, ThresholdRow rows, CancellationToken cancellation)
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
            AddRow(image.Row(Mirror(y, height)), sums, squares, 1);
        }

        var area = (double)windowSize * windowSize;
        for (var y = 0; y < height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (y > 0)
            {
                AddRow(image.Row(Mirror(y + half, height)), sums, squares, 1);
                AddRow(image.Row(Mirror(y - half - 1, height)), sums, squares, -1);
            }

            long sum = 0, square = 0;
            for (var x = -half; x <= half; x++)
            {
                var column = Mirror(x, width);
                sum += sums[column];
                square += squares[column];
            }

            for (var x = 0; x < width; x++)
            {
                if (x > 0)
                {
                    var enter = Mirror(x + half, width);
                    var leave = Mirror(x - half - 1, width);
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

    private static int Mirror(int index, int length)
    {
        if (length == 1) return 0;

        var period = 2 * (length - 1);
        index = ((index % period) + period) % period;
        return index < length ? index : period - index;
    }
}
