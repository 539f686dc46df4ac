namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>A threshold method has no answer for a tile, such as Minimum for a histogram without two maxima. The tile is named and left out; the rest goes on.</summary>
public sealed class ThresholdUnansweredException(string message) : Exception(message);
