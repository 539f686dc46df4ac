using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The measured regions of the tiles of a segmented channel that were labeled together: a montage, or a single
/// tile.</summary>
/// <param name="Channel">The segmented channel.</param>
/// <param name="MeasuredChannels">The channels whose intensities were measured, by
/// <see cref="RegionColumn.Channel"/>.</param>
/// <param name="Regions">One row per region; positions are in pixels of the plane.</param>
/// <param name="TileOfRegion">For each region the index of the tile that contains its centroid, or of the nearest
/// one.</param>
public sealed record PlaneMeasurement(
    string Channel, IReadOnlyList<string> MeasuredChannels, IReadOnlyList<TileMeasurement> Tiles, RegionTable Regions,
    IReadOnlyList<int> TileOfRegion)
{
    /// <summary>Returns the values of the nuclei with the labels of other regions, such as their tiles.</summary>
    internal int[] OfParts(RegionTable parts, IReadOnlyList<int> values)
    {
        var known = Enumerable.Range(0, Regions.Count).ToDictionary(LabelOf, region => values[region]);
        return [.. Enumerable.Range(0, parts.Count).Select(region => known[(int)parts[region, 0]])];
    }

    /// <summary>Names of the regions of interest; empty without any.</summary>
    public IReadOnlyList<string> Interests { get; init; } = [];

    /// <summary>For each region the number of its region of interest, from 1; null without any.</summary>
    public IReadOnlyList<int>? InterestOfRegion { get; init; }

    /// <summary>Returns the label of a region in masks and tables.</summary>
    public int LabelOf(int region) => (int)Regions[region, 0];

    /// <summary>For each region the number of its track, or 0 for none; null without tracking.</summary>
    public IReadOnlyList<int>? TrackOfRegion { get; init; }

    /// <summary>The part of cells that the regions are.</summary>
    public CellPart Part { get; init; }
}
