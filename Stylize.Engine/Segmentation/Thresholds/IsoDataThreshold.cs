namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// Ridler and Calvard 1978 (ISODATA): a threshold midway between the means of the two classes that it makes. As in scikit-image, the lowest
/// value t with t &lt;= midpoint &lt; t + 1.
/// </summary>
internal static class IsoDataThreshold
{
    public static double Find(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        if (counts.Length == 1)
        {
            return first;
        }

        double total = histogram.Total, totalSum = histogram.Sums().Sum, lower = 0, lowerSum = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            lower += counts[i];
            lowerSum += (double)counts[i] * (first + i);
            var middle = ((lowerSum / lower) + ((totalSum - lowerSum) / (total - lower))) / 2;
            var distance = middle - (first + i);
            if (distance is >= 0 and < 1)
            {
                return first + i;
            }
        }

        throw new ThresholdUnansweredException("no intensity lies midway between the means of its classes");
    }
}
