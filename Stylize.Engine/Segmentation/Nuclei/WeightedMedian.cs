namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>The median of weighted values.</summary>
internal static class WeightedMedian
{
    /// <summary>The lowest value at which the weights of those up to it reach half of all; 0 where there is none.</summary>
    public static double Of(IEnumerable<(double Value, double Weight)> values)
    {
        var sorted = values.OrderBy(v => v.Value).ToList();
        var half = sorted.Sum(v => v.Weight) / 2;
        var sum = 0.0;
        foreach (var (value, weight) in sorted)
        {
            sum += weight;
            if (sum >= half) return value;
        }

        return 0;
    }
}
