using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>
/// The crops of a well's cells: a TIFF file with one page per measured channel, in which every TIFF tile is one cell,
/// and an index table. Pixels beyond the image are 0.
/// </summary>
/// <param name="side">Side of a crop in pixels; a multiple of 16, as TIFF requires of tiles.</param>
/// <param name="grid">Says which tile a pixel of the montage comes from where tiles overlap.</param>
/// <param name="masks">True to set pixels outside the cell to 0.</param>
internal sealed class CropSheet(
    int side, IReadOnlyList<PlaneMeasurement> planes, MontageGrid grid, IReadOnlyList<ChannelReaders> channels,
    bool masks = false)
{
    private const int BatchBytes = 1 << 25;

    private readonly List<Crop> _crops = [.. planes.SelectMany(plane => Crops(side, plane))];

    public int Count => _crops.Count;

    public int Columns => (int)Math.Ceiling(Math.Sqrt(_crops.Count));

    public int Width => Columns * side;
    public int Height => ((_crops.Count + Columns - 1) / Columns) * side;

    public void Write(Stream target, Func<TiffPage, TiffPage> describe, CancellationToken cancellation)
    {
        var page = new TiffPage(Width, Height, 1, 16, LosslessCompression.Fast) { TileSide = side };
        using var tiff = new TiffWriter(target, TiffWriter.NeedsBig(page.Bytes * channels.Count));
        foreach (var (index, channel) in channels.Index())
        {
            tiff.Begin(index == 0 ? describe(page) : page);
            var batch = Math.Max(1, BatchBytes / (2 * side * side));
            for (var first = 0; first < _crops.Count; first += batch)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = Math.Min(batch, _crops.Count - first);
                var pixels = new ushort[count * side * side];
                Cut(channel, _crops.GetRange(first, count), pixels, cancellation);
                for (var y = 0; y < count * side; y++)
                {
                    tiff.Add<ushort>(pixels.AsSpan(y * side, side));
                }
            }

            // Fills the rest of the grid.
            for (var y = _crops.Count * side; y < page.Rows; y++)
            {
                tiff.NextRow().Clear();
            }

            tiff.Finish();
        }
    }

    public void WriteIndex(Stream target, StoredChannel key) => CsvField.Write(
        target,
        _crops.Select((crop, index) => CsvField.Line(
        [
            .. key.Fields, crop.Tile, crop.Label, index, index % Columns * side, index / Columns * side, crop.Left,
            crop.Top,
        ])).Prepend(CsvField.Line(
            [.. StoredChannel.Columns, "Tile", "Label", "Index", "Left", "Top", "PlaneLeft", "PlaneTop"])));

    private void Cut(ChannelReaders channel, List<Crop> crops, ushort[] pixels, CancellationToken cancellation)
    {
        var divided = grid.Among(channel.Numbers);
        foreach (var plane in crops.Select(c => c.Plane).Distinct())
        {
            foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
            {
                var wanted = crops.Index().Where(c => c.Item.Plane == plane
                    && tile.Area.IntersectsWith(new(c.Item.Left, c.Item.Top, side, side))).ToList();
                if (wanted.Count == 0) continue;

                channel[tile.Tile.Tile].ScanRows(
                    (row, y) =>
                    {
                        foreach (var (index, crop) in wanted)
                        {
                            Copy(divided, row, tile, tile.Top + y, crop, pixels.AsSpan(index * side * side));
                        }
                    },
                    cancellation);
            }
        }
    }

    private void Copy(
        MontageGrid divided, ReadOnlySpan<ushort> row, TileMeasurement tile, int y, Crop crop, Span<ushort> target)
    {
        if (y < crop.Top || y >= crop.Top + side) return;

        var (left, right) = (Math.Max(crop.Left, tile.Left), Math.Min(crop.Left + side, tile.Left + tile.Width));
        if (!masks)
        {
            CopyOwned(divided, row, tile, y, (left, right), crop, target);
            return;
        }

        var labeled = crop.Plane.Labels;
        for (var run = labeled.Runs.RowOffset(y); run < labeled.Runs.RowOffset(y + 1); run++)
        {
            if (labeled.Labels[run] is not 0 and var label && labeled.NumberOf(label) == crop.Label)
            {
                CopyOwned(
                    divided, row, tile, y,
                    (Math.Max(left, labeled.Runs.Starts[run]), Math.Min(right, labeled.Runs.Ends[run])), crop, target);
            }
        }
    }

    private void CopyOwned(
        MontageGrid divided, ReadOnlySpan<ushort> row, TileMeasurement tile, int y,
        (int Left, int Right) columns, Crop crop, Span<ushort> target)
    {
        foreach (var span in divided.Owned(tile.Tile.Tile, y - tile.Top))
        {
            var (from, to) =
                (Math.Max(columns.Left - tile.Left, span.Start), Math.Min(columns.Right - tile.Left, span.End));
            if (from < to)
            {
                row[from..to].CopyTo(target[(((y - crop.Top) * side) + tile.Left + from - crop.Left)..]);
            }
        }
    }

    private static IEnumerable<Crop> Crops(int side, PlaneMeasurement plane) =>
        plane.Regions.Centroids().Select((at, region) => new Crop(
            plane, plane.NumberOf(region), plane.LabelOf(region), (int)Math.Round(at.X) - (side / 2),
            (int)Math.Round(at.Y) - (side / 2)));

    private sealed record Crop(PlaneMeasurement Plane, int Tile, int Label, int Left, int Top);
}
