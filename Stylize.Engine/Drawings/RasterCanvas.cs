namespace Stylize.Engine.Drawings;

/// <summary>Draws a drawing as pixels. A shape covers the exact share of each pixel: each edge adds the area to its right, and a sum along
/// the row gives the coverage. Shapes are blended in encoded sRGB as in SVG viewers (source over; Porter and Duff, 1984). Bands of rows are
/// drawn in parallel; each of them draws the parts of all shapes in its rows, so the image does not depend on the bands.</summary>
internal sealed class RasterCanvas : IDrawingCanvas, IDisposable
{
    private const int BandHeight = 48;

    /// <summary>Largest distance of straight lines from a curve, in pixels.</summary>
    private const double Tolerance = 0.025;

    /// <summary>Coverage that counts as none, because sums of floating-point numbers are not exact.</summary>
    private const float Nothing = 1e-4f;

    private const float Opaque = 255;

    /// <summary>Width of the gap at a join of two lines that is closed without an arc, in pixels.</summary>
    private const double Straight = 0.1;

    /// <summary>Regular polygons as large as the unit circle, by their number of corners.</summary>
    private static readonly ConcurrentDictionary<int, (double X, double Y)[]> Polygons = new();

    private readonly DrawingPage _page;
    private readonly int _width, _rows, _first, _stride;
    private readonly (double X, double Y) _pixels;
    private readonly PooledBuffer<Vector4> _painted;
    private readonly PooledBuffer<float> _cover;

    /// <summary>The cells of each row that edges changed.</summary>
    private readonly (int First, int End)[] _changed;

    private readonly List<(double X, double Y)> _points = [];
    private readonly DrawingPath _path = new();
    private PooledBuffer<Vector4>? _multiplied;
    private int _firstRow, _endRow;
    private bool _isOnWhite;
    private DrawingLayer _layer = new();

    // What the layer shows of the band, and the pixels of its origin and of its unit.
    private double _left, _top, _right, _bottom;
    private (double X, double Y) _origin, _unit;

    private RasterCanvas(DrawingPage page, int width, int height, int first, int end)
    {
        (_page, _width, _first, _rows, _stride) = (page, width, first, end - first, width + 2);
        _pixels = (width / page.Width, height / page.Height);
        _painted = new(_rows * width, clear: true);
        _cover = new(_rows * _stride, clear: true);
        _changed = new (int, int)[_rows];
        Array.Fill(_changed, (_stride, 0));
        (_firstRow, _endRow) = (_rows, 0);
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
        (_left, _top, _right, _bottom) = (0, 0, _width, _rows);
        if (layer.Clip is { } clip)
        {
            (_left, _top) = (Math.Clamp(_origin.X, 0, _width), Math.Clamp(_origin.Y, 0, _rows));
            var (right, bottom) = Pixel(clip.Width, clip.Height);
            (_right, _bottom) = (Math.Clamp(right, 0, _width), Math.Clamp(bottom, 0, _rows));
        }

        if (layer.IsMultiplied)
        {
            LayPaper();
            _multiplied ??= new(_painted.Length);
            _multiplied.Span.Fill(new Vector4(Opaque));
        }
    }

