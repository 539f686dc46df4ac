using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds and measures a part of the cells around the nuclei of a well.</summary>
internal sealed class CellStep(WellWork work, MeasureStep measure)
{
    /// <param name="cells">The whole cells if the part is the cytoplasm, otherwise null.</param>
    /// <returns>
    /// The nuclei with the ratios of their intensities to the part's, and the part; null without tiles.
    /// </returns>
    public (SegmentedChannel Nuclei, SegmentedChannel Part)? Run(
        ChannelTiles part, SegmentedChannel nuclei, SegmentedChannel? cells)
    {
        var tiles = work.Channels.First(
            channel => channel.Channel.Equals(work.Options.CellChannel, StringComparison.OrdinalIgnoreCase));
        if (tiles.Numbers.Count == 0) return null;

        if ((tiles.Width, tiles.Height) != (nuclei.Tiles.Width, nuclei.Tiles.Height))
        {
            work.Failures.Enqueue(Errors.CellTileSizes.With(
                tiles.File(tiles.Numbers.First()).Path, work.Well.Name, tiles.Channel, nuclei.Name));
            return null;
        }

        var channels = work.MeasuredWith(tiles);
        List<LabeledPlane> planes;
        using (work.Context.Phases.Start("cells"))
        {
            planes = Find(part, nuclei, cells, tiles);
        }

        using (work.Context.Phases.Start("measure"))
        {
            PlaneMeasurement[] regions =
                [.. planes.Zip(nuclei.Regions, (plane, of) => measure.Run(part, plane, nuclei.Grid, channels, of))];
            return (
                nuclei with { Regions = [.. nuclei.Regions.Zip(regions, PartRatios.Add)] },
                new(part, tiles, nuclei.Grid, planes, regions, nuclei.Areas));
        }
    }

    /// <summary>Returns a plane for each plane of the nuclei; none if no tile can be read.</summary>
    private List<LabeledPlane> Find(
        ChannelTiles part, SegmentedChannel nuclei, SegmentedChannel? cells, ChannelReaders tiles)
    {
        var pooled = cells is null ? tiles.Pool(work.Failures.Enqueue, work.Cancellation) : null;
        if (cells is null && pooled is null) return [];

        var threshold = pooled is null ? cells!.Planes.FirstOrDefault()?.Tiles.FirstOrDefault()?.Threshold
            : work.Options.CellThreshold
                ?? MeasureStep.ThresholdOf(tiles, ThresholdMethod.Li, pooled, work.Cancellation);
        List<LabeledPlane> planes = [];
        foreach (var (index, plane) in nuclei.Planes.Index())
        {
            var labels = pooled is null ? CellPropagation.Cytoplasm(cells!.Planes[index].Labels, plane.Labels)
                : CellsOf(plane, nuclei.Grid, tiles, threshold, pooled);
            planes.Add(work.Own(new(labels, [.. plane.Tiles.Select(tile => tile with
            {
                Tile = part.Tiles.First(t => t.Tile == tile.Tile.Tile), Threshold = threshold,
            })])));
        }

        return planes;
    }

    private LabeledRuns CellsOf(
        LabeledPlane plane, MontageGrid grid, ChannelReaders tiles, double? threshold, IntensityHistogram pooled)
    {
        var range = pooled.Percentile(100 - MeasureStep.Extreme) - pooled.Percentile(MeasureStep.Extreme);
        using var image = measure.PixelsOf(plane, grid, tiles);
        return CellPropagation.Cells(
            plane.Labels, image, threshold is { } number ? tiles.Scale.ToSample(number) : ushort.MaxValue,
            work.Options.CellRegularization * range, plane.Tiles[0].MinimumArea, work.Cancellation);
    }
}
