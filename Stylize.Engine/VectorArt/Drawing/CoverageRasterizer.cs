using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Draws a traced picture with exact coverage: each boundary adds the difference of the colors at its sides, in the proportion of
/// the area to its right, and a sum along the row gives the colors. Areas side by side have no gaps.</summary>
internal static class CoverageRasterizer
{
    /// <summary>Largest distance of straight lines from a curve, in pixels of the drawing.</summary>
    private const double Flatness = 0.05;

    private const int MaxLines = 64;

    /// <summary>Draws the picture at a size; the caller owns the raster.</summary>
    public static Raster<Rgba32> Draw(TracedPicture picture, int width, int height, ThreadGrant threads, CancellationToken cancellation)
    {
        var edges = Edges(picture, (double)width / picture.Width, (double)height / picture.Height);
        return new Raster<Rgba32>(width, height).FilledBy(
            drawn => RowBands.ForEach(height, threads, cancellation, (_, first, end) => DrawRows(drawn, edges, first, end)));
    }

    /// <summary>Returns the memory of a drawing in bytes.</summary>
    public static long EstimateMemory(long pixels) => 5 * pixels;

    private static List<Edge> Edges(TracedPicture picture, double scaleX, double scaleY)
    {
        var edges = new List<Edge>();
        for (var i = 0; i < picture.Boundaries.Count; i++)
        {
            var (boundary, curve) = (picture.Boundaries[i], picture.Curves[i]);
            var step = ColorOf(boundary.Left.Label) - ColorOf(boundary.Right.Label);
            if (step == default) continue;

            var start = Scaled(curve.Start);
            foreach (var piece in curve.Pieces)
            {
                var scaled = piece with { Control1 = Scaled(piece.Control1), Control2 = Scaled(piece.Control2), End = Scaled(piece.End) };
                var bend = piece.IsLine ? 0 : Math.Max(
                    (start - (2 * scaled.Control1) + scaled.Control2).Length,
                    (scaled.Control1 - (2 * scaled.Control2) + scaled.End).Length);
                var lines = Math.Clamp((int)Math.Ceiling(Math.Sqrt(0.75 * bend / Flatness)), 1, MaxLines);
                var from = start;
                for (var k = 1; k <= lines; k++)
                {
                    var to = k == lines ? scaled.End : scaled.At(start, (double)k / lines);
                    edges.Add(new(from, to, step));
                    from = to;
                }

                start = scaled.End;
            }
        }

        return edges;

        Point Scaled(Point point) => new(point.X * scaleX, point.Y * scaleY);

        Vector4 ColorOf(byte label)
        {
            if (label >= picture.Colors.Count) return default;

            var color = picture.Colors[label];
            return new(color.R, color.G, color.B, 255);
        }
    }

    private static void DrawRows(Raster<Rgba32> drawn, List<Edge> edges, int first, int end)
    {
        var stride = drawn.Width + 2;
        var sums = new Vector4[stride * (end - first)];
        foreach (var (from, to, step) in edges)
        {
            if (from.Y == to.Y || Math.Max(from.Y, to.Y) <= first || Math.Min(from.Y, to.Y) >= end) continue;

            var (top, bottom, sign) = from.Y < to.Y ? (from, to, 1.0) : (to, from, -1.0);
            var slope = (bottom.X - top.X) / (bottom.Y - top.Y);
            var last = Math.Min(end - 1, (int)Math.Ceiling(bottom.Y) - 1);
            for (var y = Math.Max(first, (int)Math.Floor(top.Y)); y <= last; y++)
            {
                double y0 = Math.Max(y, top.Y), y1 = Math.Min(y + 1, bottom.Y);
                AddToRow(
                    sums.AsSpan((y - first) * stride, stride), drawn.Width, top.X + ((y0 - top.Y) * slope), top.X + ((y1 - top.Y) * slope),
                    sign * (y1 - y0), step);
            }
        }

        for (var y = first; y < end; y++)
        {
            var sum = default(Vector4);
            var row = drawn.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                sum += sums[((y - first) * stride) + x];
                row[x] = Pixel(sum);
            }
        }
    }

    /// <summary>Adds a line within one row of pixels.</summary>
    /// <param name="height">Height of the line, negative if it leads upward.</param>
    private static void AddToRow(Span<Vector4> row, int width, double x0, double x1, double height, Vector4 step)
    {
        (x0, x1) = (Math.Clamp(Math.Min(x0, x1), 0, width), Math.Clamp(Math.Max(x0, x1), 0, width));
        var (left, right) = ((int)x0, (int)Math.Ceiling(x1) - 1);
        if (right <= left)
        {
            // The part of the pixel to the right of the line.
            var share = left + 1 - ((x0 + x1) / 2);
            row[left] += (float)(height * share) * step;
            row[left + 1] += (float)(height * (1 - share)) * step;
            return;
        }

        double before = 0, scale = height / (x1 - x0);
        for (var x = left; x <= right + 1; x++)
        {
            // The integral of the height passed, up to the right side of the pixel.
            var area = Passed(x + 1) - Passed(x);
            row[x] += (float)(area - before) * step;
            before = area;
        }

        double Passed(double x)
        {
            var inside = Math.Clamp(x, x0, x1) - x0;
            return scale * ((inside * inside / 2) + (Math.Max(0, x - x1) * (x1 - x0)));
        }
    }

    private static Rgba32 Pixel(Vector4 sum)
    {
        if (sum.W < 0.5f) return default;

        var opacity = Math.Min(1, sum.W / 255);
        return new(Channel(sum.X), Channel(sum.Y), Channel(sum.Z), Byte(sum.W));

        byte Channel(float value) => Byte(value / opacity);

        static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
    }

    /// <param name="Step">The change of color from the left to the right of a line that leads down.</param>
    private readonly record struct Edge(Point From, Point To, Vector4 Step);
}
