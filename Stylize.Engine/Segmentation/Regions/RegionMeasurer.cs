using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Measures labeled regions.</summary>
public static class RegionMeasurer
{
    internal const int RegionsInGroup = 64;

    /// <summary>Returns a table with one row per label.</summary>
    /// <param name="labeled">The regions; every label from 1 to the highest has at least one run.</param>
    /// <param name="pixelSize">Size of a pixel in the unit of the result, in which lengths and areas are given.
    /// Positions and moments are in pixels.</param>
    /// <param name="maxThreads">Maximum number of threads. It does not affect the result.</param>
    /// <param name="ring">The rings around the regions, with sums of the same channels; null to measure no properties
    /// of rings.</param>
    public static RegionTable Measure(
        LabeledRuns labeled, RegionProperties properties, IReadOnlyList<(string Name, IntensitySums Sums)> channels,
        PixelSize? pixelSize = null, ThreadGrant maxThreads = default, CancellationToken cancellation = default,
        RegionRing? ring = null)
    {
        var size = pixelSize ?? 1;
        properties &= ring is null ? ~RegionProperties.Ring : RegionProperties.All;
        var columns = RegionColumn.For(properties, [.. channels.Select(c => c.Name)]).Select(
            column => column.Channel >= 0 && channels[column.Channel].Sums.AreNumbers
                ? column with { IsInteger = false }
                : column).ToList();
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
                var region = new RegionShape(size.Y / size.X);
                for (var index = first; index < end; index++)
                {
                    region.Load(regions[index + 1], properties);
                    var values = table.Values(index);
                    for (var column = 0; column < values.Length; column++)
                    {
                        var definition = definitions[column];
                        var value = definition.Property == RegionProperties.None ? labeled.NumberOf(index + 1)
                            : (definition.Property & RegionProperties.Ring) != 0
                            ? RingValue(ring!, sums, index + 1, definition)
                            : definition.Channel < 0 ? region.Value(definition.Property, definition.Item)
                            : IntensityValue(sums[definition.Channel], index + 1, definition);
                        values[column] = definition.Power switch
                        {
                            1 => value * size.X,
                            2 => value * size.Area,
                            _ => value,
                        };
                    }
                }
            },
            RegionsInGroup);
        return table;
    }

    private static double RingValue(RegionRing ring, IntensitySums[] sums, int label, RegionColumn column)
    {
        if (column.Channel < 0) return ring.Area(label);

        var value = IntensityValue(ring.Sums[column.Channel], label, column);
        if (column.Property != RegionProperties.RingIntensityRatio) return value;

        return value > 0 ? IntensityValue(sums[column.Channel], label, column) / value : double.NaN;
    }

    /// <summary>Returns NaN if no pixel of the region was measured because the channel lacks the tile.</summary>
    private static double IntensityValue(IntensitySums sums, int label, RegionColumn column)
    {
        var of = sums.Of(label);
        return column.Property switch
        {
            _ when of.Count == 0 => double.NaN,
            RegionProperties.MinimumIntensity or RegionProperties.RingMinimumIntensity => of.Minimum,
            RegionProperties.MaximumIntensity or RegionProperties.RingMaximumIntensity => of.Maximum,
            RegionProperties.MeanIntensity or RegionProperties.RingMeanIntensity
                or RegionProperties.RingIntensityRatio => of.Mean,
            RegionProperties.IntensityStandardDeviation or RegionProperties.RingIntensityStandardDeviation =>
                of.StandardDeviation,
            _ => column.Item == 0 ? of.X : of.Y,
        };
    }
}