    public bool Shows(double top, double bottom) => Pixel(0, bottom).Y > _top && Pixel(0, top).Y < _bottom;

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
        foreach (var (points, isClosed) in path.Flatten(Tolerance / _unit.X))
        {
            if (isClosed) points.Add(points[0]);
            _points.Clear();
            foreach (var (x, y) in points)
            {
                var pixel = Pixel(x, y);
                if (_points.Count == 0 || pixel != _points[^1]) _points.Add(pixel);
            }

            AddStroke(_unit.X * width / 2);
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
        var (x, y) = Pixel(step.X, step.Y);
        if (step.Kind != PathStepKind.Curve) return step with { X = x, Y = y };

        var ((x1, y1), (x2, y2)) = (Pixel(step.X1, step.Y1), Pixel(step.X2, step.Y2));
        return new(PathStepKind.Curve, x, y) { X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 };
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddPath(DrawingPath path)
    {
        (double X, double Y) at = default, start = default;
        foreach (ref readonly var step in path.Steps)
        {
            if (step.Kind is PathStepKind.Move or PathStepKind.Close)
            {
                AddLine(at, start);
                at = start = step.Kind == PathStepKind.Move ? Pixel(step.X, step.Y) : start;
                continue;
            }

            var end = Pixel(step.X, step.Y);
            if (step.Kind != PathStepKind.Line && Placed(step) is var placed && !IsOutside(at.Y, placed))
            {
                _points.Clear();
                placed.AddPoints(at, Tolerance, _points);
                foreach (var point in _points)
                {
                    AddLine(at, point);
                    at = point;
                }
            }
            else
            {
                AddLine(at, end);
            }

            at = end;
        }

        AddLine(at, start);
    }

    /// <summary>Returns true if a curve lies above or below the band, which a line between its ends then does too.</summary>
    private bool IsOutside(double start, in PathStep curve) => curve.Kind == PathStepKind.Curve
        && ((start <= _top && curve.Y1 <= _top && curve.Y2 <= _top && curve.Y <= _top)
        || (start >= _bottom && curve.Y1 >= _bottom && curve.Y2 >= _bottom && curve.Y >= _bottom));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddDisc(in Dot dot, float radius, bool isHole)
    {
        var (x, y) = Pixel(dot.X, dot.Y);
        var (radiusX, radiusY) = (Math.Max(0, radius) * _unit.X, Math.Max(0, radius) * _unit.Y);

        // The corners of the polygon are outside the circle by half of the distance of its sides from their arcs.
        var wanted = Math.PI / 2 * Math.Sqrt(radiusX / Tolerance);
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
            AddLine(isHole ? next : at, isHole ? at : next);
            at = next;
        }

        (double X, double Y) Corner((double X, double Y) corner) => (x + (radiusX * corner.X), y + (radiusY * corner.Y));
    }

    private static (double X, double Y)[] Polygon(int corners)
    {
        var radius = Math.Sqrt(2 * Math.PI / (corners * PortableMath.SinCosDegrees(360.0 / corners).Sin));
        return [.. Enumerable.Range(0, corners).Select(i => PortableMath.SinCosDegrees(360.0 * i / corners))
            .Select(turn => (radius * turn.Cos, radius * turn.Sin))];
    }

    /// <summary>Adds the outline of a line through the points, with round ends and joins. The parts at a join that the line covers twice
    /// have the same direction, so that they do not cancel each other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddStroke(double radius)
    {
        var points = CollectionsMarshal.AsSpan(_points);
        var (first, last) = (points[0], points[^1]);
        if (IsVisible(first, first, radius)) AddCap(first, points.Length > 1 ? points[1] : (first.X + 1, first.Y), radius);
        if (IsVisible(last, last, radius)) AddCap(last, points.Length > 1 ? points[^2] : (last.X - 1, last.Y), radius);
        (double X, double Y)? known = null;
        for (var i = 1; i < points.Length; i++)
        {
            var (a, b, side) = (points[i - 1], points[i], known);
            known = null;
            if (!IsVisible(a, b, radius)) continue;

            var (x, y) = side ?? Side(a, b, radius);
            AddLine((a.X + x, a.Y + y), (b.X + x, b.Y + y));
            AddLine((b.X - x, b.Y - y), (a.X - x, a.Y - y));
            if (i + 1 < points.Length)
            {
                known = Side(b, points[i + 1], radius);
                AddJoin(b, (x, y), known.Value, radius);
            }
        }
    }

    private bool IsVisible((double X, double Y) a, (double X, double Y) b, double radius) =>
        Math.Max(a.Y, b.Y) + radius > _top && Math.Min(a.Y, b.Y) - radius < _bottom;

    /// <summary>Returns the vector from a line to its side.</summary>
    private static (double X, double Y) Side((double X, double Y) a, (double X, double Y) b, double radius)
    {
        double x = b.X - a.X, y = b.Y - a.Y, scale = radius / Math.Sqrt((x * x) + (y * y));
        return (-y * scale, x * scale);
    }

