using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Draws lines with round ends and joins, whose width can change along the line. Antialiasing follows the distance of each pixel
/// center from the line. Lines of one color do not overlap visibly; several colors multiply, as transparent inks do.</summary>
internal static class StrokeRasterizer
{
    /// <param name="set">The points of the strokes, grouped by color.</param>
    /// <param name="paper">Color of the paper, or null for a transparent one, on which later colors cover earlier ones.</param>
    public static Raster<Rgba32> Draw(
        DotSet set, int width, int height, Rgba32? paper, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var image = new Raster<Rgba32>(width, height);
        var isCovering = paper is null || Dot.EndOfColor(set.Dots, 0) >= set.Count;
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var cover = new PooledBuffer<float>((end - first) * width, clear: true);
            for (var y = first; y < end; y++)
            {
                image.Row(y).Fill(paper ?? default);
            }

            var strokes = set.Starts!.Length;
            for (var stroke = 0; stroke < strokes; stroke++)
            {
                var own = set.Line(stroke);
                for (var i = 0; i < Math.Max(1, own.Length - 1); i++)
                {
                    CoverParts(cover.Span, own[i], own[Math.Min(i + 1, own.Length - 1)], width, first, end);
                }

                if (stroke + 1 < strokes && set.Line(stroke + 1)[0].Rgb == own[0].Rgb) continue;

                for (var y = first; y < end; y++)
                {
                    Blend(own[0].Color, cover.Span.Slice((y - first) * width, width), image.Row(y), isCovering);
                }
            }
        });
        return image;
    }

    /// <summary>Divides a long line that reaches into the rows of a band, so that few pixels of the rectangles around its parts are far
    /// from it.</summary>
    private static void CoverParts(Span<float> cover, in Dot a, in Dot b, int width, int first, int end)
    {
        const float Longest = 16f;
        var reach = Reach(a, b);
        if (Math.Max(a.Y, b.Y) + reach < first || Math.Min(a.Y, b.Y) - reach >= end) return;

        var parts = Math.Max(1, (int)(MathF.Max(MathF.Abs(b.X - a.X), MathF.Abs(b.Y - a.Y)) / Longest));
        for (var part = 0; part < parts; part++)
        {
            Cover(cover, Between(a, b, part / (float)parts), Between(a, b, (part + 1f) / parts), width, first, end);
        }
    }

    private static Dot Between(in Dot a, in Dot b, float t) => t >= 1f ? b : a with
    {
        X = a.X + (t * (b.X - a.X)),
        Y = a.Y + (t * (b.Y - a.Y)),
        Radius = a.Radius + (t * (b.Radius - a.Radius)),
    };

    /// <summary>Raises the coverage of the pixels near a line between two points.</summary>
    private static void Cover(Span<float> cover, in Dot a, in Dot b, int width, int first, int end)
    {
        var reach = Reach(a, b);
        int top = Math.Max(first, (int)(Math.Min(a.Y, b.Y) - reach)), bottom = Math.Min(end - 1, (int)(Math.Max(a.Y, b.Y) + reach));
        int left = Math.Max(0, (int)(Math.Min(a.X, b.X) - reach)), right = Math.Min(width - 1, (int)(Math.Max(a.X, b.X) + reach));
        float dx = b.X - a.X, dy = b.Y - a.Y;
        var square = (dx * dx) + (dy * dy);
        for (var y = top; y <= bottom; y++)
        {
            var row = cover.Slice((y - first) * width, width);
            for (var x = left; x <= right; x++)
            {
                float fromX = x + 0.5f - a.X, fromY = y + 0.5f - a.Y;
                var t = square > 0 ? Math.Clamp(((fromX * dx) + (fromY * dy)) / square, 0f, 1f) : 0f;
                float px = fromX - (t * dx), py = fromY - (t * dy);
                var radius = a.Radius + (t * (b.Radius - a.Radius));
                var share = Math.Clamp(MathF.Max(0.5f, radius) + 0.5f - MathF.Sqrt((px * px) + (py * py)), 0f, 1f);
                row[x] = MathF.Max(row[x], MathF.Min(1f, 2 * radius) * share);
            }
        }
    }

    /// <summary>Returns the largest distance of the pixels that a line covers. A line thinner than one pixel is drawn one pixel wide, with
    /// lower opacity.</summary>
    private static float Reach(in Dot a, in Dot b) => MathF.Max(0.5f, MathF.Max(a.Radius, b.Radius)) + 0.5f;

    /// <summary>Blends an ink into a row, and clears the coverage.</summary>
    private static void Blend(Rgba32 ink, Span<float> cover, Span<Rgba32> row, bool isCovering)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var share = cover[x];
            cover[x] = 0;
            if (share <= 0) continue;

            var under = row[x];
            if (isCovering)
            {
                var alpha = share + ((1 - share) * under.A / 255f);
                byte Over(byte from, byte to) =>
                    (byte)((((share * to) + ((1 - share) * under.A / 255f * from)) / alpha) + 0.5f);
                row[x] = new Rgba32(
                    Over(under.R, ink.R), Over(under.G, ink.G), Over(under.B, ink.B), (byte)((255f * alpha) + 0.5f));
                continue;
            }

            byte Multiply(byte from, byte with) => (byte)((from * (1 - (share * (255 - with) / 255f))) + 0.5f);
            row[x] = new Rgba32(Multiply(under.R, ink.R), Multiply(under.G, ink.G), Multiply(under.B, ink.B));
        }
    }
}
