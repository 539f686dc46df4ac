using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Stitches the image of a montage for alignment.</summary>
internal static class AlignmentImage
{
    /// <summary>Maximum number of pixels; larger montages are averaged in blocks.</summary>
    public const long MaxPixels = 1L << 23;

    /// <summary>Stitches tiles; missing and empty tiles get the mean of the others. Returns null if all are empty.</summary>
    public static Raster<float>? Make(MontageGrid grid, ChannelReaders tiles, out int scale, CancellationToken cancellation)
    {
        scale = Scale(grid.Width, grid.Height);
        var (width, height, side) = (grid.Width / scale, grid.Height / scale, scale);
        var picture = new Raster<float>(width, height, clear: true);
        var sum = 0.0;
        var isThere = new bool[grid.Columns * grid.Rows];
        foreach (var number in tiles.Numbers)
        {
            var (left, top) = grid.Origin(number);
            var ofTile = 0.0;
            tiles[number].Scan(
                (strip, stripTop, rows) =>
                {
                    for (var y = 0; y < rows && (top + stripTop + y) / side < height; y++)
                    {
                        var from = strip.Row(y);
                        var to = picture.Row((top + stripTop + y) / side);
                        for (var x = 0; x < from.Length && (left + x) / side < width; x++)
                        {
                            to[(left + x) / side] += from[x];
                            ofTile += from[x];
                        }
                    }
                },
                cancellation);
            tiles[number].ReleasePassing();
            if (!tiles[number].Range.IsConstant)
            {
                isThere[(top / grid.TileHeight * grid.Columns) + (left / grid.TileWidth)] = true;
                sum += ofTile;
            }
        }

        if (!isThere.Contains(true))
        {
            picture.Dispose();
            return null;
        }

        Fill(picture, grid, isThere, side, sum);
        return picture;
    }

    /// <summary>Returns the minimum integer block size that makes a montage small enough.</summary>
    public static int Scale(long width, long height) => (int)Math.Max(1, Math.Ceiling(Math.Sqrt(width * height / (double)MaxPixels)));

    private static void Fill(Raster<float> picture, MontageGrid grid, bool[] isThere, int side, double sum)
    {
        var mean = (float)(sum / ((double)isThere.Count(t => t) * grid.TileWidth * grid.TileHeight));
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = isThere[(y * side / grid.TileHeight * grid.Columns) + (x * side / grid.TileWidth)] ? row[x] / (side * side) : mean;
            }
        }
    }
}
