namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Statistics of a sample of finite numbers.</summary>
/// <example><code>
/// double[] values = [1, 2, 3, 4, 100];
/// Assert.Equal(3, Sample.Median(values));
/// Assert.Equal(1, Sample.MedianAbsoluteDeviation(values)); // of 2, 1, 0, 1 and 97
/// Assert.Equal(1.4826, Sample.RobustDeviation(values), 1e-4);
/// </code></example>
internal static class Sample
{
    /// <summary>Factor by which the median absolute deviation of a normal distribution equals its standard
    /// deviation.</summary>
    private const double NormalDeviation = 1.482602218505602;

    /// <summary>Returns the mean; NaN for an empty sample.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Returns the variance with the divisor n - 1; NaN for fewer than two numbers.</summary>
    public static double Variance(ReadOnlySpan<double> values)
    {
        var (mean, sum) = (Mean(values), 0.0);
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return values.Length > 1 ? sum / (values.Length - 1) : double.NaN;
    }

    /// <summary>Returns the standard deviation with the divisor n - 1; NaN for fewer than two numbers.</summary>
    public static double StandardDeviation(ReadOnlySpan<double> values) => Math.Sqrt(Variance(values));

    /// <summary>Returns the median; NaN for an empty sample.</summary>
    public static double Median(ReadOnlySpan<double> values) => Quantile(Sorted(values), .5);

    /// <summary>Returns the median of the absolute differences from the median, without a factor; NaN for an empty
    /// sample.</summary>
    public static double MedianAbsoluteDeviation(ReadOnlySpan<double> values)
    {
        var median = Median(values);
        var differences = values.ToArray();
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = Math.Abs(differences[i] - median);
        }

        return Median(differences);
    }

    /// <summary>Returns 1.4826 times the median absolute deviation, which estimates the standard deviation despite
    /// outliers.</summary>
    public static double RobustDeviation(ReadOnlySpan<double> values) =>
        NormalDeviation * MedianAbsoluteDeviation(values);

    /// <summary>Returns a quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan
    /// (1996).</summary>
    /// <param name="sorted">In ascending order; NaN is returned if it is empty.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty) return double.NaN;

        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    public static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
