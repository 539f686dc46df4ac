using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Joins curves at their junctions to closed curves.</summary>
internal sealed class RingJoiner
{
    private readonly List<Curve> _rings = [];
    private readonly Dictionary<int, Stack<(int End, Curve Curve)>> _from = [];
    private readonly List<int> _starts = [];

    /// <param name="curve">The curve, with the inside at the right.</param>
    /// <param name="isForward">True if it has the direction of the boundary.</param>
    public void Add(Boundary boundary, Curve curve, bool isForward)
    {
        if (boundary.IsClosed)
        {
            _rings.Add(curve);
            return;
        }

        var (start, end) = isForward ? (boundary.Start, boundary.End) : (boundary.End, boundary.Start);
        if (!_from.TryGetValue(start, out var curves))
        {
            _from[start] = curves = new();
            _starts.Add(start);
        }

        curves.Push((end, curve));
    }

    public IReadOnlyList<Curve> Join()
    {
        foreach (var start in _starts)
        {
            while (_from[start].TryPop(out var next))
            {
                var (end, first) = next;
                var pieces = new List<CurvePiece>(first.Pieces);
                while (end != start)
                {
                    (end, var curve) = _from[end].Pop();
                    pieces.AddRange(curve.Pieces);
                }

                _rings.Add(new(first.Start, pieces));
            }
        }

        return _rings;
    }
}