    /// <summary>Adds the half circle around the end of a line.</summary>
    private void AddCap((double X, double Y) end, (double X, double Y) next, double radius)
    {
        var (x, y) = Side(end, next, radius);
        AddArc(end, (-x, -y), (-y, x), radius);
        AddArc(end, (-y, x), (x, y), radius);
    }

    /// <param name="before">The side of the line before the join.</param>
    /// <param name="after">The side of the line after it.</param>
    private void AddJoin((double X, double Y) at, (double X, double Y) before, (double X, double Y) after, double radius)
    {
        var (cross, along) = ((before.X * after.Y) - (before.Y * after.X), (before.X * after.X) + (before.Y * after.Y));
        if (along > 0 && Math.Abs(cross) < Straight * radius)
        {
            AddLine((at.X + before.X, at.Y + before.Y), (at.X + after.X, at.Y + after.Y));
            AddLine((at.X - after.X, at.Y - after.Y), (at.X - before.X, at.Y - before.Y));
            return;
        }

        var isLeft = cross > 0;
        var (inner, outer) = isLeft ? (1, -1) : (-1, 1);
        var (from, to) = isLeft ? (after, before) : (before, after);
        (double X, double Y) start = (outer * from.X, outer * from.Y), end = (outer * to.X, outer * to.Y);
        if (along < 0)
        {
            // The middle of a wide arc is in the direction of the line before, turned halfway against that after it.
            double x = before.Y - after.Y, y = after.X - before.X, length = Math.Sqrt((x * x) + (y * y));
            (double X, double Y) middle = (x * radius / length, y * radius / length);
            AddArc(at, start, middle, radius);
            AddArc(at, middle, end, radius);
        }
        else
        {
            AddArc(at, start, end, radius);
        }

        // The inner side passes through the point of the line.
        AddLine((at.X + (inner * to.X), at.Y + (inner * to.Y)), at);
        AddLine(at, (at.X + (inner * from.X), at.Y + (inner * from.Y)));
    }

    /// <summary>Adds an arc of at most a quarter of a circle between two vectors from its center.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddArc((double X, double Y) center, (double X, double Y) from, (double X, double Y) to, double radius)
    {
        double x = from.X + to.X, y = from.Y + to.Y, length = Math.Sqrt((x * x) + (y * y));
        if (radius - (length / 2) <= Tolerance)
        {
            AddLine((center.X + from.X, center.Y + from.Y), (center.X + to.X, center.Y + to.Y));
            return;
        }

        (double X, double Y) middle = (x * radius / length, y * radius / length);
        AddArc(center, from, middle, radius);
        AddArc(center, middle, to, radius);
    }

    /// <summary>Adds the area to the right of a line, as a negative area if the line leads upward.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddLine((double X, double Y) a, (double X, double Y) b)
    {
        var sign = 1.0;
        if (a.Y > b.Y)
        {
            (a, b, sign) = (b, a, -1.0);
        }

        if (!(a.Y < b.Y) || b.Y <= _top || a.Y >= _bottom) return;

        var slope = (b.X - a.X) / (b.Y - a.Y);
        a = a.Y < _top ? (a.X + ((_top - a.Y) * slope), _top) : a;
        b = b.Y > _bottom ? (b.X + ((_bottom - b.Y) * slope), _bottom) : b;
        AddPart(a, b, slope, sign);
    }

