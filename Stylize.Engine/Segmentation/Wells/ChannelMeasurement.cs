namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What was measured of one segmented channel of a well at a timepoint.</summary>
/// <param name="MeasuredChannels">
/// Names of the channels whose intensities were measured, by <see cref="Regions.RegionColumn.Channel"/>.
/// </param>
public sealed record ChannelMeasurement(string Channel, IReadOnlyList<string> MeasuredChannels, IReadOnlyList<PlaneMeasurement> Planes);
