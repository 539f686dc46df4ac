using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Finds the parts of the cells around the nuclei of a well.</summary>
internal sealed class CellStep(StepContext context)
{
    /// <summary>Weight of distance relative to edges, as in CellProfiler.</summary>
    private const double Regularization = .05;

    /// <summary>Percentile that is the ground of cells which have none around them.</summary>
    private const double Ground = 1;

    public static WellStep Step { get; } = new(
        "cells", "find the cells around the nuclei", WellParts.Pixels | WellParts.Labels, WellParts.Cells)
    {
        IsOn = options => options.CellChannel is not null,
        OfTimepoint = (data, context) => context.Well.Segmented.Where(channel => channel.IsPart)
            .Aggregate(data, new CellStep(context).Add),
    };

    /// <summary>Returns the data with the part. Without nuclei or tiles, and for the cytoplasm without whole cells, it
    /// is not added.</summary>
    private WellTimepoint Add(WellTimepoint data, ChannelTiles part)
    {
        if (data.Channels is not [var nuclei, ..]) return data;

        if (part.Part != CellPart.Cells && !data.Channels.Any(channel => channel.IsPart)) return data;

        var (tiles, ofNuclei) = (context.PixelsOf(part), context.Read(nuclei));
        if (tiles.Numbers.Count == 0) return data;

        if ((tiles.Width, tiles.Height) != (ofNuclei.Width, ofNuclei.Height))
        {
            context.Fail(Errors.CellTileSizes.With(
                tiles.File(tiles.Numbers.First()).Path, data.Name, tiles.Channel, nuclei.Channel));
            return data;
        }

        using var phase = context.Run.Phases.Start("cells");
        var planes = Find(part, nuclei, data.Channels.FirstOrDefault(channel => channel.IsPart), tiles);
        return data with { Channels = [.. data.Channels, part with { Planes = planes, Areas = nuclei.Areas }] };
    }

    /// <summary>Returns a plane for each plane of the nuclei; none if no tile can be read.</summary>
    /// <param name="cells">The whole cells if the part is the cytoplasm, otherwise null.</param>
    private List<PlaneMeasurement> Find(
        ChannelTiles part, ChannelTiles nuclei, ChannelTiles? cells, ChannelReaders tiles)
    {
        var pooled = cells is null ? tiles.Pool(context.Fail, context.Cancellation) : null;
        if (cells is null && pooled is null) return [];

        var threshold = pooled is null ? cells!.Planes.FirstOrDefault()?.Tiles.FirstOrDefault()?.Threshold
            : context.Options.CellThreshold
                ?? MeasureStep.ThresholdOf(tiles, ThresholdMethod.Li, pooled, context.Cancellation);
        List<PlaneMeasurement> planes = [];
        foreach (var (index, plane) in nuclei.Planes.Index())
        {
            var labels = pooled is null ? CellPropagation.Cytoplasm(cells!.Planes[index].Labels, plane.Labels)
                : CellsOf(plane, context.GridOf(part), tiles, threshold, pooled);
            planes.Add(PlaneMeasurement.FromLabels(labels, [.. plane.Tiles.Select(tile => tile with
            {
                Tile = part.Tiles.First(t => t.Tile == tile.Tile.Tile), Threshold = threshold,
            })]));
        }

        return planes;
    }

    private LabeledRuns CellsOf(
        PlaneMeasurement plane, MontageGrid grid, ChannelReaders tiles, double? threshold, IntensityHistogram pooled)
    {
        var range = pooled.Percentile(100 - MeasureStep.Extreme) - pooled.Percentile(MeasureStep.Extreme);
        using var image = new MeasureStep(context).PixelsOf(plane, grid, tiles);
        return CellPropagation.Cells(
            plane.Labels, image, threshold is { } number ? tiles.Scale.ToSample(number) : ushort.MaxValue,
            Regularization * range, plane.Tiles[0].MinimumArea,
            context.Options.CellThreshold is null ? pooled.Percentile(Ground) : null, context.Cancellation);
    }
}

/// <summary>The mean intensities of nuclei divided by those of a part of their cells, such as the cytoplasm.</summary>
internal static class PartRatios
{
    private const string Mean = nameof(RegionProperties.MeanIntensity);

    /// <summary>
    /// Returns the nuclei with a column per channel, NucleusCellRatio_GFP or NucleusCytoplasmRatio_GFP, without a value
    /// for nuclei that lack the part, or if its mean is 0. With a cytoplasm, nuclei count without their rims.
    /// </summary>
    public static ChannelTiles Add(ChannelTiles nuclei, ChannelTiles parts)
    {
        var name = parts.Part == CellPart.Cells ? "NucleusCellRatio" : "NucleusCytoplasmRatio";
        return nuclei with { Planes = [.. nuclei.Planes.Zip(parts.Planes, (plane, part) => Add(plane, part, name))] };
    }

    private static PlaneMeasurement Add(PlaneMeasurement nuclei, PlaneMeasurement parts, string name)
    {
        var (table, own, other) = (nuclei.Regions, parts.Cores ?? nuclei.Regions, parts.Regions);
        var means = table.Columns.Where(column => column.Property == RegionProperties.MeanIntensity)
            .Select(column => (Item: column, Own: own.Find(column.Name), Other: other.Find(column.Name)))
            .Where(column => column.Other >= 0).ToList();
        var (ownRows, otherRows) = (Rows(own), Rows(other));
        Dictionary<int, int> Rows(RegionTable regions) =>
            Enumerable.Range(0, regions.Count).ToDictionary(row => (int)regions[row, 0]);
        double Ratio(int label, int column, int of) =>
            otherRows.TryGetValue(label, out var row) && other[row, of] != 0
                ? own[ownRows[label], column] / other[row, of] : double.NaN;
        return nuclei with
        {
            Regions = table.With(
                [.. means.Select(mean => new RegionColumn(
                    name + mean.Item.Name[Mean.Length..], RegionProperties.None, mean.Item.Channel, 0, 0, false))],
                region => [.. means.Select(mean => Ratio(nuclei.LabelOf(region), mean.Own, mean.Other))]),
        };
    }
}
