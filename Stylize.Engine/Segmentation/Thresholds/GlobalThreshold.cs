namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>One threshold for all pixels, from their histogram. Equal to scikit-image 0.19's functions of the same name on integer images.</summary>
public static class GlobalThreshold
{
    /// <summary>The threshold; foreground is strictly above it.</summary>
    /// <param name="method">A method that has one threshold for all pixels.</param>
    /// <param name="histogram">At least one sample.</param>
    /// <param name="standardDeviations">The k of <see cref="ThresholdMethod.SdFromMean"/>.</param>
    /// <param name="cancellation">Honoured by <see cref="ThresholdMethod.Minimum"/>, which may smooth 10,000 times.</param>
    /// <exception cref="ThresholdUnansweredException">The method has no answer for this histogram.</exception>
    public static double Find(ThresholdMethod method, IntensityHistogram histogram, double standardDeviations = 3.5, CancellationToken cancellation = default) => method switch
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

    /// <summary>The integer part of mean + <paramref name="standardDeviations"/> population standard deviations.</summary>
    public static double FromSums(SampleSums sums, double standardDeviations) =>
        Math.Truncate(sums.Mean + (standardDeviations * sums.StandardDeviation));
}
