namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Li and Tam 1998: the fixed point of the cross-entropy iteration, to within half an intensity.</summary>
internal static class LiThreshold
{
    private const double Tolerance = .5;

    public static double Find(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        if (counts.Length == 1)
        {
            return first;
        }

        // Sums over the values up to and including each one, in intensities above the lowest.
        var countUpTo = new double[counts.Length];
        var sumUpTo = new double[counts.Length];
        double count = 0, sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            sum += (double)counts[i] * i;
            countUpTo[i] = count;
            sumUpTo[i] = sum;
        }

        var next = sum / count;
        var current = -2 * Tolerance;
        while (Math.Abs(next - current) > Tolerance)
        {
            current = next;
            var split = (int)Math.Floor(current);
            var background = sumUpTo[split] / countUpTo[split];
            var foreground = (sum - sumUpTo[split]) / (count - countUpTo[split]);
            next = (background - foreground) / (Math.Log(background) - Math.Log(foreground));
        }

        return next + first;
    }
}
