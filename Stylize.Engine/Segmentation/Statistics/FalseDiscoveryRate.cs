namespace Stylize.Engine.Segmentation.Statistics;

internal static class FalseDiscoveryRate
{
    /// <summary>
    /// Returns for each p value the lowest false discovery rate at which it is significant (Benjamini and Hochberg
    /// 1995). NaN stays NaN and counts for no other.
    /// </summary>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        Array.Fill(adjusted, double.NaN);
        int[] order = [.. Enumerable.Range(0, p.Count).Where(i => !double.IsNaN(p[i])).OrderByDescending(i => p[i])];
        var lowest = 1.0;
        foreach (var (place, index) in order.Index())
        {
            lowest = Math.Min(lowest, p[index] * order.Length / (order.Length - place));
            adjusted[index] = lowest;
        }

        return adjusted;
    }
}
