namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Yen, Chang and Chang 1995, equation 19: the first value that maximises the correlation criterion.</summary>
/// <remarks>
/// The criterion is flat around its maximum, so that rounding decides which value is the first maximum. Sums and logarithm are therefore
/// those of scikit-image: in single precision, with <see cref="ReferenceLog"/>.
/// </remarks>
internal static class YenThreshold
{
    public static double Find(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        var n = counts.Length;
        if (n == 1)
        {
            return first;
        }

        var total = (float)histogram.Total;
        var share = new float[n];
        for (var i = 0; i < n; i++)
        {
            share[i] = counts[i] / total;
        }

        var squaresFrom = new float[n];
        var squares = 0f;
        for (var i = n - 1; i >= 0; i--)
        {
            squares += share[i] * share[i];
            squaresFrom[i] = squares;
        }

        float lower = 0, squaresUpTo = 0, best = float.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < n - 1; i++)
        {
            lower += share[i];
            squaresUpTo += share[i] * share[i];
            var spread = lower * (1f - lower);
            var criterion = ReferenceLog.Of(1f / (squaresUpTo * squaresFrom[i + 1]) * (spread * spread));
            if (criterion > best)
            {
                best = criterion;
                answer = i;
            }
        }

        return first + answer;
    }
}
