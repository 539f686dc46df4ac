using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The sites that can own a pixel of one tile.</summary>
internal sealed unsafe class Nearby : IDisposable
{
    private readonly Sites _sites;
    private PooledBuffer<float> _x = new(256);
    private PooledBuffer<float> _y = new(256);
    private PooledBuffer<float> _square = new(256);
    private PooledBuffer<int> _index = new(256);
    private int _lastNearest = -1;

    public Nearby(Sites sites) => _sites = sites;

    /// <summary>Number found.</summary>
    public int Count { get; private set; }

    /// <summary>Their x from the tile's middle.</summary>
    public float* X => _x.Pointer;

    /// <summary>Their y from the tile's middle.</summary>
    public float* Y => _y.Pointer;

    /// <summary>Their squared distance from the tile's middle.</summary>
    public float* Square => _square.Pointer;

    /// <summary>Their indices, ascending.</summary>
    public int* Index => _index.Pointer;

    /// <summary>The lowest index found.</summary>
    public int Lowest => Index[0];

    /// <summary>The highest index found.</summary>
    public int Highest => Index[Count - 1];

    /// <summary>Finds the sites whose distance from (x, y) is at most that of the nearest one plus <paramref name="diagonal"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Find(float x, float y, float diagonal)
    {
        var bound = Bound(x, y);
        Gather(x, y, bound + diagonal);
        var nearest = float.MaxValue;
        var nearestAt = 0;
        for (var i = 0; i < Count; i++)
        {
            if (Square[i] < nearest)
            {
                nearest = Square[i];
                nearestAt = Index[i];
            }
        }

        _lastNearest = nearestAt;
        var limit = MathF.Sqrt(nearest) + diagonal + 1e-3f;
        limit *= limit;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (Square[i] <= limit)
            {
                (X[kept], Y[kept], Square[kept], Index[kept]) = (X[i], Y[i], Square[i], Index[i]);
                kept++;
            }
        }

        Count = kept;
    }

    public void Dispose()
    {
        _x.Dispose();
        _y.Dispose();
        _square.Dispose();
        _index.Dispose();
    }

    /// <summary>An upper bound of the distance to the nearest site: that of some site near by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Bound(float x, float y)
    {
        var column = _sites.Column(x);
        var row = _sites.Row(y);
        var best = _lastNearest >= 0 ? Squared(_lastNearest, x, y) : float.MaxValue;
        for (var ring = 0; ring <= Math.Max(_sites.Columns, _sites.Rows); ring++)
        {
            var inner = (ring - 1) * _sites.CellSize;
            if (inner > 0 && best <= inner * inner)
            {
                break;
            }

            var top = Math.Max(0, row - ring);
            var bottom = Math.Min(_sites.Rows - 1, row + ring);
            for (var r = top; r <= bottom; r++)
            {
                var whole = r == row - ring || r == row + ring;
                for (var c = Math.Max(0, column - ring); c <= Math.Min(_sites.Columns - 1, column + ring); c++)
                {
                    if (!whole && c != column - ring && c != column + ring)
                    {
                        continue;
                    }

                    var cell = (r * _sites.Columns) + c;
                    for (var i = _sites.Starts[cell]; i < _sites.Starts[cell + 1]; i++)
                    {
                        best = MathF.Min(best, Squared(i, x, y));
                    }
                }
            }

            if (best < float.MaxValue && ring >= 1)
            {
                break;
            }
        }

        return MathF.Sqrt(best);
    }

    private float Squared(int site, float x, float y)
    {
        var dx = _sites.X[site] - x;
        var dy = _sites.Y[site] - y;
        return (dx * dx) + (dy * dy);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(float x, float y, float reach)
    {
        var left = _sites.Column(x - reach);
        var right = _sites.Column(x + reach);
        var bottom = _sites.Row(y + reach);
        Count = 0;
        for (var row = _sites.Row(y - reach); row <= bottom; row++)
        {
            var from = _sites.Starts[(row * _sites.Columns) + left];
            var to = _sites.Starts[(row * _sites.Columns) + right + 1];
            if (Count + to - from > _x.Length)
            {
                Grow(Count + to - from);
            }

            for (var i = from; i < to; i++)
            {
                var dx = _sites.X[i] - x;
                var dy = _sites.Y[i] - y;
                (X[Count], Y[Count], Square[Count], Index[Count]) = (dx, dy, (dx * dx) + (dy * dy), i);
                Count++;
            }
        }
    }

    private void Grow(int least)
    {
        static void Enlarge<T>(ref PooledBuffer<T> buffer, int length)
            where T : unmanaged
        {
            var larger = new PooledBuffer<T>(length);
            buffer.Span.CopyTo(larger.Span);
            buffer.Dispose();
            buffer = larger;
        }

        var length = Math.Max(least, _x.Length * 2);
        Enlarge(ref _x, length);
        Enlarge(ref _y, length);
        Enlarge(ref _square, length);
        Enlarge(ref _index, length);
    }
}
