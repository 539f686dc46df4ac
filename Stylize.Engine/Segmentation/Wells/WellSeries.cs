namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Timepoints of one well that are stored together, in one transaction.</summary>
/// <param name="Timepoints">In order; all of the same well. Without alignment and tracks there is one.</param>
/// <param name="Tracks">The tracks of each segmented channel; empty where none were asked for.</param>
public sealed record WellSeries(IReadOnlyList<WellMeasurement> Timepoints, IReadOnlyList<ChannelTracks> Tracks)
{
    /// <summary>One timepoint by itself.</summary>
    public static WellSeries Of(WellMeasurement timepoint) => new([timepoint], []);
}
