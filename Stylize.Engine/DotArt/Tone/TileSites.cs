using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The sites whose Voronoi cells can contain a pixel of a tile.</summary>
/// <param name="sites">All sites of the diagram, sorted.</param>
internal sealed unsafe class TileSites(Sites sites) : IDisposable
{
    private PooledBuffer<TileSite> _found = new(256);
    private int _lastNearest = -1;

    public int Count { get; private set; }

    /// <summary>The sites, in ascending order of their indices.</summary>
    public TileSite* Found => _found.Pointer;

    /// <summary>Finds the sites whose distance from the center (x, y) of the tile is at most that of the nearest site
    /// plus the diagonal of the tile. By the triangle inequality, any other site is farther from each pixel of the tile
    /// than the nearest site.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Find(float x, float y, float diagonal)
    {
        Gather(x, y, UpperBound(x, y) + diagonal);
        var nearest = new TileSite(0, 0, float.MaxValue, 0);
        for (var i = 0; i < Count; i++)
        {
            nearest = Found[i].Square < nearest.Square ? Found[i] : nearest;
        }

        _lastNearest = nearest.Index;
        var limit = MathF.Sqrt(nearest.Square) + diagonal + 1e-3f;
        limit *= limit;
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (Found[i].Square <= limit)
            {
                Found[kept++] = Found[i];
            }
        }

        Count = kept;
    }

    public void Dispose() => _found.Dispose();

    /// <summary>Returns an upper bound of the distance to the nearest site from the innermost rings or the previous
    /// tile.</summary>
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
            if (Count + to - from > _found.Length)
            {
                Grow(Count + to - from);
            }

            for (var i = from; i < to; i++)
            {
                var dx = sites.X[i] - x;
                var dy = sites.Y[i] - y;
                Found[Count++] = new TileSite(dx, dy, (dx * dx) + (dy * dy), i);
            }
        }
    }

    private void Grow(int minLength)
    {
        var larger = new PooledBuffer<TileSite>(Math.Max(minLength, _found.Length * 2));
        _found.Span.CopyTo(larger.Span);
        _found.Dispose();
        _found = larger;
    }

    /// <summary>The squared distance of the nearest site in rings 0 and 1, or in the first ring that contains a
    /// site.</summary>
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

/// <summary>A site near a tile.</summary>
/// <param name="X">Distance from the center of the tile, to the right.</param>
/// <param name="Y">Distance from the center of the tile, downward.</param>
/// <param name="Square">Square of the distance.</param>
/// <param name="Index">Index among all sites.</param>
internal readonly record struct TileSite(float X, float Y, float Square, int Index);
