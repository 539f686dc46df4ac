namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The tiles of one channel of a well at a timepoint, in the order of their numbers.</summary>
public sealed record ChannelTiles(string Channel, IReadOnlyList<TileFile> Tiles)
{
    /// <summary>The part of the cells that is found around the nuclei of the first channel, instead of regions of this
    /// one.</summary>
    public CellPart Part { get; init; }
}
