namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The tiles of one channel of a well at a timepoint, in the order of their numbers.</summary>
/// <param name="Channel">Name of the channel.</param>
/// <param name="Tiles">The tiles that are there.</param>
public sealed record ChannelTiles(string Channel, IReadOnlyList<TileFile> Tiles);
