using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>
/// Evenly spaced strokes along a field of directions (Jobard and Lefer, "Creating evenly-spaced streamlines of
/// arbitrary density", 1997): each stroke starts at the distance of its tone from an earlier stroke, grows in both
/// directions, and ends before it comes too close to another stroke. Light tones get few strokes.
/// </summary>
/// <param name="degrees">Angle between the strokes and the field, counterclockwise.</param>
/// <param name="swells">True if the width of a stroke follows the tone; false for a pen.</param>
internal sealed class Streamlines(StrokeTarget target, TangentField field, float degrees, bool swells)
{
    /// <summary>Share of the distance at which a growing stroke ends.</summary>
    private const float EndShare = 0.6f;

    /// <summary>Strokes end near others, which leaves gaps. Their distance is smaller by this factor, so that they
    /// cover the tone.</summary>
    private const float Tightening = 0.9f;

    /// <summary>Coverage below which the paper stays blank.</summary>
    private const float MinCoverage = 0.04f;

    /// <summary>Shortest stroke, and the longest part of a stroke on one side of its start, in line widths.</summary>
    private const float MinLength = 5f, MaxLength = 160f;

    private readonly float _cosine = (float)PortableMath.SinCosDegrees(degrees).Cos,
        _sine = (float)PortableMath.SinCosDegrees(degrees).Sin;
    private readonly float _step = target.LineWidth, _cell = 2 * target.LineWidth;
    private readonly int _columns = Cells(target, target.Width);
    private readonly int[] _heads =
        [.. Enumerable.Repeat(-1, Cells(target, target.Width) * Cells(target, target.Height))];
    private readonly List<(Vector2 At, int Next)> _points = [];
    private readonly List<int> _starts = [];
    private readonly List<Vector2> _stroke = [], _back = [];

    public void Draw()
    {
        var next = 0;
        for (var y = _cell / 2; y < target.Height; y += _cell)
        {
            for (var x = _cell / 2; x < target.Width; x += _cell)
            {
                target.Cancellation.ThrowIfCancellationRequested();
                Try(new(x, y));

                // Strokes next to strokes come first, so that neighbors are parallel.
                for (; next < _starts.Count; next++)
                {
                    SeedBeside(next);
                }
            }
        }

        var line = new List<Dot>();
        for (var stroke = 0; stroke < _starts.Count; stroke++)
        {
            line.Clear();
            var (first, last) = (_starts[stroke], EndOf(stroke) - 1);
            for (var i = first; i <= last; i++)
            {
                var at = _points[i].At;
                var along = _points[Math.Min(i + 1, last)].At - _points[Math.Max(i - 1, first)].At;
                line.Add(target.Point(at.X, at.Y, swells ? Radius(at, along) : target.LineWidth / 2));
            }

            target.Strokes.Add(CollectionsMarshal.AsSpan(line));
        }
    }

    private int EndOf(int stroke) => stroke + 1 < _starts.Count ? _starts[stroke + 1] : _points.Count;

    private static int Cells(StrokeTarget target, int length) => (int)(length / (2 * target.LineWidth)) + 1;

    private void SeedBeside(int stroke)
    {
        const int Every = 3;
        for (var i = _starts[stroke] + 1; i < EndOf(stroke); i += Every)
        {
            var (before, at) = (_points[i - 1].At, _points[i].At);
            var across =
                new Vector2(before.Y - at.Y, at.X - before.X) * (1.01f * Distance(target.At(at.X, at.Y)) / _step);
            Try(at + across);
            Try(at - across);
        }
    }

    /// <summary>Draws a stroke through a point, if it is far enough from all others.</summary>
    private void Try(Vector2 seed)
    {
        if (!IsFree(seed, 1f)) return;

        _back.Clear();
        _stroke.Clear();
        Grow(seed, -1f, _back);
        Grow(seed, 1f, _stroke);
        _back.Reverse();
        _back.Add(seed);
        _back.AddRange(_stroke);
        if ((_back.Count - 1) * _step < MinLength * target.LineWidth) return;

        _starts.Add(_points.Count);
        foreach (var at in _back)
        {
            ref var head = ref _heads[((int)(at.Y / _cell) * _columns) + (int)(at.X / _cell)];
            _points.Add((at, head));
            head = _points.Count - 1;
        }
    }

