using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>Finds the parts of the cells around the nuclei of a well.</summary>
/// <param name="failed">Receives the errors of tiles that cannot be read.</param>
internal sealed class CellFinder(
    PlateOptions options, PlaneMeasurer measurer, Action<StylizeException> failed, CancellationToken cancellation)
{
    /// <summary>Adds a part of the cells to a list, which the caller disposes, a plane for each plane of the nuclei.</summary>
    /// <param name="cells">The whole cells if the part is the cytoplasm, otherwise null.</param>
    /// <param name="tiles">The channel of the cells.</param>
    public void Find(
        List<LabeledPlane> planes, ChannelTiles part, SegmentedChannel nuclei, SegmentedChannel? cells, ChannelReaders tiles)
    {
        var pooled = cells is null ? tiles.Pool(failed, cancellation) : null;
        if (cells is null && pooled is null) return;

        var threshold = pooled is null ? cells!.Planes.FirstOrDefault()?.Tiles.FirstOrDefault()?.Threshold
            : options.CellThreshold ?? PlaneMeasurer.ThresholdOf(tiles, ThresholdMethod.Li, pooled, cancellation);
        foreach (var (index, plane) in nuclei.Planes.Index())
        {
            var labels = pooled is null ? CellPropagation.Cytoplasm(cells!.Planes[index].Labels, plane.Labels)
                : CellsOf(plane, nuclei.Grid, tiles, threshold, pooled);
            planes.Add(new LabeledPlane(labels, [.. plane.Tiles.Select(tile => tile with
            {
                Tile = part.Tiles.First(t => t.Tile == tile.Tile.Tile), Threshold = threshold,
            })]));
        }
    }

    private LabeledRuns CellsOf(
        LabeledPlane plane, MontageGrid grid, ChannelReaders tiles, double? threshold, IntensityHistogram pooled)
    {
        var range = pooled.Percentile(100 - PlaneMeasurer.Extreme) - pooled.Percentile(PlaneMeasurer.Extreme);
        using var image = measurer.PixelsOf(plane, grid, tiles);
        return CellPropagation.Cells(
            plane.Labels, image, threshold is { } number ? tiles.Scale.ToSample(number) : ushort.MaxValue,
            options.CellRegularization * range, plane.Tiles[0].MinimumArea, cancellation);
    }
}
