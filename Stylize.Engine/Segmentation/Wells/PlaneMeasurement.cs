using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The regions of the tiles of a segmented channel that were labeled together: a montage, or a single
/// tile.</summary>
/// <param name="Regions">One row per region, which a step adds; positions are in pixels of the plane.</param>
public sealed record PlaneMeasurement(IReadOnlyList<TileMeasurement> Tiles, RegionTable Regions)
{
    /// <summary>The channels whose intensities were measured, by <see cref="RegionColumn.Channel"/>.</summary>
    public IReadOnlyList<string> MeasuredChannels { get; init; } = [];

    /// <summary>For each region the index of the tile that contains its centroid, or of the nearest one.</summary>
    public IReadOnlyList<int> TileOfRegion { get; init; } = [];

    /// <summary>Names of the regions of interest; empty without any.</summary>
    public IReadOnlyList<string> Interests { get; init; } = [];

    /// <summary>For each region the number of its region of interest, from 1; null without any.</summary>
    public IReadOnlyList<int>? InterestOfRegion { get; init; }

    /// <summary>For each region the number of its track, or 0 for none; null without tracking.</summary>
    public IReadOnlyList<int>? TrackOfRegion { get; init; }

    /// <summary>For a cytoplasm, the mean intensities of the nuclei without their rims, for ratios; otherwise null.
    /// </summary>
    internal RegionTable? Cores { get; init; }

    /// <summary>True if an earlier run gave the regions the same tracks.</summary>
    internal bool IsTrackedAsBefore { get; init; }

    /// <summary>The labels when they are first needed, and the regions of a stack, of which they are the
    /// projection.</summary>
    internal Lazy<(LabeledRuns Labels, LabeledRuns? Stack)>? Found { get; init; }

    internal LabeledRuns Labels => Found!.Value.Labels;

    /// <summary>The regions of a stack; null for single planes.</summary>
    internal LabeledRuns? Stack => Found!.Value.Stack;

    /// <summary>Returns labeled tiles without rows.</summary>
    internal static PlaneMeasurement FromLabels(
        LabeledRuns labels, IReadOnlyList<TileMeasurement> tiles, LabeledRuns? stack = null) =>
        new(tiles, new RegionTable([], 0)) { Found = new((labels, stack)) };

    /// <summary>Returns the label of a region in masks and tables.</summary>
    public int LabelOf(int region) => (int)Regions[region, 0];

    /// <summary>Returns the number of the tile of a region.</summary>
    internal int NumberOf(int region) => Tiles[TileOfRegion[region]].Tile.Tile;

    /// <summary>Returns the values of the nuclei with the labels of other regions, such as their tiles.</summary>
    internal int[] OfParts(RegionTable parts, IReadOnlyList<int> values)
    {
        var known = Enumerable.Range(0, Regions.Count).ToDictionary(LabelOf, region => values[region]);
        return [.. Enumerable.Range(0, parts.Count).Select(region => known[(int)parts[region, 0]])];
    }

    /// <summary>Returns for each region the index of the tile that contains its centroid, or of the nearest
    /// tile.</summary>
    internal int[] TilesOf(RegionTable regions) => Tiles.Count < 2 ? new int[regions.Count]
        : [.. regions.Centroids().Select(at => Enumerable.Range(0, Tiles.Count).MinBy(
            index => Tiles[index].Distance(at.X + .5, at.Y + .5)))];

    internal void Release()
    {
        if (Found?.IsValueCreated != true) return;

        Labels.Dispose();
        Stack?.Dispose();
    }
}
