using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>
/// Draws typical cells of wells for the page: crops of the pixels as acquired, all with the same side and gray scale.
/// Wells whose tiles or tables cannot be read have none, nor have those of overlapping tiles, whose positions are not
/// in the table of regions.
/// </summary>
internal sealed class ExampleCells(PlannedPlate plate, CancellationToken cancellation)
{
    private const long MaxTableBytes = 16 << 20;

    /// <summary>Quantiles of the mean intensity of the cells that are shown, in order.</summary>
    private static readonly double[] Shares = [.25, .5, .75];

    /// <summary>Returns the picture of each well in a measured channel as PNG; null for a well without one.</summary>
    public IReadOnlyList<byte[]?> Draw(IReadOnlyList<WellSummary> wells, string channel)
    {
        var strips = new List<Raster<ushort>?>();
        try
        {
            var side = 0;
            foreach (var well in wells)
            {
                cancellation.ThrowIfCancellationRequested();
                strips.Add(StylizeException.OrDefault(() => Strip(well, channel, ref side)));
            }

            var shown = strips.OfType<Raster<ushort>>().Select(IntensityHistogram.FromImage).ToList();
            var low = shown.Select(histogram => histogram.Percentile(1)).DefaultIfEmpty().Min();
            var high = shown.Select(histogram => histogram.Percentile(99.5)).DefaultIfEmpty().Max();
            return [.. strips.Select(strip => strip is null ? null : Encode(strip, low, high))];
        }
        finally
        {
            strips.ForEach(strip => strip?.Dispose());
        }
    }

    /// <summary>Returns crops side by side of one tile.</summary>
    /// <param name="side">Side of a crop; 0 to choose it by the size of the cells.</param>
    private Raster<ushort>? Strip(WellSummary summary, string channel, ref int side)
    {
        var well = plate.Plan.Wells.FirstOrDefault(
            w => (w.Experiment, w.Well, w.Timepoint) == (summary.Experiment, summary.Well, summary.Timepoint));
        if (well?.Measured.FirstOrDefault(c => c.Channel == channel) is not { } tiles
            || (plate.Options.Overlap is not null && well.TileNumbers.Count > 1))
        {
            return null;
        }

        var (head, rows) = CsvTable.Read(plate.Files.Of(WellOutput.Table, summary.Key), MaxTableBytes);
        string[] names = ["Tile", "CentroidX", "CentroidY", "Left", "Right", "MeanIntensity_" + channel];
        int[] columns = [.. names.Select(name => Array.LastIndexOf(head, name))];
        if (columns.Contains(-1)) return null;

        var cells = rows.Select(row => Array.ConvertAll(columns, column =>
                TryNumber(row[column], out var value) ? value : 0))
            .Where(cell => !summary.Excluded.Contains((int)cell[0])).GroupBy(cell => (int)cell[0])
            .MaxBy(group => group.Count())?
            .OrderBy(cell => cell[^1]).ToList();
        if (cells is null || tiles.Tiles.FirstOrDefault(t => t.Tile == (int)cells[0][0]) is not { } tile) return null;

        using var reader = plate.Statistics.Open(tile, keep: true, plate.Statistics.RangeOf(tiles.Tiles));
        var isScaled = reader.HasNumbers && plate.Options.FloatRange.Count == 0;
        if (reader.IsInStrips || isScaled) return null;

        side = side > 0
            ? side : Math.Clamp((int)(2.5 * Sample.Median([.. cells.Select(cell => cell[4] - cell[3])])), 16, 128);
        var (left, top) = plate.Options.IsPerTile ? (0, 0)
            : plate.GridOf(well, reader.Width, reader.Height).Origin(tile.Tile);
        var strip = new Raster<ushort>(side * Shares.Length, side);
        var image = reader.Whole();
        foreach (var (index, share) in Shares.Index())
        {
            var cell = cells[(int)Math.Round(share * (cells.Count - 1))];
            var (x0, y0) = ((int)Math.Round(cell[1]) - left - (side / 2), (int)Math.Round(cell[2]) - top - (side / 2));
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    strip[(index * side) + x, y] =
                        image[Math.Clamp(x0 + x, 0, image.Width - 1), Math.Clamp(y0 + y, 0, image.Height - 1)];
                }
            }
        }

        return strip;
    }

    private byte[] Encode(Raster<ushort> strip, double low, double high)
    {
        using var picture = RegionsPicture.Gray(strip, low, Math.Max(high, low + 1));
        using var target = new MemoryStream();
        plate.Codec.Encode(picture, target, new EncodeOptions(ImageFormat.Png));
        return target.ToArray();
    }
}
