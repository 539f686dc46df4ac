using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Drawing;

/// <summary>Draws antialiased dots in order, blended in encoded sRGB as in SVG viewers (source over; Porter and Duff, 1984). Coverage is
/// exact horizontally and the mean of 16 scan lines vertically. Bands of rows are drawn in parallel; each dot is drawn in every band that
/// it intersects, so the image does not depend on the bands.</summary>
internal static class DotRasterizer
{
    private const int Samples = 16;

    /// <summary>Estimates the bytes of an image and of the bands in which threads draw it.</summary>
    public static long EstimateMemory(int width, int height) =>
        (4L * width * height) + (4L * sizeof(float) * width * Math.Min(height, RowBands.DefaultHeight * (long)Environment.ProcessorCount));

    /// <param name="paper">Color of the paper, or null for a transparent one.</param>
    /// <param name="precision">Decimals of a coordinate, as in the SVG.</param>
    /// <param name="edge">Width of the wet edges of discs; 0 for none.</param>
    public static Raster<Rgba32> Draw(
        DotSet set, int width, int height, DotShape shape, Rgba32? paper, int precision, ThreadGrant maxThreads,
        CancellationToken cancellation, float edge = 0)
    {
        var image = new Raster<Rgba32>(width, height);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var canvas = new PooledBuffer<float>((end - first) * width * 4, clear: true);
            using var edges = new PooledBuffer<float>(width + 2, clear: true);
            if (paper is { } color)
            {
                for (var i = 0; i < canvas.Length; i += 4)
                {
                    (canvas.Span[i], canvas.Span[i + 1], canvas.Span[i + 2], canvas.Span[i + 3]) = (color.R, color.G, color.B, 255f);
                }
            }

            foreach (var dot in set.Dots)
            {
                var reach = dot.Radius + (edge / 2);
                if (dot.Y + reach <= first || dot.Y - reach >= end) continue;

                DrawDot(dot, new DotSpan(shape, dot.Radius, precision), default, canvas.Span, edges.Span, width, first, end);
                if (edge > 0 && WashStyle.HasEdge(dot.Color))
                {
                    var drawn = dot with { Color = dot.Color with { A = WashStyle.Alpha(WashStyle.EdgeOpacity) } };
                    var hole = new DotSpan(shape, MathF.Max(0f, dot.Radius - (edge / 2)), precision);
                    DrawDot(drawn, new DotSpan(shape, reach, precision), hole, canvas.Span, edges.Span, width, first, end);
                }
            }

            for (var y = first; y < end; y++)
            {
                ToPixels(canvas.Span.Slice((y - first) * width * 4, width * 4), image.Row(y));
            }
        });
        return image;
    }

    /// <summary>Draws a shape without the part that a hole covers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DrawDot(
        in Dot dot, in DotSpan shape, in DotSpan hole, Span<float> canvas, Span<float> edges, int width, int first, int end)
    {
        var left = Math.Max(0, (int)(dot.X - shape.Half));
        var right = Math.Min(width - 1, (int)(dot.X + shape.Half));
        var top = Math.Max(first, (int)(dot.Y + shape.Top));
        var bottom = Math.Min(end - 1, (int)(dot.Y + shape.Bottom));
        for (var y = top; y <= bottom; y++)
        {
            for (var sample = 0; sample < Samples; sample++)
            {
                var at = y + ((sample + 0.5f) / Samples) - dot.Y;
                var half = shape.HalfAt(at);
                if (half > 0)
                {
                    AddEdge(edges, dot.X - half - left, 1f / Samples, right - left + 1);
                    AddEdge(edges, dot.X + half - left, -1f / Samples, right - left + 1);
                }

                var open = hole.HalfAt(at);
                if (open > 0)
                {
                    AddEdge(edges, dot.X - open - left, -1f / Samples, right - left + 1);
                    AddEdge(edges, dot.X + open - left, 1f / Samples, right - left + 1);
                }
            }

            Blend(dot.Color, edges, canvas.Slice((((y - first) * width) + left) * 4, (right - left + 1) * 4));
        }
    }

    /// <summary>Adds an edge at x to the coverage differences; coverage to its right increases by <paramref name="height"/>.</summary>
    private static void AddEdge(Span<float> edges, float x, float height, int count)
    {
        x = Math.Clamp(x, 0f, count);
        var pixel = (int)x;
        var part = 1f - (x - pixel);
        edges[pixel] += height * part;
        edges[pixel + 1] += height * (1f - part);
    }

    /// <summary>Blends a color into a run of pixels, with coverage from the running sum of the edges. Clears the edges.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Blend(Rgba32 color, Span<float> edges, Span<float> canvas)
    {
        var opacity = color.A / 255f;
        var coverage = 0f;
        for (var i = 0; i < canvas.Length; i += 4)
        {
            coverage += edges[i / 4];
            edges[i / 4] = 0;
            var a = Math.Clamp(coverage, 0f, 1f) * opacity;
            canvas[i] += a * (color.R - canvas[i]);
            canvas[i + 1] += a * (color.G - canvas[i + 1]);
            canvas[i + 2] += a * (color.B - canvas[i + 2]);
            canvas[i + 3] += a * (255f - canvas[i + 3]);
        }

        edges[canvas.Length / 4] = 0;
        edges[(canvas.Length / 4) + 1] = 0;
    }

    /// <summary>Converts premultiplied to straight alpha.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ToPixels(ReadOnlySpan<float> canvas, Span<Rgba32> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var alpha = canvas[(4 * x) + 3];
            if (alpha < 0.5f)
            {
                row[x] = default;
                continue;
            }

            var scale = 255f / alpha;
            row[x] = new Rgba32(
                Byte(canvas[4 * x] * scale), Byte(canvas[(4 * x) + 1] * scale), Byte(canvas[(4 * x) + 2] * scale), Byte(alpha));
        }
    }

    private static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0f, 255f);
}

