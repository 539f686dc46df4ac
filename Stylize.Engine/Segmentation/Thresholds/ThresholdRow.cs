namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Receives the thresholds of one row of pixels.</summary>
/// <param name="thresholds">One threshold for each pixel; valid during the call only.</param>
internal delegate void ThresholdRow(int y, ReadOnlySpan<double> thresholds);
