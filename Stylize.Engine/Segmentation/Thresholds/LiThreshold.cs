namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// Li and Tam 1998: minimum cross entropy by iteration from the mean, t = (mb - mf) / (ln mb - ln mf) with the means mb of the background
/// and mf of the foreground, until it moves by at most half an intensity. Intensities count from the lowest one, as in scikit-image.
/// </summary>
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

        // Cumulative counts and sums up to and including each value.
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
