using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Measures labelled regions from their runs: closed forms over runs for moments, 64 pixels at a time for perimeters, whole numbers for hulls.</summary>
public static class RegionMeasurer
{
    private const int RegionsInBand = 64;

    /// <summary>A table with one row for each label.</summary>
    /// <param name="labelled">Regions; every label occurs.</param>
    /// <param name="properties">What to compute.</param>
    /// <param name="channels">Name and sums of each measured channel.</param>
    /// <param name="pixelSize">Side of a pixel in the unit of the result; lengths are multiplied by it, areas by its square.</param>
    /// <param name="maxThreads">Threads at most; the result does not depend on it.</param>
    /// <param name="cancellation">Stops between bands of regions.</param>
    public static RegionTable Measure(
        LabelledRuns labelled,
        RegionProperties properties,
        IReadOnlyList<(string Name, IntensitySums Sums)> channels,
        double pixelSize = 1,
        int maxThreads = 1,
        CancellationToken cancellation = default)
    {
        var columns = RegionColumn.For(properties, [.. channels.Select(c => c.Name)]);
        var table = new RegionTable(columns, labelled.Count);
        if (labelled.Count == 0)
        {
            return table;
        }

        var regions = new RegionRuns(labelled);
        RowBands.ForEach(
            labelled.Count,
            maxThreads,
            cancellation,
            (_, first, end) =>
            {
                var region = new RegionShape();
                for (var index = first; index < end; index++)
                {
                    region.Load(regions[index + 1], properties);
                    var values = table.Values(index);
                    for (var column = 0; column < values.Length; column++)
                    {
                        var definition = columns[column];
                        var value = definition.Property == RegionProperties.None ? index + 1
                            : definition.Channel < 0 ? region.Value(definition.Property, definition.Item)
                            : IntensityValue(in channels[definition.Channel].Sums[index + 1], definition);
                        values[column] = definition.Power switch
                        {
                            1 => value * pixelSize,
                            2 => value * (pixelSize * pixelSize),
                            _ => value,
                        };
                    }
                }
            },
            RegionsInBand);
        return table;
    }

    /// <summary>Not a number where no pixel of the region was measured, as where a channel lacks a tile.</summary>
    private static double IntensityValue(in IntensitySums.Entry entry, RegionColumn column) => entry.Count == 0 ? double.NaN : column.Property switch
    {
        RegionProperties.MinimumIntensity => entry.Minimum,
        RegionProperties.MaximumIntensity => entry.Maximum,
        RegionProperties.MeanIntensity => entry.Mean,
        RegionProperties.IntensityStandardDeviation => entry.StandardDeviation,
        _ => (double)(column.Item == 0 ? entry.SumX : entry.SumY) / entry.Sum,
    };
}
