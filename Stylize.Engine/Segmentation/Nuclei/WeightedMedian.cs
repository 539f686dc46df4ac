namespace Stylize.Engine.Segmentation.Nuclei;

internal static class WeightedMedian
{
    /// <summary>Returns the lowest value at which the cumulative weight reaches half of the total; 0 if there are no values.</summary>
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
