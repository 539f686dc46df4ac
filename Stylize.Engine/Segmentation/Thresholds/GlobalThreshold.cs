namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Methods with one threshold for all pixels. Results equal those of scikit-image 0.19 on integer images.</summary>
public static class GlobalThreshold
{
    /// <summary>Returns the threshold of a histogram; pixels strictly above it are foreground.</summary>
    /// <param name="cancellation">Used by <see cref="ThresholdMethod.Minimum"/>, which may smooth the histogram 10,000 times.</param>
    /// <exception cref="ThresholdNotFoundException">The method has no result for this histogram.</exception>
    public static double Find(
        ThresholdMethod method, IntensityHistogram histogram, double standardDeviations = 3.5, CancellationToken cancellation = default) =>
        method switch
        {
            ThresholdMethod.SdFromMean => FromSums(histogram.Sums(), standardDeviations),
            ThresholdMethod.Mean => histogram.Sums().Mean,
            ThresholdMethod.Triangle => Triangle(histogram.Minimum, Counts(histogram)),
            ThresholdMethod.Minimum => MinimumThreshold.Find(histogram, cancellation),
            ThresholdMethod.Otsu or ThresholdMethod.Li or ThresholdMethod.Yen or ThresholdMethod.IsoData
                when histogram.Minimum == histogram.Maximum => histogram.Minimum,
            ThresholdMethod.Otsu => Otsu(histogram),
            ThresholdMethod.Li => histogram.Minimum + Li(Counts(histogram)),
            ThresholdMethod.Yen => histogram.Minimum + YenThreshold.Find(Counts(histogram), histogram.Total),
            ThresholdMethod.IsoData => IsoData(histogram),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "The method has no single threshold."),
        };

    /// <summary>Returns the difference of the means of the two classes of Otsu's threshold; 0 if there is only one class.</summary>
    internal static double Contrast(IntensityHistogram histogram)
    {
        var threshold = (int)Find(ThresholdMethod.Otsu, histogram);
        double above = 0, aboveSum = 0, below = 0, belowSum = 0;
        for (var value = histogram.Minimum; value <= histogram.Maximum; value++)
        {
            var count = histogram.Counts[value];
            (above, aboveSum) = value > threshold ? (above + count, aboveSum + ((double)count * value)) : (above, aboveSum);
            (below, belowSum) = value > threshold ? (below, belowSum) : (below + count, belowSum + ((double)count * value));
        }

        return above > 0 ? (aboveSum / above) - (belowSum / below) : 0;
    }

    /// <summary>Returns the integer part of mean + <paramref name="standardDeviations"/> population standard deviations.</summary>
    public static double FromSums(SampleSums sums, double standardDeviations) =>
        Math.Truncate(sums.Mean + (standardDeviations * sums.StandardDeviation));

    private static ReadOnlySpan<long> Counts(IntensityHistogram histogram) => histogram.Counts[histogram.Minimum..(histogram.Maximum + 1)];

    /// <summary>Otsu 1979: the first value that maximizes the variance between the two classes.</summary>
    private static double Otsu(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = Counts(histogram);

        // The mean of the upper class is summed from the top, as in scikit-image, so that ties of the variance are broken the same way.
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
                (best, answer) = (variance, i);
            }
        }

        return first + answer;
    }

    /// <summary>
    /// Li and Tam 1998: minimum cross entropy by iteration from the mean, t = (mb - mf) / (ln mb - ln mf) with the class means mb and mf,
    /// until t changes by at most half an intensity. Intensities are relative to the lowest one, as in scikit-image.
    /// </summary>
    private static double Li(ReadOnlySpan<long> counts)
    {
        const double Tolerance = .5;

        // Cumulative counts and sums up to and including each value.
        var countUpTo = new double[counts.Length];
        var sumUpTo = new double[counts.Length];
        double count = 0, sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            countUpTo[i] = count += counts[i];
            sumUpTo[i] = sum += (double)counts[i] * i;
        }

        var next = sum / count;
        var current = -2 * Tolerance;
        while (Math.Abs(next - current) > Tolerance)
        {
            current = next;
            var split = (int)Math.Floor(current);
            var background = sumUpTo[split] / countUpTo[split];
            var foreground = (sum - sumUpTo[split]) / (count - countUpTo[split]);
            next = (background - foreground) / (Math.Log(background) - Math.Log(foreground));
        }

        return next;
    }

    /// <summary>Ridler and Calvard 1978: the lowest t with t &lt;= midpoint of the class means &lt; t + 1, as in scikit-image.</summary>
    private static double IsoData(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = Counts(histogram);
        double total = histogram.Total, totalSum = histogram.Sums().Sum, lower = 0, lowerSum = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            lower += counts[i];
            lowerSum += (double)counts[i] * (first + i);
            var middle = ((lowerSum / lower) + ((totalSum - lowerSum) / (total - lower))) / 2;
            if (middle - (first + i) is >= 0 and < 1) return first + i;
        }

        throw new ThresholdNotFoundException("no intensity is midway between the means of its two classes");
    }

    /// <summary>Zack, Rogers and Latt 1977: the value farthest below the line from the peak to the end of the longer tail.</summary>
    private static double Triangle(int first, ReadOnlySpan<long> counts)
    {
        var last = counts.Length - 1;
        var peak = counts.IndexOf(TensorPrimitives.Max(counts));
        var flip = peak < last - peak;
        var width = flip ? last - peak : peak;
        if (width == 0) throw new ThresholdNotFoundException("all pixels have the same value");

        double height = counts[peak];
        var norm = Math.Sqrt((height * height) + ((double)width * width));
        double slope = height / norm, across = width / norm, best = double.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < width; i++)
        {
            var distance = (slope * i) - (across * counts[flip ? last - i : i]);
            if (distance > best)
            {
                (best, answer) = (distance, i);
            }
        }

        return first + (flip ? last - answer : answer);
    }
}

/// <summary>Thrown if a threshold method has no result for a histogram. Callers report it with the name of the image.</summary>
public sealed class ThresholdNotFoundException(string message) : Exception(message);
