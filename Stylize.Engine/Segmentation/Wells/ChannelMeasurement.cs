namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What was measured of one segmented channel of a well at a timepoint.</summary>
/// <param name="Channel">The segmented channel.</param>
/// <param name="MeasuredChannels">Names of the channels whose intensities are in the tables, in the order of their index there.</param>
/// <param name="Planes">One plane for a montage, or one for each tile.</param>
public sealed record ChannelMeasurement(string Channel, IReadOnlyList<string> MeasuredChannels, IReadOnlyList<PlaneMeasurement> Planes);
