using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The measured regions of tiles that were labelled together: a montage, or a single tile.</summary>
/// <param name="TileOfRegion">For each region the index of the tile that holds its centroid, or the nearest one.</param>
public sealed record PlaneMeasurement(IReadOnlyList<TileMeasurement> Tiles, RegionTable Regions, IReadOnlyList<int> TileOfRegion)
{
    /// <summary>For each region the number of its track, or 0 for none; null where no tracks were asked for.</summary>
    public IReadOnlyList<int>? TrackOfRegion { get; init; }
}
