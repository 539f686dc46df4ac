namespace Stylize.Engine.Measuring;

internal static class Statistics
{
    /// <summary>The median: the middle value, or the mean of the two middle ones; NaN of an empty sample.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    /// <summary>Median absolute deviation from the median times 1.4826, which estimates the standard deviation of normal noise.</summary>
    public static double MedianAbsoluteDeviation(IReadOnlyCollection<double> values)
    {
        var median = Median(values);
        return 1.4826 * Median(values.Select(v => Math.Abs(v - median)));
    }
}
