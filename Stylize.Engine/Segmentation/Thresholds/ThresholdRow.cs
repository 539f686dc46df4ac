namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Receives the thresholds of one row of pixels; the span is valid during the call.</summary>
internal delegate void ThresholdRow(int y, ReadOnlySpan<double> thresholds);
