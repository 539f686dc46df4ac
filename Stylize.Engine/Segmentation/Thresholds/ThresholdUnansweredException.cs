namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// A threshold method has no result for a histogram, such as Minimum where it does not have two maxima. Callers report it with the image's
/// name.
/// </summary>
/// <param name="message">Why, as the part of a sentence after a colon.</param>
public sealed class ThresholdUnansweredException(string message) : Exception(message);
