using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>The mean intensities of nuclei divided by those of a part of their cells, such as the cytoplasm.</summary>
internal static class PartRatios
{
    private const string Mean = nameof(RegionProperties.MeanIntensity);

    /// <summary>
    /// Returns the nuclei with a column per channel, NucleusCellRatio_GFP or NucleusCytoplasmRatio_GFP, without a value
    /// for nuclei that lack the part, or if its mean is 0.
    /// </summary>
    public static ChannelTiles Add(ChannelTiles nuclei, ChannelTiles parts)
    {
        var name = parts.Part == CellPart.Cells ? "NucleusCellRatio" : "NucleusCytoplasmRatio";
        return nuclei with { Planes = [.. nuclei.Planes.Zip(parts.Planes, (plane, part) => Add(plane, part, name))] };
    }

    private static PlaneMeasurement Add(PlaneMeasurement nuclei, PlaneMeasurement parts, string name)
    {
        var (table, other) = (nuclei.Regions, parts.Regions);
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
