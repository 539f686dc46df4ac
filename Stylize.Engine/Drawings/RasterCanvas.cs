namespace Stylize.Engine.Drawings;

/// <summary>Draws a drawing as pixels. Shapes are blended in encoded sRGB as in SVG viewers (source over; Porter and
/// Duff, 1984). Bands of rows are drawn in parallel; each of them draws the parts of all shapes in its rows, so the
/// image does not depend on the bands.</summary>
internal sealed class RasterCanvas : IDrawingCanvas, IDisposable
{
    private const int BandHeight = 48;

    private const float Opaque = byte.MaxValue;

    /// <summary>Regular polygons as large as the unit circle, by their number of corners.</summary>
    private static readonly ConcurrentDictionary<int, (double X, double Y)[]> Polygons = new();

    private readonly DrawingPage _page;
    private readonly int _width, _rows, _first;
    private readonly (double X, double Y) _pixels;
    private readonly PooledBuffer<Vector4> _painted;
    private readonly CoverageBand _cover;
    private readonly List<(double X, double Y)> _points = [];
    private readonly DrawingPath _path = new();
    private PooledBuffer<Vector4>? _multiplied;
    private bool _isOnWhite;
    private DrawingLayer _layer = new();

    // The pixels of the layer's origin and of its unit.
    private (double X, double Y) _origin, _unit;

    private RasterCanvas(DrawingPage page, int width, int height, int first, int end)
    {
        (_page, _width, _first, _rows) = (page, width, first, end - first);
        _pixels = (width / page.Width, height / page.Height);
        _painted = new(_rows * width, clear: true);
        _cover = new(width, _rows);
        if (page.Paper is { } paper)
        {
            _painted.Span.Fill(ColorOf(paper));
        }
    }

    /// <summary>Estimates the bytes of an image and of the bands in which threads draw it.</summary>
    public static long EstimateMemory(int width, int height) =>
        (4L * width * height) + (36L * width * Math.Min(height, BandHeight * (long)Environment.ProcessorCount));

    /// <summary>Draws the page at a size; the caller owns the image.</summary>
    public static Raster<Rgba32> Draw(
        IDrawing drawing, int width, int height, ThreadGrant threads, CancellationToken cancellation) =>
        new Raster<Rgba32>(width, height).FilledBy(image => RowBands.ForEach(
            height, threads, cancellation,
            (_, first, end) =>
            {
                using var band = new RasterCanvas(drawing.Page, width, height, first, end);
                drawing.DrawAll(band);
                band.Finish(image);
            },
            BandHeight));

    public void Layer(DrawingLayer layer)
    {
        EndLayer();
        _layer = layer;
        var (left, top, scale) = layer.Placement;
        _unit = (scale * _pixels.X, scale * _pixels.Y);
        _origin = (left * _pixels.X, (top * _pixels.Y) - _first);
        var (right, bottom) = layer.Clip is { } clip ? Pixel(clip.Width, clip.Height) : (_width, _rows);
        _cover.Show(layer.Clip is null ? default : _origin, (right, bottom));
        if (layer.IsMultiplied)
        {
            LayPaper();
            _multiplied ??= new(_painted.Length);
            _multiplied.Span.Fill(new Vector4(Opaque));
        }
    }

    public bool Shows(double top, double bottom) => _cover.Shows(Pixel(0, top).Y, Pixel(0, bottom).Y);

