namespace Stylize.Engine.DotArt.Edges;

/// <summary>Reduces planes to the means of square blocks.</summary>
internal static class BlockMeans
{
    /// <summary>Returns the mean of each block of a plane, divided by a scale; blocks at the right and bottom edges may be smaller. The
    /// caller owns the plane.</summary>
    /// <param name="size">Side of a block in pixels.</param>
    /// <param name="row">Returns a row of the plane.</param>
    public static Raster<float> Of(int width, int height, int size, float scale, Func<int, ReadOnlySpan<float>> row)
    {
        var blocks = new Raster<float>((width + size - 1) / size, (height + size - 1) / size, clear: true);
        for (var y = 0; y < height; y++)
        {
            var from = row(y);
            var to = blocks.Row(y / size);
            var rows = Math.Min(size, height - (y / size * size));
            for (var x = 0; x < to.Length; x++)
            {
                var part = from[(x * size)..Math.Min(width, (x + 1) * size)];
                var sum = 0.0;
                foreach (var value in part)
                {
                    sum += value; // one by one: a sum of vectors depends on their width
                }

                to[x] += (float)(sum / (scale * part.Length * rows));
            }
        }

        return blocks;
    }
}
