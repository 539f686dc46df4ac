using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Measures labeled regions.</summary>
public static class RegionMeasurer
{
    private const int RegionsInGroup = 64;

    /// <summary>Returns a table with one row per label.</summary>
    /// <param name="labeled">The regions; every label from 1 to the highest has at least one run.</param>
    /// <param name="pixelSize">Side of a pixel in the unit of the result. Lengths are multiplied by it, areas by its square.</param>
    /// <param name="maxThreads">Maximum number of threads. It does not affect the result.</param>
    public static RegionTable Measure(
        LabeledRuns labeled, RegionProperties properties, IReadOnlyList<(string Name, IntensitySums Sums)> channels,
        double pixelSize = 1, ThreadGrant maxThreads = default, CancellationToken cancellation = default)
    {
        var columns = RegionColumn.For(properties, [.. channels.Select(c => c.Name)]);
        var table = new RegionTable(columns, labeled.Count);
        if (labeled.Count == 0) return table;

        var regions = new RegionRuns(labeled);
        RegionColumn[] definitions = [.. columns];
        IntensitySums[] sums = [.. channels.Select(c => c.Sums)];
        RowBands.ForEach(
            labeled.Count,
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
                        var definition = definitions[column];
                        var value = definition.Property == RegionProperties.None ? index + 1
                            : definition.Channel < 0 ? region.Value(definition.Property, definition.Item)
                            : IntensityValue(in sums[definition.Channel][index + 1], definition);
                        values[column] = definition.Power switch
                        {
                            1 => value * pixelSize,
                            2 => value * (pixelSize * pixelSize),
                            _ => value,
                        };
                    }
                }
            },
            RegionsInGroup);
        return table;
    }

    /// <summary>Returns NaN if no pixel of the region was measured because the channel lacks the tile.</summary>
    private static double IntensityValue(in IntensitySums.Entry entry, RegionColumn column) => column.Property switch
    {
        _ when entry.Count == 0 => double.NaN,
        RegionProperties.MinimumIntensity => entry.Minimum,
        RegionProperties.MaximumIntensity => entry.Maximum,
        RegionProperties.MeanIntensity => entry.Mean,
        RegionProperties.IntensityStandardDeviation => entry.StandardDeviation,
        _ => (double)(column.Item == 0 ? entry.SumX : entry.SumY) / entry.Sum,
    };
}
