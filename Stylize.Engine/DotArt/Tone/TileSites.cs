using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The sites whose Voronoi cells can contain a pixel of a tile.</summary>
/// <param name="sites">All sites of the diagram, sorted.</param>
internal sealed unsafe class TileSites(Sites sites) : IDisposable
{
    private PooledBuffer<float> _x = new(256);
    private PooledBuffer<float> _y = new(256);
    private PooledBuffer<float> _square = new(256);
    private PooledBuffer<int> _index = new(256);
    private int _lastNearest = -1;

    public int Count { get; private set; }
    public float* X => _x.Pointer;
    public float* Y => _y.Pointer;
    public float* Square => _square.Pointer;

    /// <summary>Indices among all sites, ascending.</summary>
    public int* Index => _index.Pointer;

    public int Lowest => Index[0];
    public int Highest => Index[Count - 1];

    /// <summary>Finds the sites whose distance from the center (x, y) of the tile is at most that of the nearest site plus the diagonal of
    /// the tile. By the triangle inequality, any other site is farther from each pixel of the tile than the nearest site.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Find(float x, float y, float diagonal)
    {
        Gather(x, y, UpperBound(x, y) + diagonal);
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

    /// <summary>Returns an upper bound of the distance to the nearest site from the innermost rings or the previous tile.</summary>
    private float UpperBound(float x, float y)
    {
        var bound = new Bound(sites, x, y, _lastNearest >= 0 ? Squared(_lastNearest, x, y) : float.MaxValue);
        RingSearch.Run(sites, x, y, ref bound);
        return MathF.Sqrt(bound.Square);
    }

    private float Squared(int site, float x, float y)
    {
        var dx = sites.X[site] - x;
        var dy = sites.Y[site] - y;
        return (dx * dx) + (dy * dy);
    }

    /// <summary>Collects the sites of all grid cells that intersect a square around (x, y).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Gather(float x, float y, float reach)
    {
        var left = sites.Column(x - reach);
        var right = sites.Column(x + reach);
        var bottom = sites.Row(y + reach);
        Count = 0;
        for (var row = sites.Row(y - reach); row <= bottom; row++)
        {
            var from = sites.Starts[(row * sites.Columns) + left];
            var to = sites.Starts[(row * sites.Columns) + right + 1];
            if (Count + to - from > _x.Length)
            {
                Grow(Count + to - from);
            }

            for (var i = from; i < to; i++)
            {
                var dx = sites.X[i] - x;
                var dy = sites.Y[i] - y;
                (X[Count], Y[Count], Square[Count], Index[Count]) = (dx, dy, (dx * dx) + (dy * dy), i);
                Count++;
            }
        }
    }

    private void Grow(int minLength)
    {
        static void Enlarge<T>(ref PooledBuffer<T> buffer, int length)
            where T : unmanaged
        {
            var larger = new PooledBuffer<T>(length);
            buffer.Span.CopyTo(larger.Span);
            buffer.Dispose();
            buffer = larger;
        }

        var length = Math.Max(minLength, _x.Length * 2);
        Enlarge(ref _x, length);
        Enlarge(ref _y, length);
        Enlarge(ref _square, length);
        Enlarge(ref _index, length);
    }

    /// <summary>The squared distance of the nearest site in rings 0 and 1, or in the first ring that contains a site.</summary>
    private struct Bound(Sites sites, float x, float y, float square) : IRingVisitor
    {
        private readonly float* _x = sites.X;
        private readonly float* _y = sites.Y;

        /// <summary>The smallest squared distance found.</summary>
        public float Square { get; private set; } = square;

        public readonly bool IsDone(int ring, float distance) => ring > 1 && Square < float.MaxValue;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Visit(int first, int end)
        {
            var smallest = Square;
            for (var i = first; i < end; i++)
            {
                var dx = _x[i] - x;
                var dy = _y[i] - y;
                smallest = MathF.Min(smallest, (dx * dx) + (dy * dy));
            }

            Square = smallest;
        }
    }
}
