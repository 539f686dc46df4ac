namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What was measured of one segmented channel of a well at a timepoint.</summary>
/// <param name="Channel">Name of the segmented channel.</param>
/// <param name="MeasuredChannels">
/// Names of the channels whose intensities were measured, by <see cref="Regions.RegionColumn.Channel"/>.
/// </param>
/// <param name="Planes">One for the montage, or one for each tile.</param>
public sealed record ChannelMeasurement(string Channel, IReadOnlyList<string> MeasuredChannels, IReadOnlyList<PlaneMeasurement> Planes);