    /// <summary>Returns half the width with which a point of a stroke covers the tone up to halfway to its neighbors.
    /// </summary>
    private float Radius(Vector2 at, Vector2 along)
    {
        along = Vector2.Normalize(along);
        var coverage = target.At(at.X, at.Y);
        var reach = Math.Min(1.5f * Distance(coverage), Distance(MinCoverage) / 4);
        var (left, right) = (reach, reach);
        var points = CollectionsMarshal.AsSpan(_points);
        var (columns, rows) = CellsAround(at, reach);
        for (var row = rows.First; row <= rows.Last; row++)
        {
            for (var column = columns.First; column <= columns.Last; column++)
            {
                // The line across the stroke does not reach the cell, or is nearer to a point.
                var (way, half) = ((_cell * new Vector2(column + 0.5f, row + 0.5f)) - at, 0.71f * _cell);
                var beside = (along.X * way.Y) - (along.Y * way.X);
                if (Math.Abs(Vector2.Dot(along, way)) > (0.75f * _step) + half || beside - half > right
                    || -beside - half > left) continue;

                for (var i = _heads[(row * _columns) + column]; i >= 0; i = points[i].Next)
                {
                    var away = points[i].At - at;
                    var across = (along.X * away.Y) - (along.Y * away.X);
                    if (across >= right || -across >= left || Math.Abs(across) < 0.3f * _step
                        || Math.Abs(Vector2.Dot(along, away)) > 0.75f * _step) continue;

                    (left, right) = across < 0 ? (-across, right) : (left, across);
                }
            }
        }

        return coverage * (left + right) / 4;
    }

    /// <summary>Follows the field with the midpoint rule.</summary>
    private void Grow(Vector2 at, float sign, List<Vector2> grown)
    {
        var direction = sign * Direction(at);
        for (var length = _step; length <= MaxLength * target.LineWidth; length += _step)
        {
            var middle = Direction(at + (_step / 2 * direction));
            direction = Vector2.Dot(middle, direction) < 0 ? -middle : middle;
            at += _step * direction;
            if (!IsFree(at, EndShare)) return;

            grown.Add(at);
        }
    }

    private Vector2 Direction(Vector2 at)
    {
        var (x, y) = field.At(at.X, at.Y);
        return new((_cosine * x) + (_sine * y), (_cosine * y) - (_sine * x));
    }

    /// <summary>Returns the distance of strokes that cover a tone.</summary>
    private float Distance(float coverage) =>
        Tightening * target.LineWidth / Math.Max(coverage, MinCoverage);

    private bool IsFree(Vector2 at, float share)
    {
        if (!target.Contains(at.X, at.Y, target.LineWidth / 2)) return false;

        var coverage = target.At(at.X, at.Y);
        if (coverage < MinCoverage) return false;

        var distance = share * Distance(coverage);
        var points = CollectionsMarshal.AsSpan(_points);
        var (columns, rows) = CellsAround(at, distance);
        for (var row = rows.First; row <= rows.Last; row++)
        {
            for (var column = columns.First; column <= columns.Last; column++)
            {
                for (var i = _heads[(row * _columns) + column]; i >= 0; i = points[i].Next)
                {
                    if (Vector2.DistanceSquared(points[i].At, at) < distance * distance) return false;
                }
            }
        }

        return true;
    }

    /// <summary>Returns the cells up to a distance.</summary>
    private ((int First, int Last) Columns, (int First, int Last) Rows) CellsAround(Vector2 at, float distance)
    {
        return (Of(at.X, _columns), Of(at.Y, _heads.Length / _columns));

        (int, int) Of(float middle, int count) => (
            Math.Max(0, (int)((middle - distance) / _cell)),
            Math.Min(count - 1, (int)((middle + distance) / _cell)));
    }
}
