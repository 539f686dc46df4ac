namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Prewitt and Mendelsohn 1966: the first minimum between the two maxima of the smoothed histogram.</summary>
internal static class MinimumThreshold
{
    private const int MaxSmoothings = 10_000;

    public static double Find(IntensityHistogram histogram, CancellationToken cancellation)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        var now = new double[counts.Length];
        var next = new double[counts.Length];
        TensorPrimitives.ConvertTruncating<long, double>(counts, now);
        Span<int> maxima = stackalloc int[3];
        for (var smoothing = 0; smoothing < MaxSmoothings - 1; smoothing++)
        {
            cancellation.ThrowIfCancellationRequested();
            Smooth(now, next);
            (now, next) = (next, now);
            var found = FindMaxima(now, maxima);
            if (found == 2) return first + maxima[0] + TensorPrimitives.IndexOfMin(now.AsSpan(maxima[0]..(maxima[1] + 1)));
            if (found < 2) throw new ThresholdNotFoundException("the histogram does not have two maxima");
        }

        throw new ThresholdNotFoundException($"the histogram keeps more than two maxima after {MaxSmoothings} smoothings");
    }

    /// <summary>
    /// Averages three values with a running sum, in the order of operations of SciPy's uniform_filter1d; ends are mirrored.
    /// </summary>
    private static void Smooth(double[] from, double[] to)
    {
        var last = from.Length - 1;
        var mean = (from[0] + from[0] + from[Math.Min(1, last)]) / 3;
        to[0] = mean;
        for (var i = 1; i <= last; i++)
        {
            mean += (from[Math.Min(i + 1, last)] - from[Math.Max(i - 2, 0)]) / 3;
            to[i] = mean;
        }
    }

    /// <summary>Finds the first three maxima and returns their number; the maximum of a plateau is its last value.</summary>
    private static int FindMaxima(double[] values, Span<int> maxima)
    {
        var found = 0;
        var rising = true;
        for (var i = 0; i < values.Length - 1; i++)
        {
            if (rising)
            {
                if (values[i + 1] < values[i])
                {
                    rising = false;
                    maxima[found++] = i;
                    if (found == maxima.Length) break;
                }
            }
            else if (values[i + 1] > values[i])
            {
                rising = true;
            }
        }

        return found;
    }
}
