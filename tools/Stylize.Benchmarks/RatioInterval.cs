namespace Stylize.Benchmarks;

/// <summary>The ratio of two paired samples with its 95% confidence interval.</summary>
/// <remarks>Student's t interval for the mean of the logarithms of the pairs' ratios.</remarks>
/// <param name="Ratio">Geometric mean of the pairs' ratios.</param>
/// <param name="Lower">Lower end of the interval.</param>
/// <param name="Upper">Upper end of the interval.</param>
internal readonly record struct RatioInterval(double Ratio, double Lower, double Upper)
{
    /// <summary>Two-sided 95% quantiles of Student's t distribution for 1 to 30 degrees of freedom.</summary>
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Computes the ratio of pairs; one pair has no interval.</summary>
    public static RatioInterval Of(IReadOnlyList<double> numerators, IReadOnlyList<double> denominators)
    {
        var logarithms = numerators.Zip(denominators, (a, b) => Math.Log(a / b)).ToArray();
        var mean = logarithms.Average();
        if (logarithms.Length == 1) return new RatioInterval(Math.Exp(mean), 0, double.PositiveInfinity);

        var deviation = Math.Sqrt(logarithms.Sum(l => (l - mean) * (l - mean)) / (logarithms.Length - 1));
        var quantile = logarithms.Length - 1 <= Quantiles.Length ? Quantiles[logarithms.Length - 2] : 1.96;
        var half = quantile * deviation / Math.Sqrt(logarithms.Length);
        return new RatioInterval(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }
}
