namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Enumerates the steps of a boundary from corner to corner that give the position of an edge:
/// those along its direction.</summary>
/// <param name="stride">Number of corners in a row.</param>
internal ref struct BoundarySteps(Boundary boundary, int stride)
{
    private const int Before = 2, After = 3;

    private readonly ReadOnlySpan<int> _corners = boundary.Corners;
    private readonly bool _isClosed = boundary.IsClosed;
    private int _next;

    /// <summary>The corner at which a step starts, and its direction.</summary>
    public (int X, int Y, int DX, int DY) Current { get; private set; }

    public readonly BoundarySteps GetEnumerator() => this;

    public readonly int Count()
    {
        var steps = this;
        var count = 0;
        while (steps.MoveNext())
        {
            count++;
        }

        return count;
    }

    public bool MoveNext()
    {
        var count = _corners.Length - 1;
        while (_next < count)
        {
            var i = _next++;
            var (from, to) = (_corners[i], _corners[i + 1]);
            var (x, y) = (from % stride, from / stride);
            Current = (x, y, (to % stride) - x, (to / stride) - y);
            var (a, b) = _isClosed ? (_corners[(i - Before + count) % count], _corners[(i + After) % count])
                : (_corners[Math.Max(0, i - Before)], _corners[Math.Min(count, i + After)]);
            var (width, height) = (Math.Abs((b % stride) - (a % stride)), Math.Abs((b / stride) - (a / stride)));
            if (Current.DX != 0 ? width >= height : height >= width) return true;
        }

        return false;
    }
}
