namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// A threshold method has no result for a histogram, such as Minimum where it does not have two maxima. Callers report it with the image's
/// name.
/// </summary>
public sealed class ThresholdUnansweredException(string message) : Exception(message);