    /// <summary>Adds a line within the rows of the band. The parts beyond a side of what is shown are on that side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddPart((double X, double Y) a, (double X, double Y) b, double slope, double sign)
    {
        var side = a.X < _left != b.X < _left ? _left : _right;
        if ((a.X < side && b.X > side) || (a.X > side && b.X < side))
        {
            var cut = (side, Math.Clamp(a.Y + ((side - a.X) / slope), a.Y, b.Y));
            AddPart(a, cut, slope, sign);
            AddPart(cut, b, slope, sign);
            return;
        }

        slope = (a.X <= _left && b.X <= _left) || (a.X >= _right && b.X >= _right) ? 0 : slope;
        var (x, y) = (Math.Clamp(a.X, _left, _right), a.Y);
        var cover = _cover.Span;
        var row = (int)y;
        _firstRow = Math.Min(_firstRow, row);
        for (; y < b.Y; row++)
        {
            var end = Math.Min(row + 1, b.Y);
            var next = Math.Clamp(x + ((end - y) * slope), _left, _right);
            var (from, to) = x < next ? (x, next) : (next, x);
            ref var changed = ref _changed[row];
            changed = (Math.Min(changed.First, (int)from), Math.Max(changed.End, (int)to + 2));
            AddToRow(cover.Slice(row * _stride, _stride), from, to, sign * (end - y));
            (x, y) = (next, end);
        }

        _endRow = Math.Max(_endRow, row);
    }

    /// <summary>Adds a line within one row of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddToRow(Span<float> cells, double x0, double x1, double height)
    {
        var (left, right) = ((int)x0, (int)x1);
        if (left == right)
        {
            var share = left + 1 - ((x0 + x1) / 2);
            cells[left] += (float)(height * share);
            cells[left + 1] += (float)(height * (1 - share));
            return;
        }

        // The area to the right of the line in each pixel, less that of the pixel before it.
        double scale = height / (x1 - x0), before = scale * (left + 1 - x0) * (left + 1 - x0) / 2;
        cells[left] += (float)before;
        for (var i = left + 1; i < right; i++)
        {
            var area = scale * (i + 0.5 - x0);
            cells[i] += (float)(area - before);
            before = area;
        }

        var last = height - (scale * (x1 - right) * (x1 - right) / 2);
        cells[right] += (float)(last - before);
        cells[right + 1] += (float)(height - last);
    }

    /// <summary>Blends a color into the pixels that the added lines enclose, and removes the lines.</summary>
    private void Paint(Rgba32 color, bool isEvenOdd)
    {
        var target = (_layer.IsMultiplied ? _multiplied! : _painted).Span;
        for (var row = _firstRow; row < _endRow; row++)
        {
            var (first, end) = _changed[row];
            if (first >= end) continue;

            var cells = _cover.Span[((row * _stride) + first)..((row * _stride) + end)];
            var pixels = target[((row * _width) + first)..((row * _width) + Math.Min(end, _width))];
            PaintRow(cells, pixels, ColorOf(color), color.A / Opaque, isEvenOdd, _layer.IsPartition);
            cells.Clear();
            _changed[row] = (_stride, 0);
        }

        (_firstRow, _endRow) = (_rows, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PaintRow(
        ReadOnlySpan<float> cells, Span<Vector4> pixels, Vector4 ink, float opacity, bool isEvenOdd, bool isPartition)
    {
        const int Near = 8;
        var sum = 0f;
        for (int x = 0, end; x < pixels.Length; x = end)
        {
            sum += cells[x];
            end = x + 1;
            if (end < cells.Length && cells[end] == 0)
            {
                // Pixels up to the next edge have the same coverage.
                for (var near = Math.Min(cells.Length, end + Near); end < near && cells[end] == 0; end++)
                {
                }

                var run = end < cells.Length && cells[end] == 0 ? cells[end..].IndexOfAnyExcept(0f) : 0;
                end = run < 0 ? pixels.Length : Math.Min(pixels.Length, end + run);
            }

            var share = MathF.Abs(sum);
            if (share < Nothing) continue;

            if (isPartition)
            {
                // Areas are to the left of lines that lead down, where the sum is negative.
                foreach (ref var pixel in pixels[x..end])
                {
                    pixel -= sum * ink;
                }

                continue;
            }

            share = isEvenOdd ? 1 - MathF.Abs(share - (2 * MathF.Floor(share / 2)) - 1) : MathF.Min(1, share);
            if (share * opacity > 1 - Nothing)
            {
                pixels[x..end].Fill(ink);
                continue;
            }

            foreach (ref var pixel in pixels[x..end])
            {
                pixel += share * opacity * (ink - pixel);
            }
        }
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
