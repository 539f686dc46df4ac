namespace Stylize.Engine.Measuring;

/// <summary>The one-sided Mann-Whitney U test, which decides whether the values of one sample tend to be larger than
/// those of another, for any distribution.</summary>
/// <remarks>Mann and Whitney, Annals of Mathematical Statistics 18 (1947). Exact for samples of up to 20 values without
/// ties; otherwise a normal approximation with corrections for ties and continuity.</remarks>
internal static class MannWhitney
{
    private const int ExactLimit = 20;

    /// <summary>Returns the p-value in (0,1]: the probability of a U at least this large if both samples come from the
    /// same distribution. Returns 1 if a sample is empty.</summary>
    /// <param name="reference">The sample to compare with.</param>
    public static double LargerPValue(IReadOnlyList<double> candidate, IReadOnlyList<double> reference)
    {
        var (n, m) = (candidate.Count, reference.Count);
        if (n == 0 || m == 0) return 1;

        var u = 0.0;
        foreach (var c in candidate)
        {
            foreach (var r in reference)
            {
                u += c > r ? 1 : c == r ? 0.5 : 0;
            }
        }

        var values = candidate.Concat(reference).Order().ToArray();
        var ties = values.GroupBy(v => v).Select(g => (double)g.Count()).Where(t => t > 1).ToArray();
        return ties.Length == 0 && n <= ExactLimit && m <= ExactLimit
            ? ExactUpperTail(n, m, (int)u)
            : NormalUpperTail(n, m, u, ties);
    }

    private static double ExactUpperTail(int n, int m, int u)
    {
        // Recurrence of Mann and Whitney: counts(i, j)[k] is the number of orders of i candidates and j references with
        // U = k. The largest value is either a candidate, which exceeds all j references, or a reference, which
        // contributes 0.
        var previous = new double[m + 1][];
        for (var j = 0; j <= m; j++)
        {
            previous[j] = [1];
        }

        for (var i = 1; i <= n; i++)
        {
            var current = new double[m + 1][];
            current[0] = [1];
            for (var j = 1; j <= m; j++)
            {
                var counts = new double[(i * j) + 1];
                for (var k = 0; k < counts.Length; k++)
                {
                    counts[k] = At(previous[j], k - j) + At(current[j - 1], k);
                }

                current[j] = counts;
            }

            previous = current;
        }

        var all = previous[m];
        return all.Skip(u).Sum() / all.Sum();
    }

    private static double At(double[] counts, int k) => k >= 0 && k < counts.Length ? counts[k] : 0;

    private static double NormalUpperTail(int n, int m, double u, double[] ties)
    {
        double total = n + m;
        var correction = ties.Sum(t => (t * t * t) - t) / (total * (total - 1));
        var variance = n * (double)m / 12 * (total + 1 - correction);
        if (variance <= 0) return 1;

        var z = (u - (n * (double)m / 2) - 0.5) / Math.Sqrt(variance);
        return NormalUpperTail(z);
    }

    // erfc from Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; absolute error below 1.5e-7.
    private static double NormalUpperTail(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var polynomial =
            ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t;
        var erfc = polynomial * Math.Exp(-x * x);
        return z >= 0 ? erfc / 2 : 1 - (erfc / 2);
    }
}
