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

    /// <summary>Removes and returns the curves that no other ones close.</summary>
    public IReadOnlyList<Curve> JoinOpen()
    {
        var surplus = _starts.ToDictionary(start => start, start => _from[start].Count);
        foreach (var (end, _) in _from.Values.SelectMany(curves => curves))
        {
            surplus[end] = surplus.GetValueOrDefault(end) - 1;
        }

        var found = new List<Curve>();
        foreach (var start in _starts)
        {
            for (; surplus[start] > 0; surplus[start]--)
            {
                var (end, first) = _from[start].Pop();
                var pieces = new List<CurvePiece>(first.Pieces);
                while (_from.TryGetValue(end, out var curves) && curves.TryPop(out var next))
                {
                    pieces.AddRange(next.Curve.Pieces);
                    end = next.End;
                }

                found.Add(new(first.Start, pieces));
            }
        }

        return found;
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

                _rings.Add(WithoutMiddles(pieces));
            }
        }

        return _rings;
    }

    /// <summary>Returns a ring without points between two lines of one direction, such as those along the frame of the
    /// image.</summary>
    private static Curve WithoutMiddles(List<CurvePiece> pieces)
    {
        for (var i = pieces.Count - 1; i >= 0 && pieces.Count > 2; i--)
        {
            var (next, before) = (pieces[(i + 1) % pieces.Count], pieces[(i + pieces.Count - 1) % pieces.Count].End);
            Point a = pieces[i].End - before, b = next.End - pieces[i].End;
            if (pieces[i].IsLine && next.IsLine && Point.Cross(a, b) == 0 && Point.Dot(a, b) > 0) pieces.RemoveAt(i);
        }

        return new(pieces[^1].End, pieces);
    }
}
