using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds and measures a part of the cells around the nuclei of a well.</summary>
internal sealed class CellStep(WellWork work)
{
    private readonly MeasureStep _measure = new(work);

    /// <summary>Adds the part to the segmented channels, and to the nuclei the ratios of their intensities to the
    /// part's. Does nothing without nuclei or tiles, and for the cytoplasm without whole cells.</summary>
    public void Run(ChannelTiles part)
    {
        if (work.Segmented is not [var nuclei, .. var parts]) return;

        if (part.Part != CellPart.Cells && parts.Count == 0) return;

        var tiles = work.Readers.First(
            channel => channel.Channel.Equals(work.Options.CellChannel, StringComparison.OrdinalIgnoreCase));
        if (tiles.Numbers.Count == 0) return;

        if ((tiles.Width, tiles.Height) != (nuclei.Tiles.Width, nuclei.Tiles.Height))
        {
            work.Failures.Enqueue(Errors.CellTileSizes.With(
                tiles.File(tiles.Numbers.First()).Path, work.Well.Name, tiles.Channel, nuclei.Name));
            return;
        }

        var channels = work.MeasuredWith(tiles);
        List<LabeledPlane> planes;
        using (work.Context.Phases.Start("cells"))
        {
            planes = Find(part, nuclei, parts.FirstOrDefault(), tiles);
        }

        using (work.Context.Phases.Start("measure"))
        {
            PlaneMeasurement[] regions =
                [.. planes.Zip(nuclei.Regions, (plane, of) => _measure.Run(part, plane, nuclei.Grid, channels, of))];
            work.Segmented[0] = nuclei with { Regions = [.. nuclei.Regions.Zip(regions, PartRatios.Add)] };
            work.Segmented.Add(new(part, tiles, nuclei.Grid, planes, regions, nuclei.Areas));
        }
    }

    /// <summary>Returns a plane for each plane of the nuclei; none if no tile can be read.</summary>
    /// <param name="cells">The whole cells if the part is the cytoplasm, otherwise null.</param>
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
        using var image = _measure.PixelsOf(plane, grid, tiles);
        return CellPropagation.Cells(
            plane.Labels, image, threshold is { } number ? tiles.Scale.ToSample(number) : ushort.MaxValue,
            work.Options.CellRegularization * range, plane.Tiles[0].MinimumArea, work.Cancellation);
    }
}

/// <summary>The mean intensities of nuclei divided by those of a part of their cells, such as the cytoplasm.</summary>
internal static class PartRatios
{
    private const string Mean = nameof(RegionProperties.MeanIntensity);

    /// <summary>
    /// Returns the nuclei with a column per channel, NucleusCellRatio_GFP or NucleusCytoplasmRatio_GFP, without a value
    /// for nuclei that lack the part, or if its mean is 0.
    /// </summary>
    public static PlaneMeasurement Add(PlaneMeasurement nuclei, PlaneMeasurement parts)
    {
        var (table, other) = (nuclei.Regions, parts.Regions);
        var name = parts.Part == CellPart.Cells ? "NucleusCellRatio" : "NucleusCytoplasmRatio";
        var means = table.Columns.Index().Where(column => column.Item.Property == RegionProperties.MeanIntensity)
            .Select(column => (column.Item, column.Index, Other: other.Find(column.Item.Name)))
            .Where(column => column.Other >= 0).ToList();
        var rows = Enumerable.Range(0, other.Count).ToDictionary(parts.LabelOf);
        double Ratio(int region, int column, int of) =>
            rows.TryGetValue(nuclei.LabelOf(region), out var row) && other[row, of] != 0
                ? table[region, column] / other[row, of] : double.NaN;
        return nuclei with
        {
            Regions = table.With(
                [.. means.Select(mean => new RegionColumn(
                    name + mean.Item.Name[Mean.Length..], RegionProperties.None, mean.Item.Channel, 0, 0, false))],
                region => [.. means.Select(mean => Ratio(region, mean.Index, mean.Other))]),
        };
    }
}