    public void Dots(ReadOnlySpan<Dot> dots, DotStyle style)
    {
        foreach (ref readonly var dot in dots)
        {
            var reach = dot.Radius + (style.Edge?.Width ?? 0);
            if (!Shows(dot.Y - reach, dot.Y + reach)) continue;

            if (style.Shape == DotShape.Circle)
            {
                AddDisc(dot, dot.Radius, isHole: false);
            }
            else
            {
                AddPath(style.Outline(_path, dot));
            }

            Paint(dot.Color, isEvenOdd: false);
            if (style.EdgeOf(dot) is var (width, color))
            {
                AddDisc(dot, dot.Radius + (width / 2), isHole: false);
                AddDisc(dot, dot.Radius - (width / 2), isHole: true);
                Paint(color, isEvenOdd: false);
            }
        }
    }

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd)
    {
        AddPath(path);
        Paint(color, isEvenOdd);
    }

    public void Stroke(DrawingPath path, double width, Rgba32 color)
    {
        foreach (var (points, isClosed) in path.Flatten(CoverageBand.Tolerance / _unit.X))
        {
            if (isClosed) points.Add(points[0]);
            _points.Clear();
            foreach (var (x, y) in points)
            {
                var pixel = Pixel(x, y);
                if (_points.Count == 0 || pixel != _points[^1]) _points.Add(pixel);
            }

            new RoundStroke(_cover, _unit.X * width / 2).Add(CollectionsMarshal.AsSpan(_points));
        }

        Paint(color, isEvenOdd: false);
    }

    public void Dispose()
    {
        _painted.Dispose();
        _multiplied?.Dispose();
        _cover.Dispose();
    }

    private static Vector4 ColorOf(Rgba32 color) => new(color.R, color.G, color.B, Opaque);

    private (double X, double Y) Pixel(double x, double y) => (_origin.X + (_unit.X * x), _origin.Y + (_unit.Y * y));

    /// <summary>Returns a step in pixels of the band.</summary>
    private PathStep Placed(in PathStep step)
    {
        var ((x1, y1), (x2, y2), (x, y)) = (Pixel(step.X1, step.Y1), Pixel(step.X2, step.Y2), Pixel(step.X, step.Y));
        return step with { X = x, Y = y, X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 };
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddPath(DrawingPath path)
    {
        (double X, double Y) at = default, start = default;
        foreach (ref readonly var step in path.Steps)
        {
            if (step.Kind is PathStepKind.Move or PathStepKind.Close)
            {
                _cover.AddLine(at, start);
                at = start = step.Kind == PathStepKind.Move ? Pixel(step.X, step.Y) : start;
                continue;
            }

            var end = Pixel(step.X, step.Y);
            if (step.Kind != PathStepKind.Line && Placed(step) is var placed && !IsOutside(at.Y, placed))
            {
                _points.Clear();
                placed.AddPoints(at, CoverageBand.Tolerance, _points);
                foreach (var point in _points)
                {
                    _cover.AddLine(at, point);
                    at = point;
                }
            }
            else
            {
                _cover.AddLine(at, end);
            }

            at = end;
        }

        _cover.AddLine(at, start);
    }

    /// <summary>Returns true if a curve lies above or below the band, which a line between its ends then does
    /// too.</summary>
    private bool IsOutside(double start, in PathStep curve) => curve.Kind == PathStepKind.Curve && !_cover.Shows(
        Math.Min(Math.Min(start, curve.Y), Math.Min(curve.Y1, curve.Y2)),
        Math.Max(Math.Max(start, curve.Y), Math.Max(curve.Y1, curve.Y2)));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddDisc(in Dot dot, float radius, bool isHole)
    {
        var (x, y) = Pixel(dot.X, dot.Y);
        var (radiusX, radiusY) = (Math.Max(0, radius) * _unit.X, Math.Max(0, radius) * _unit.Y);

        // The corners of the polygon are outside the circle by half of the distance of its sides from their arcs.
        var wanted = Math.PI / 2 * Math.Sqrt(radiusX / CoverageBand.Tolerance);
        var corners = 8;
        while (corners < wanted)
        {
            corners = corners * 3 / 2 >= wanted ? corners * 3 / 2 : corners * 2;
        }

        var polygon = Polygons.GetOrAdd(corners, Polygon);
        var at = Corner(polygon[^1]);
        foreach (var corner in polygon)
        {
            var next = Corner(corner);
            _cover.AddLine(isHole ? next : at, isHole ? at : next);
            at = next;
        }

        (double X, double Y) Corner((double X, double Y) corner) =>
            (x + (radiusX * corner.X), y + (radiusY * corner.Y));
    }

    private static (double X, double Y)[] Polygon(int corners)
    {
        var radius = Math.Sqrt(2 * Math.PI / (corners * PortableMath.SinCosDegrees(360.0 / corners).Sin));
        return [.. Enumerable.Range(0, corners).Select(i => PortableMath.SinCosDegrees(360.0 * i / corners))
            .Select(turn => (radius * turn.Cos, radius * turn.Sin))];
    }

    /// <summary>Blends a color into the pixels that the added lines enclose.</summary>
    private void Paint(Rgba32 color, bool isEvenOdd)
    {
        // A part takes the place of its share of what is below it.
        var below = _layer is { IsPartition: true, Below: { } under } ? ColorOf(under) : default;
        var shades = _layer.Gradient is { } gradient ? (ShadeOfPixel)((column, row) => gradient.ChannelsAt(
            (column + 0.5 - _origin.X) / _unit.X, (row + 0.5 - _origin.Y) / _unit.Y) - below) : null;
        var target = (_layer.IsMultiplied ? _multiplied! : _painted).Span;
        _cover.Paint(target, ColorOf(color) - below, color.A / Opaque, isEvenOdd, _layer.IsPartition, shades);
    }

    private void EndLayer()
    {
        if (!_layer.IsMultiplied) return;

        Span<Vector4> under = _painted.Span, over = _multiplied!.Span;
        for (var i = 0; i < under.Length; i++)
        {
            under[i] *= over[i] / Opaque;
        }
    }

    /// <summary>Puts white below a drawing without paper, which layers can be multiplied with.</summary>
    private void LayPaper()
    {
        if (_page.Paper is not null || _isOnWhite) return;

        _isOnWhite = true;
        foreach (ref var pixel in _painted.Span)
        {
            pixel += new Vector4(Opaque - pixel.W);
        }
    }

    private void Finish(Raster<Rgba32> image)
    {
        EndLayer();
        for (var y = 0; y < _rows; y++)
        {
            ToPixels(_painted.Span.Slice(y * _width, _width), image.Row(_first + y), _isOnWhite);
        }
    }

    /// <summary>Converts premultiplied to straight alpha.</summary>
    /// <param name="isOnWhite">True to give each pixel the smallest opacity that reproduces it on white.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ToPixels(ReadOnlySpan<Vector4> painted, Span<Rgba32> row, bool isOnWhite)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = painted[x];
            if (isOnWhite)
            {
                pixel -= new Vector4(MathF.Min(pixel.X, MathF.Min(pixel.Y, pixel.Z)));
            }

            var scale = Opaque / pixel.W;
            row[x] = pixel.W < 0.5f ? default
                : new Rgba32(Byte(pixel.X * scale), Byte(pixel.Y * scale), Byte(pixel.Z * scale), Byte(pixel.W));
        }

        static byte Byte(float value) => (byte)Math.Clamp(value + 0.5f, 0f, Opaque);
    }
}
