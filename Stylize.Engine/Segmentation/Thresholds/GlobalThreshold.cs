namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// Methods that give one threshold for all pixels. Results equal those of scikit-image 0.19 on integer images (threshold_otsu and so on).
/// </summary>
public static class GlobalThreshold
{
    /// <summary>The threshold of a histogram; pixels strictly above it are foreground.</summary>
    /// <param name="cancellation">Checked by <see cref="ThresholdMethod.Minimum"/>, which may smooth the histogram 10,000 times.</param>
    /// <exception cref="ThresholdUnansweredException">The method has no answer for this histogram.</exception>
    public static double Find(
        ThresholdMethod method, IntensityHistogram histogram, double standardDeviations = 3.5, CancellationToken cancellation = default) =>
        method switch
        {
            ThresholdMethod.SdFromMean => FromSums(histogram.Sums(), standardDeviations),
            ThresholdMethod.Mean => histogram.Sums().Mean,
            ThresholdMethod.Otsu => OtsuThreshold.Find(histogram),
            ThresholdMethod.Li => LiThreshold.Find(histogram),
            ThresholdMethod.Yen => YenThreshold.Find(histogram),
            ThresholdMethod.Triangle => TriangleThreshold.Find(histogram),
            ThresholdMethod.IsoData => IsoDataThreshold.Find(histogram),
            ThresholdMethod.Minimum => MinimumThreshold.Find(histogram, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "The method has no single threshold."),
        };

    /// <summary>The difference of the means of the two classes of Otsu's threshold; 0 where there is only one.</summary>
    internal static double Contrast(IntensityHistogram histogram)
    {
        var threshold = (int)OtsuThreshold.Find(histogram);
        double above = 0, aboveSum = 0, below = 0, belowSum = 0;
        for (var value = histogram.Minimum; value <= histogram.Maximum; value++)
        {
            var count = histogram.Counts[value];
            (above, aboveSum) = value > threshold ? (above + count, aboveSum + ((double)count * value)) : (above, aboveSum);
            (below, belowSum) = value > threshold ? (below, belowSum) : (below + count, belowSum + ((double)count * value));
        }

        return above > 0 ? (aboveSum / above) - (belowSum / below) : 0;
    }

    /// <summary>
    /// The threshold of <see cref="ThresholdMethod.SdFromMean"/>: the integer part of mean + <paramref name="standardDeviations"/>
    /// population standard deviations.
    /// </summary>
    public static double FromSums(SampleSums sums, double standardDeviations) =>
        Math.Truncate(sums.Mean + (standardDeviations * sums.StandardDeviation));
}
