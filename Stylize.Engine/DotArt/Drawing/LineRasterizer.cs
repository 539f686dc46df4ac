using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Draws a line through points with round joins. Antialiasing follows the distance of each pixel center from the line.</summary>
internal static class LineRasterizer
{
    /// <param name="thickness">Width of the line in pixels.</param>
    /// <param name="paper">Color of the paper, or null for a transparent one.</param>
    public static Raster<Rgba32> Draw(
        Dot[] points, float thickness, Rgba32 color, int width, int height, Rgba32? paper, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var image = new Raster<Rgba32>(width, height);

        // A line thinner than one pixel is drawn one pixel wide, with lower opacity.
        var strength = MathF.Min(1f, thickness);
        var reach = (MathF.Max(1f, thickness) / 2f) + 0.5f;
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var cover = new PooledBuffer<float>((end - first) * width, clear: true);
            for (var i = 0; i < Math.Max(1, points.Length - 1) && points.Length > 0; i++)
            {
                var a = points[i];
                var b = points[Math.Min(i + 1, points.Length - 1)];
                int top = Math.Max(first, (int)(Math.Min(a.Y, b.Y) - reach)), bottom = Math.Min(end - 1, (int)(Math.Max(a.Y, b.Y) + reach));
                int left = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)), right = Math.Min(width - 1, (int)(Math.Max(a.X, b.X) + reach));
                for (var y = top; y <= bottom; y++)
                {
                    var row = cover.Span.Slice((y - first) * width, width);
                    for (var x = left; x <= right; x++)
                    {
                        row[x] = MathF.Max(row[x], Math.Clamp(reach - Distance(x + 0.5f, y + 0.5f, a, b), 0f, 1f));
                    }
                }
            }

            for (var y = first; y < end; y++)
            {
                var row = image.Row(y);
                for (var x = 0; x < width; x++)
                {
                    row[x] = Blend(color, strength * cover.Span[((y - first) * width) + x], paper);
                }
            }
        });
        return image;
    }

    private static float Distance(float x, float y, in Dot a, in Dot b)
    {
        float dx = b.X - a.X, dy = b.Y - a.Y;
        var square = (dx * dx) + (dy * dy);
        var t = square > 0 ? Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / square, 0f, 1f) : 0f;
        float px = x - a.X - (t * dx), py = y - a.Y - (t * dy);
        return MathF.Sqrt((px * px) + (py * py));
    }

    private static Rgba32 Blend(Rgba32 color, float share, Rgba32? paper)
    {
        if (paper is not { } under) return share <= 0 ? default : color with { A = (byte)((255f * share) + 0.5f) };

        byte Mix(byte from, byte to) => (byte)(from + ((to - from) * share) + 0.5f);
        return new Rgba32(Mix(under.R, color.R), Mix(under.G, color.G), Mix(under.B, color.B));
    }
}
