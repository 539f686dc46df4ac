using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Puncta;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Counts the spots in each region, and measures the brightness at their centers.</summary>
internal static class PunctaCounter
{
    /// <summary>Returns a table with three more columns per channel: number, mean and total of the spots.</summary>
    /// <exception cref="StylizeException">ImageTooLarge: a tile has too many pixels to be held in memory.</exception>
    public static RegionTable Add(
        RegionTable table, LabeledPlane plane, MontageGrid grid, IReadOnlyList<ChannelReaders> channels,
        PlateOptions options, CancellationToken cancellation)
    {
        foreach (var (index, channel) in channels.Index())
        {
            var (counts, totals, isMeasured) =
                (new double[table.Count], new double[table.Count], new bool[table.Count]);
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
                    image, options.PunctaMethod, options.PunctaMinimumSigma, options.PunctaMaximumSigma,
                    options.PunctaThreshold / reader.Scale.Step,
                    cancellation);
                foreach (var spot in spots)
                {
                    if (labels[spot.X, spot.Y] is var label and > 0)
                    {
                        counts[label - 1]++;
                        totals[label - 1] += reader.Scale.ToNumber(pixels[spot.X, spot.Y]);
                    }
                }

                Mark(labels, isMeasured);
                reader.ReleasePassing();
            }

            table = table.With(
                [
                    new RegionColumn("PunctaCount_" + channel.Channel, RegionProperties.None, index, 0, 0, true),
                    new RegionColumn("PunctaMean_" + channel.Channel, RegionProperties.None, index, 1, 0, false),
                    new RegionColumn("PunctaTotal_" + channel.Channel, RegionProperties.None, index, 2, 0, true),
                ],
                region =>
                {
                    var (count, total) = (counts[region], totals[region]);
                    return isMeasured[region] ? [count, count > 0 ? total / count : double.NaN, total]
                        : [double.NaN, double.NaN, double.NaN];
                });
        }

        return table;
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
                if (label > 0)
                {
                    isMeasured[label - 1] = true;
                }
            }
        }
    }
}
