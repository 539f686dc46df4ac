namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Otsu 1979: the first value that maximises the variance between the two classes.</summary>
internal static class OtsuThreshold
{
    public static double Find(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        if (counts.Length == 1)
        {
            return first;
        }

        // The mean of the upper class is summed from the top, as in scikit-image, so that ties of the variance are the same.
        var upperMeans = new double[counts.Length];
        double weight = 0, sum = 0;
        for (var i = counts.Length - 1; i > 0; i--)
        {
            weight += counts[i];
            sum += (double)counts[i] * (first + i);
            upperMeans[i] = sum / weight;
        }

        double total = histogram.Total, lower = 0, lowerSum = 0, best = double.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            lower += counts[i];
            lowerSum += (double)counts[i] * (first + i);
            var difference = (lowerSum / lower) - upperMeans[i + 1];
            var variance = lower * (total - lower) * (difference * difference);
            if (variance > best)
            {
                best = variance;
                answer = i;
            }
        }

        return first + answer;
    }
}
