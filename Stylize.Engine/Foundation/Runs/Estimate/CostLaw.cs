namespace Stylize.Engine.Runs.Estimate;

/// <summary>Time of a run by its size: a fixed part and a part per megapixel, neither negative.</summary>
internal sealed record CostLaw(double FixedSeconds, double SecondsPerMegapixel)
{
    /// <summary>Minimum ratio of two sizes that separates the fixed part from the part per pixel.</summary>
    internal const double SeparatingRatio = 1.5;

    /// <summary>Share of the fixed part if all sizes are similar.</summary>
    private const double GuessedFixedShare = .25;

    private const int Rounds = 20;

    /// <summary>Huber's constant, in standard deviations, and the minimum standard deviation.</summary>
    private const double Huber = 1.345;
    private const double MinNoise = .02;

    public double Seconds(double megapixels) => FixedSeconds + (SecondsPerMegapixel * megapixels);

    /// <summary>Returns true if sizes differ enough to separate the two parts.</summary>
    internal static bool Separates(double smallest, double largest) => largest >= SeparatingRatio * smallest;

    /// <summary>Fits the law by nonnegative least squares of the relative errors, reweighted by Huber's function.</summary>
    internal static CostLaw Fit(IReadOnlyList<(double Megapixels, double Seconds, double Weight)> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        if (!Separates(runs.Min(r => r.Megapixels), runs.Max(r => r.Megapixels)))
        {
            var weight = runs.Sum(r => r.Weight);
            var seconds = Math.Exp(runs.Sum(r => r.Weight * Math.Log(r.Seconds)) / weight);
            var size = runs.Sum(r => r.Weight * r.Megapixels) / weight;
            return new CostLaw(GuessedFixedShare * seconds, (1 - GuessedFixedShare) * seconds / size);
        }

        var law = Solve([.. runs.Select(r => (r.Megapixels, r.Seconds, r.Weight / (r.Seconds * r.Seconds)))]);
        for (var round = 0; round < Rounds; round++)
        {
            var deviations = runs.Select(r => Math.Abs(Math.Log(r.Seconds / law.Seconds(r.Megapixels)))).ToArray();
            var limit = Huber * Math.Max(MinNoise, 1.4826 * Statistics.Median(deviations));
            law = Solve([.. runs.Select((r, i) => (
                r.Megapixels,
                r.Seconds,
                r.Weight * Math.Min(1, limit / Math.Max(deviations[i], 1e-12)) / (r.Seconds * law.Seconds(r.Megapixels))))]);
        }

        return law;
    }

    /// <summary>Weighted least squares with neither coefficient below 0.</summary>
    private static CostLaw Solve(IReadOnlyList<(double Megapixels, double Seconds, double Weight)> runs)
    {
        double one = 0, x = 0, xx = 0, y = 0, xy = 0;
        foreach (var (megapixels, seconds, weight) in runs)
        {
            one += weight;
            x += weight * megapixels;
            xx += weight * megapixels * megapixels;
            y += weight * seconds;
            xy += weight * megapixels * seconds;
        }

        var determinant = (one * xx) - (x * x);
        if (determinant > 1e-9 * one * xx)
        {
            var (constant, slope) = (((y * xx) - (xy * x)) / determinant, ((xy * one) - (y * x)) / determinant);
            if (constant >= 0 && slope >= 0) return new CostLaw(constant, slope);
        }

        CostLaw flat = new(y / one, 0), proportional = new(0, xy / xx);
        return Error(flat) < Error(proportional) ? flat : proportional;

        double Error(CostLaw law) => runs.Sum(r => r.Weight * Math.Pow(r.Seconds - law.Seconds(r.Megapixels), 2));
    }
}

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