/// <summary>The horizontal extent of a shape at each y relative to its center, in pixels. Every shape is symmetric about its vertical
/// axis.</summary>
internal readonly struct DotSpan
{
    private readonly DotShape _shape;
    private readonly float _radius, _height;

    /// <param name="precision">Number of decimals to which outlines are rounded, as in the SVG.</param>
    public DotSpan(DotShape shape, float radius, int precision)
    {
        (_shape, _radius) = (shape, radius);
        var unit = Math.Pow(10, precision + 1);
        switch (shape)
        {
            case DotShape.Square:
                Half = (float)(DotOutline.HalfSide(radius, unit) / unit);
                (Top, Bottom) = (-Half, Half);
                break;
            case DotShape.Diamond:
                Half = (float)(DotOutline.HalfDiagonal(radius, unit) / unit);
                (Top, Bottom) = (-Half, Half);
                break;
            case DotShape.Triangle:
                var height = DotOutline.Height(radius, unit);
                _height = (float)(height / unit);
                Half = (float)(DotOutline.HalfBase(radius, unit) / unit);
                Top = (float)(-(height * 2 / 3) / unit);
                Bottom = Top + _height;
                break;
            default:
                Half = radius;
                (Top, Bottom) = (-radius, radius);
                break;
        }
    }

    public float Half { get; }
    public float Top { get; }
    public float Bottom { get; }

    /// <summary>Returns half the width at y; 0 above and below the shape.</summary>
    public float HalfAt(float y)
    {
        if (y <= Top || y >= Bottom) return 0;

        return _shape switch
        {
            DotShape.Square => Half,
            DotShape.Diamond => Half - MathF.Abs(y),
            DotShape.Triangle => Half * (y - Top) / _height,
            _ => MathF.Sqrt(MathF.Max(0f, (_radius * _radius) - (y * y))),
        };
    }
}

/// <summary>Dimensions of the shapes in units of 1 / unit pixels, rounded down and at least 1, so that SVG and PNG show the same
/// outlines.</summary>
internal static class DotOutline
{
    private const double Sqrt3Half = 0.8660254037844386;

    /// <summary>Returns half the side of the square inscribed in the circle.</summary>
    public static long HalfSide(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Math.Sqrt(0.5)));

    /// <summary>Returns half the diagonal of the diamond inscribed in the circle: the radius.</summary>
    public static long HalfDiagonal(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit) + 1e-3));

    /// <summary>Returns half the base of the equilateral triangle inscribed in the circle.</summary>
    public static long HalfBase(double radius, double unit) => Math.Max(1, (long)Math.Floor(radius * unit * Sqrt3Half));

    /// <summary>Returns the height of the equilateral triangle inscribed in the circle.</summary>
    public static long Height(double radius, double unit) => Math.Max(1, (long)Math.Floor((radius * unit * 1.5) + 1e-3));
}

/// <summary>Draws the dots of several transparent inks: the drawings of each ink on white, multiplied.</summary>
internal static class InkRasterizer
{
    /// <summary>Draws the dots, which are grouped by ink.</summary>
    /// <param name="paper">Color of the paper, or null for a transparent one.</param>
    /// <param name="precision">Decimals of a coordinate, as in the SVG.</param>
    public static Raster<Rgba32> Draw(
        DotSet set, int width, int height, DotShape shape, Rgba32? paper, int precision, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var white = new Rgba32(255, 255, 255);
        var image = new Raster<Rgba32>(width, height);
        image.Fill(paper ?? white);
        var dots = set.Dots;
        for (var first = 0; first < dots.Length;)
        {
            var end = Dot.EndOfColor(dots, first);
            using var ink = DotSet.Copy(dots[first..end]);
            using var drawn = DotRasterizer.Draw(ink, width, height, shape, white, precision, maxThreads, cancellation);
            RowBands.ForEach(height, maxThreads, cancellation, (_, top, bottom) =>
            {
                for (var y = top; y < bottom; y++)
                {
                    Multiply(image.Row(y), drawn.Row(y));
                }
            });
            first = end;
        }

        return paper is null ? WhiteToAlpha(image) : image;
    }

    private static void Multiply(Span<Rgba32> under, ReadOnlySpan<Rgba32> over)
    {
        static byte Product(byte a, byte b) => (byte)(((a * b) + 127) / 255);
        for (var x = 0; x < under.Length; x++)
        {
            var (u, o) = (under[x], over[x]);
            under[x] = new Rgba32(Product(u.R, o.R), Product(u.G, o.G), Product(u.B, o.B), u.A);
        }
    }

    /// <summary>Converts white to transparency: each pixel gets the smallest opacity that reproduces the drawing on white.</summary>
    private static Raster<Rgba32> WhiteToAlpha(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var p in image.Row(y))
            {
                var alpha = 255 - Math.Min(p.R, Math.Min(p.G, p.B));
                byte Color(byte c) => (byte)(255 - ((255 - c) * 255 / Math.Max(1, alpha)));
                p = alpha == 0 ? default : new Rgba32(Color(p.R), Color(p.G), Color(p.B), (byte)alpha);
            }
        }

        return image;
    }
}
