namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The tracks of the regions of one segmented channel of a well.</summary>
/// <param name="Tracks">The tracks in the order of their numbers.</param>
public sealed record ChannelTracks(string Channel, IReadOnlyList<CellTrack> Tracks);
