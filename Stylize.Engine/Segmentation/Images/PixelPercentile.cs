namespace Stylize.Engine.Segmentation.Images;

/// <summary>A percentile of each pixel over many tiles, computed in strips, so that a plate can be larger than
/// memory.</summary>
internal static class PixelPercentile
{
    /// <summary>Bytes of samples that are held at a time.</summary>
    public const long Budget = 256L << 20;

    /// <summary>Returns the percentile of each pixel in raster order, interpolated linearly between the two nearest
    /// values.</summary>
    /// <param name="tiles">One or more tiles of the same size; each is read once per strip.</param>
    /// <param name="percent">0 to 100.</param>
    /// <param name="budget">Maximum bytes of samples; a strip has at least one row.</param>
    public static float[] Compute(
        IReadOnlyList<SampleScanner> tiles, double percent, long budget, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var (width, height, count) = (tiles[0].Width, tiles[0].Height, tiles.Count);
        var stripRows = (int)Math.Clamp(budget / (2L * width * count), 1, height);
        var result = new float[checked(width * height)];
        // The values of a pixel are adjacent.
        var samples = new ushort[checked((long)stripRows * width * count)];
        var rank = percent / 100 * (count - 1);
        var (below, share) = ((int)rank, (float)(rank - Math.Floor(rank)));
        for (var top = 0; top < height; top += stripRows)
        {
            var rows = Math.Min(stripRows, height - top);
            for (var tile = 0; tile < count; tile++)
            {
                Gather(tiles[tile], tile, count, top, rows, samples, cancellation);
            }

            RowBands.ForEach(rows, maxThreads, cancellation, (_, first, end) =>
            {
                for (var pixel = first * width; pixel < end * width; pixel++)
                {
                    var values = samples.AsSpan(checked(pixel * count), count);
                    values.Sort();
                    var low = values[below];
                    result[(top * width) + pixel] = share == 0 ? low : low + (share * (values[below + 1] - low));
                }
            });
        }

        return result;
    }

    private static void Gather(
        SampleScanner reader, int tile, int count, int top, int rows, ushort[] samples,
        CancellationToken cancellation) =>
        reader.ScanRows(
            (row, y) =>
            {
                var at = ((long)(y - top) * row.Length * count) + tile;
                for (var x = 0; x < row.Length && y >= top && y < top + rows; x++, at += count)
                {
                    samples[at] = row[x];
                }
            },
            cancellation);
}
