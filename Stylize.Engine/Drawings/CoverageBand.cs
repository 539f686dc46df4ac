namespace Stylize.Engine.Drawings;

/// <summary>Returns the color of a pixel of a band.</summary>
internal delegate Vector4 ShadeOfPixel(int column, int row);

/// <summary>The share of each pixel in a band of rows that shapes cover, exactly: each edge adds the area to its right,
/// and a sum along the row gives the coverage.</summary>
internal sealed class CoverageBand(int width, int rows) : IDisposable
{
    /// <summary>Largest distance of straight lines from a curve, in pixels.</summary>
    public const double Tolerance = 0.025;

    /// <summary>Coverage that counts as none, because sums of floating-point numbers are not exact.</summary>
    private const float Nothing = 1e-4f;

    private readonly int _stride = width + 2;
    private readonly PooledBuffer<float> _cover = new(rows * (width + 2), clear: true);

    /// <summary>The cells of each row that edges changed.</summary>
    private readonly (int First, int End)[] _changed = [.. Enumerable.Repeat((width + 2, 0), rows)];

    private int _firstRow = int.MaxValue, _endRow;
    private double _left, _top, _right, _bottom;

    /// <summary>Limits what shapes cover to a rectangle.</summary>
    public void Show((double X, double Y) start, (double X, double Y) end)
    {
        (_left, _top) = (Math.Clamp(start.X, 0, width), Math.Clamp(start.Y, 0, rows));
        (_right, _bottom) = (Math.Clamp(end.X, 0, width), Math.Clamp(end.Y, 0, rows));
    }

    public bool Shows(double top, double bottom) => bottom > _top && top < _bottom;

    public void Dispose() => _cover.Dispose();

    /// <summary>Adds the area to the right of a line, as a negative area if the line leads upward.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void AddLine((double X, double Y) a, (double X, double Y) b)
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

    /// <summary>Adds a line within the rows of the band. The parts beyond a side of what is shown are on that
    /// side.</summary>
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
    /// <param name="shades">Colors of pixels instead of <paramref name="ink"/>; null for one color.</param>
    public void Paint(
        Span<Vector4> target, Vector4 ink, float opacity, bool isEvenOdd, bool isPartition, ShadeOfPixel? shades = null)
    {
        for (var row = _firstRow; row < _endRow; row++)
        {
            var (first, end) = _changed[row];
            if (first >= end) continue;

            var cells = _cover.Span[((row * _stride) + first)..((row * _stride) + end)];
            var pixels = target[((row * width) + first)..((row * width) + Math.Min(end, width))];
            if (shades is null)
            {
                PaintRow(cells, pixels, ink, opacity, isEvenOdd, isPartition);
            }
            else
            {
                var sum = 0f;
                for (var x = 0; x < pixels.Length; x++)
                {
                    // What is left of the sum of earlier cells is the share of this pixel.
                    sum += cells[x];
                    var shade = MathF.Abs(sum) < Nothing ? ink : shades(first + x, row);
                    PaintRow([sum], pixels.Slice(x, 1), shade, opacity, isEvenOdd, isPartition);
                }
            }

            cells.Clear();
            _changed[row] = (_stride, 0);
        }

        (_firstRow, _endRow) = (int.MaxValue, 0);
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
                    pixel -= sum * opacity * ink;
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
}
