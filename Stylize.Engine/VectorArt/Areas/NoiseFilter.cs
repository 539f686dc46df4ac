namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Removes noise inside areas and keeps edges: each pixel becomes the mean of the similar ones near it (the sigma filter; Lee,
/// Computer Vision, Graphics and Image Processing 24, 1983).</summary>
internal static class NoiseFilter
{
    /// <summary>The maximum difference of similar pixels in a channel.</summary>
    private const int Similar = 14;

    /// <summary>Distance of the rows and columns that are used.</summary>
    private const int Reach = 2;

    /// <summary>Returns a filtered copy; the caller owns it.</summary>
    public static Raster<Rgba32> Apply(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation)
    {
        var (width, height) = (image.Width, image.Height);
        return new Raster<Rgba32>(width, height).FilledBy(result => RowBands.ForEach(height, threads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var target = result.Row(y);
                for (var x = 0; x < width; x++)
                {
                    target[x] = Mean(x, y);
                }
            }
        }));

        Rgba32 Mean(int x, int y)
        {
            var center = image.Row(y)[x];
            int r = 0, g = 0, b = 0, a = 0, count = 0;
            for (var dy = -Reach; dy <= Reach; dy++)
            {
                if ((uint)(y + dy) >= (uint)height) continue;

                // A diamond.
                var half = Reach - Math.Abs(dy);
                foreach (var pixel in image.Row(y + dy)[Math.Max(0, x - half)..Math.Min(width, x + half + 1)])
                {
                    if (Math.Abs(pixel.R - center.R) > Similar || Math.Abs(pixel.G - center.G) > Similar
                        || Math.Abs(pixel.B - center.B) > Similar || Math.Abs(pixel.A - center.A) > Similar) continue;

                    r += pixel.R;
                    g += pixel.G;
                    b += pixel.B;
                    a += pixel.A;
                    count++;
                }
            }

            var round = count / 2;
            return new((byte)((r + round) / count), (byte)((g + round) / count), (byte)((b + round) / count), (byte)((a + round) / count));
        }
    }
}
