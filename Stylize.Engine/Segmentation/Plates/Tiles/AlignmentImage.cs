namespace Stylize.Engine.Segmentation.Plates.Tiles;

internal static class AlignmentImage
{
    /// <summary>Maximum number of pixels; larger montages are averaged in blocks.</summary>
    public const long MaxPixels = 1L << 23;

    /// <summary>Stitches tiles; missing and empty tiles get the mean of the others. Returns null if all are
    /// empty.</summary>
    public static Raster<float>? Make(
        MontageGrid grid, ChannelReaders tiles, out int scale, CancellationToken cancellation)
    {
        scale = Scale(grid.Frame.Width, grid.Frame.Height);
        var (width, height, side) = (grid.Frame.Width / scale, grid.Frame.Height / scale, scale);
        var picture = new Raster<float>(width, height, clear: true);
        using var covered = new Raster<byte>(width, height, clear: true);
        var (sum, count) = (0.0, 0L);
        foreach (var number in tiles.Numbers)
        {
            var (left, top) = grid.Origin(number);
            var (ofTile, pixels) = (0.0, 0L);
            grid.Scan<ushort>(
                number, tiles[number],
                (from, first, y) =>
                {
                    var to = (top + y) / side < height ? picture.Row((top + y) / side) : [];
                    for (var x = 0; x < from.Length && (left + first + x) / side < to.Length; x++)
                    {
                        to[(left + first + x) / side] += from[x];
                        ofTile += from[x];
                        pixels++;
                    }
                },
                cancellation);
            tiles[number].ReleasePassing();
            if (!tiles[number].Range.IsConstant)
            {
                Cover(covered, grid, number, side);
                (sum, count) = (sum + ofTile, count + pixels);
            }
        }

        if (count == 0)
        {
            picture.Dispose();
            return null;
        }

        Fill(picture, covered, side, (float)(sum / count));
        return picture;
    }

    public static int Scale(long width, long height) =>
        (int)Math.Max(1, Math.Ceiling(Math.Sqrt(width * height / (double)MaxPixels)));

    /// <summary>Marks the blocks whose first pixel belongs to a tile.</summary>
    private static void Cover(Raster<byte> covered, MontageGrid grid, int number, int side)
    {
        var (left, top) = grid.Origin(number);
        for (var y = (side - (top % side)) % side; y < grid.TileHeight && (top + y) / side < covered.Height; y += side)
        {
            var row = covered.Row((top + y) / side);
            foreach (var span in grid.Owned(number, y))
            {
                var end = Math.Min(span.End, (row.Length * side) - left);
                for (var x = ((left + span.Start + side - 1) / side * side) - left; x < end; x += side)
                {
                    row[(left + x) / side] = 1;
                }
            }
        }
    }

    private static void Fill(Raster<float> picture, Raster<byte> covered, int side, float mean)
    {
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            var there = covered.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = there[x] != 0 ? row[x] / (side * side) : mean;
            }
        }
    }
}
