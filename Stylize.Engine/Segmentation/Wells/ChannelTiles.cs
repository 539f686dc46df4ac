namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The tiles of one channel of a well at a timepoint, in the order of their numbers.</summary>
public sealed record ChannelTiles(string Channel, IReadOnlyList<TileFile> Tiles);
