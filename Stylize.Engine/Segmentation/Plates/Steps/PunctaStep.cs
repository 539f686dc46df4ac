using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Counts the spots in each region, and measures the brightness at their centers.</summary>
internal static class PunctaStep
{
    private const string Count = "PunctaCount", Mean = "PunctaMean", Total = "PunctaTotal";

    public static WellStep Step { get; } = new(
        "puncta", "count bright spots in each region",
        WellParts.Pixels | WellParts.Labels | WellParts.Cells | WellParts.Rows, WellParts.Spots)
    {
        // Without channels it removes the columns of an earlier run.
        IsRepeatable = true,
        Columns =
        [
            new(Count, "spots", "Spots whose center is in the region"),
            new(Mean, "pixel values", "Mean of the pixels at the centers of the spots"),
            new(Total, "pixel values", "Sum of the pixels at the centers of the spots"),
        ],
        OfTimepoint = (data, context) => data with
        {
            Channels = [.. data.Channels.Select(channel => Counted(channel, context))],
        },
    };

    private static ChannelTiles Counted(ChannelTiles channel, StepContext context)
    {
        var had = channel.Planes.Any(plane => plane.Regions.Columns.Any(IsOfSpots));
        if (context.Options.Puncta.Count == 0 && !had) return channel;

        using var phase = context.Run.Phases.Start("puncta");
        var dotted = context.MeasuredWith(context.PixelsOf(channel))
            .Where(c => context.Options.Puncta.Contains(c.Channel, StringComparer.OrdinalIgnoreCase)).ToList();
        return channel with
        {
            Planes = [.. channel.Planes.Select(plane => plane with
            {
                Regions = Add(plane.Regions.Without(IsOfSpots), plane, context.GridOf(channel), dotted, context),
            })],
        };
    }

    private static bool IsOfSpots(RegionColumn column) => column.Property == RegionProperties.None
        && column.Name.StartsWith("Puncta", StringComparison.Ordinal);

    /// <summary>Returns a table with three more columns per channel, after the properties of regions.</summary>
    /// <exception cref="StylizeException">ImageTooLarge: a tile has too many pixels to be held in memory.</exception>
    private static RegionTable Add(
        RegionTable table, PlaneMeasurement plane, MontageGrid grid, IReadOnlyList<ChannelReaders> channels,
        StepContext context)
    {
        var options = context.Options;
        foreach (var (index, channel) in channels.Index())
        {
            // By label; 0 is the background.
            var (counts, totals, isMeasured) =
                (new double[table.Count + 1], new double[table.Count + 1], new bool[table.Count + 1]);
            var divided = grid.Among(channel.Numbers);
            foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
            {
                var reader = channel[tile.Tile.Tile];
                var pixels = reader.Whole();
                using var labels = new Raster<int>(tile.Width, tile.Height);
                plane.Labels.Paint(labels, tile.Left, tile.Top, tile.Height);
                if (divided.HasOverlap)
                {
                    KeepOwned(labels, divided, tile.Tile.Tile);
                }

                using var image = pixels.Floats(0, 0, pixels.Width, pixels.Height);
                var spots = SpotFinder.Find(
                    image, options.PunctaMethod, options.PunctaSigma[0], options.PunctaSigma[1],
                    options.PunctaThreshold / reader.Scale.Step,
                    context.Cancellation);
                var numbers = NumbersAt(spots, pixels, reader, context.Cancellation);
                foreach (var (number, spot) in spots.Index())
                {
                    counts[labels[spot.X, spot.Y]]++;
                    totals[labels[spot.X, spot.Y]] += numbers[number];
                }

                Mark(labels, isMeasured);
                reader.ReleasePassing();
            }

            var first = table.Columns.Count(column => column.Property != RegionProperties.None) + 1 + (3 * index);
            table = table.With(
                [
                    new RegionColumn(Count + "_" + channel.Channel, RegionProperties.None, index, 0, 0, true),
                    new RegionColumn(Mean + "_" + channel.Channel, RegionProperties.None, index, 1, 0, false),
                    new RegionColumn(
                        Total + "_" + channel.Channel, RegionProperties.None, index, 2, 0, !channel.HasNumbers),
                ],
                region =>
                {
                    var (count, total) = (counts[region + 1], totals[region + 1]);
                    return isMeasured[region + 1] ? [count, count > 0 ? total / count : double.NaN, total]
                        : [double.NaN, double.NaN, double.NaN];
                },
                first);
        }

        return table;
    }

    /// <summary>Returns the numbers of the pixels of spots.</summary>
    private static double[] NumbersAt(
        IReadOnlyList<Spot> spots, Raster<ushort> pixels, SampleScanner reader, CancellationToken cancellation)
    {
        double[] numbers = [.. spots.Select(spot => (double)pixels[spot.X, spot.Y])];
        if (!reader.HasNumbers) return numbers;

        var rows = spots.Index().ToLookup(spot => spot.Item.Y);
        reader.ScanNumbers(
            (row, y) =>
            {
                foreach (var (index, spot) in rows[y])
                {
                    numbers[index] = row[spot.X];
                }
            },
            cancellation);
        return numbers;
    }

    /// <summary>Removes the labels of pixels that belong to another tile.</summary>
    private static void KeepOwned(Raster<int> labels, MontageGrid grid, int number)
    {
        for (var y = 0; y < labels.Height; y++)
        {
            var row = labels.Row(y);
            var end = 0;
            foreach (var span in grid.Owned(number, y))
            {
                row[end..span.Start].Clear();
                end = span.End;
            }

            row[end..].Clear();
        }
    }

    private static void Mark(Raster<int> labels, bool[] isMeasured)
    {
        for (var y = 0; y < labels.Height; y++)
        {
            foreach (var label in labels.Row(y))
            {
                isMeasured[label] = true;
            }
        }
    }
}
