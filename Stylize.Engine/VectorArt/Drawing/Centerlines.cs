using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>A stroke along the middle of a mark; a dot is a curve without pieces.</summary>
internal sealed record TracedStroke(Curve Curve, double Width, bool IsClosed)
{
    /// <summary>True if the mark is a solid shape rather than a line.</summary>
    public bool IsSolid { get; init; }
}

/// <summary>Finds strokes along the middle lines of the areas of a label. The lines form a graph of junctions; those
/// that continue each other are joined.</summary>
internal sealed class Centerlines
{
    /// <summary>Smallest distance from the border at a free end, relative to that of the line. Thinner ends follow a
    /// corner.</summary>
    private const double MinEnd = 0.7;

    /// <summary>Largest distance from the border of a line at a junction, relative to the usual one.</summary>
    private const double MaxWidening = 1.2;

    /// <summary>Factor of the tolerance: a line whose middle is off by a quarter of a pixel looks the same.</summary>
    private const double Leniency = 2;

    /// <summary>Smallest width of a solid shape, in pixels of the image.</summary>
    private const double MinSolid = 8;

    private readonly Skeleton _skeleton;
    private readonly LineGraph _graph;
    private readonly StrokeInk _ink;
    private readonly int _width;

    /// <summary>The number of cells at an end that are next to darker ink, below which the line goes on.</summary>
    private readonly Dictionary<(SkeletonLine Line, bool IsEnd), int> _leftOut = [];

    private Centerlines(Skeleton skeleton, StrokeInk ink, int width)
    {
        (_skeleton, _ink, _width, _graph) = (skeleton, ink, width, new(skeleton, width));
        _graph.Simplify(ink.IsRim);
    }

    /// <summary>Returns the strokes of a label in pixels of the map.</summary>
    /// <param name="image">The image with its antialiased edges, as large as the map.</param>
    /// <param name="scale">The factor by which the image is enlarged.</param>
    public static List<TracedStroke> Find(
        LabelMap map, byte label, Raster<Rgba32> image, AreaFills fills, int scale, double smoothness,
        CancellationToken cancellation)
    {
        var ink = new StrokeInk(map, label, image, fills, scale);
        return new Centerlines(Skeleton.Find(map, label, cancellation), ink, map.Width)
            .Strokes(new CurveFitter(smoothness, 0.1, scale), scale);
    }

    private List<TracedStroke> Strokes(CurveFitter fitter, int scale)
    {
        var partners = new Dictionary<(SkeletonLine, bool), (SkeletonLine Line, bool IsEnd)>();
        foreach (var (node, lines) in _graph.LinesAt())
        {
            List<(SkeletonLine Line, bool IsEnd)> open =
                [.. lines.Where(line => line.From == node).Select(line => (line, false)),
                    .. lines.Where(line => line.To == node).Select(line => (line, true))];
            foreach (var (a, b) in StrokePartners.Find(open.ConvertAll(end => _graph.Direction(node, end))))
            {
                (partners[open[a]], partners[open[b]]) = (open[b], open[a]);
            }
        }

        JoinBelow(partners);
        var strokes = new List<TracedStroke>();
        var isDrawn = new HashSet<SkeletonLine>();
        foreach (var start in _graph.Lines.SelectMany(line => new[] { (line, false), (line, true) })
            .Where(end => !partners.ContainsKey(end))
            .Concat(_graph.Lines.Select(line => (line, false))))
        {
            if (!isDrawn.Contains(start.Item1) && Stroke(start) is { } stroke) strokes.Add(stroke);
        }

        return strokes;

        TracedStroke? Stroke((SkeletonLine Line, bool IsEnd) start)
        {
            var (points, radii, crossings) = (new List<Point>(), new List<double>(), new List<Point>());
            var (at, isClosed) = (start, start.Line.IsLoop);
            while (isDrawn.Add(at.Line))
            {
                AddCells(at.Line, at.IsEnd, points, radii);
                crossings.AddRange(
                    new[] { at.Line.From, at.Line.To }.Where(node => node >= 0).Select(node => _graph.Nodes[node].At));
                at = (at.Line, !at.IsEnd);
                AddNode(at);
                if (!partners.TryGetValue(at, out var next)) break;

                isClosed = next == start;
                at = next;
            }

            radii.Sort();
            var radius = radii[radii.Count / 2];
            if (start.Line == at.Line && start.Line is { From: < 0, To: < 0, IsLoop: false }
                && Dot(start.Line, scale) is { } dot) return dot;
            if (_graph.Lines.Count > 1 && _ink.IsRim(points)) return null;

            (points, var width) =
                _ink.Middle(points, radius, isClosed, crossings, (NodeOf(start) < 0, NodeOf(at) < 0));

            // A line is longer than wide, and about as wide everywhere.
            var spread = radii[radii.Count * 3 / 4] - radii[radii.Count / 4];
            var isSolid = width > MinSolid * scale && (points.Count < 3 * width || spread > 0.2 * radius);
            if (!isClosed && !partners.ContainsKey(at)) Extend(points, radius, NodeOf(at));
            if (!isClosed && !partners.ContainsKey(start))
            {
                points.Reverse();
                Extend(points, radius, NodeOf(start));
            }

            var curve = points.Count < 2 ? new(points[0], [])
                : isClosed && points.Count > CurveFitter.MinPoints ? fitter.FitClosed(points, leniency: Leniency)
                : fitter.FitOpen(points[0], points[1..^1], points[^1], leniency: Leniency);
            return new(curve, width, isClosed && points.Count > CurveFitter.MinPoints) { IsSolid = isSolid };

            // A line that continues straight does not visit the junction.
            void AddNode((SkeletonLine Line, bool IsEnd) end)
            {
                if (NodeOf(end) is >= 0 and var node && partners.TryGetValue(end, out var other)
                    && Point.Dot(_graph.Direction(node, end), _graph.Direction(node, other))
                        > StrokePartners.MaxJoined)
                {
                    points.Add(_graph.Nodes[node].At);
                }
            }
        }
    }

    /// <summary>Makes partners of the free ends between which a line goes on below darker ink.</summary>
    private void JoinBelow(Dictionary<(SkeletonLine, bool), (SkeletonLine Line, bool IsEnd)> partners)
    {
        const int MinCells = 4;
        List<(SkeletonLine Line, bool IsEnd)> free = [.. _graph.Lines
            .Where(line => !line.IsLoop && line.Cells.Count >= MinCells)
            .SelectMany(line => new[] { (line, false), (line, true) }).Where(end => NodeOf(end) < 0)];
        foreach (var (one, other, left, leftOfOther) in _ink.Below(free.ConvertAll(end => (
            (end.IsEnd ? end.Line.Cells : Enumerable.Reverse(end.Line.Cells)).Select(_graph.PointOf).ToList(),
            end.Line.Cells.Select(_skeleton.DistanceAt).Order().ElementAt(end.Line.Cells.Count / 2)))))
        {
            (partners[free[one]], partners[free[other]]) = (free[other], free[one]);
            (_leftOut[free[one]], _leftOut[free[other]]) = (left, leftOfOther);
        }
    }

    /// <summary>Returns the dot that a mark is, or null if it is longer than wide.</summary>
    private TracedStroke? Dot(SkeletonLine line, int scale)
    {
        const double Round = 2;
        var radius = line.Cells.Max(_skeleton.DistanceAt);
        if (line.Cells.Count > (2 * radius) + 2) return null;

        var (count, sum, xx, xy, yy) = (0, default(Point), 0.0, 0.0, 0.0);
        var origin = _graph.PointOf(line.Cells[0]);
        var seen = new HashSet<int> { line.Cells[0] };
        var todo = new Stack<int>(seen);
        while (todo.TryPop(out var cell))
        {
            var at = _graph.PointOf(cell) - origin;
            (count, sum, xx, xy, yy) =
                (count + 1, sum + at, xx + (at.X * at.X), xy + (at.X * at.Y), yy + (at.Y * at.Y));
            for (var k = 0; k < 8; k++)
            {
                var next = _skeleton.Cells.Neighbor(cell, k);
                if (next >= 0 && _skeleton.DistanceAt(next) > 0 && seen.Add(next)) todo.Push(next);
            }
        }

        // The variances along and across the mark; a pixel has its own.
        var mean = 1.0 / count * sum;
        (xx, yy) = ((xx / count) - (mean.X * mean.X) + (1 / 12.0), (yy / count) - (mean.Y * mean.Y) + (1 / 12.0));
        xy = (xy / count) - (mean.X * mean.Y);
        var (half, root) = ((xx + yy) / 2, Math.Sqrt(((xx - yy) * (xx - yy) / 4) + (xy * xy)));
        if (half + root > Round * (half - root)) return null;

        var width = 2 * Math.Sqrt(count / Math.PI);
        return new(new(origin + mean, []), width, false) { IsSolid = width > MinSolid * scale };
    }

    private static int NodeOf((SkeletonLine Line, bool IsEnd) end) => end.IsEnd ? end.Line.To : end.Line.From;

    /// <summary>Extends a line at its end straight to its junction, or to where the mark becomes narrower: a line into
    /// a corner was removed there.</summary>
    private void Extend(List<Point> points, double radius, int node)
    {
        const double MinShare = 0.7;
        const int Reach = 8;
        if (points.Count < 2 || (node < 0 && _ink.ContinueBelow(points, radius))) return;

        var step = LineFit.Through(CollectionsMarshal.AsSpan(points)[Math.Max(0, points.Count - Reach)..]).Direction;
        if (node >= 0)
        {
            var way = _graph.Nodes[node].At - points[^1];
            points.Add(Math.Abs(Point.Cross(step, way)) > radius ? _graph.Nodes[node].At
                : points[^1] + (Math.Max(0, Point.Dot(step, way)) * step));
            return;
        }

        for (var left = radius < 2 || points.Count < 4 ? 0 : (int)(2 * radius); left > 0; left--)
        {
            var next = points[^1] + step;
            if (!_skeleton.Has((int)next.X, (int)next.Y)
                || _skeleton.DistanceAt(((int)next.Y * _width) + (int)next.X) < MinShare * radius) return;

            points.Add(next);
        }
    }

    /// <summary>Adds the points of a line that are not inside its junctions, and not in a corner of the mark at a free
    /// end.</summary>
    private void AddCells(SkeletonLine line, bool isReversed, List<Point> points, List<double> radii)
    {
        var cells = isReversed ? Enumerable.Reverse(line.Cells).ToList() : line.Cells;
        var (from, to) = isReversed ? (line.To, line.From) : (line.From, line.To);
        var all = cells.ConvertAll(_skeleton.DistanceAt);
        var usual = all.Order().ElementAt(all.Count / 2);
        var first = Math.Min(_leftOut.GetValueOrDefault((line, isReversed)), cells.Count / 2);
        var end = Math.Max(first + 1, cells.Count - _leftOut.GetValueOrDefault((line, !isReversed)));
        while (end - first > 1 && IsLeftOut(to, end - 1))
        {
            end--;
        }

        while (end - first > 1 && IsLeftOut(from, first))
        {
            first++;
        }

        points.AddRange(cells[first..end].Select(_graph.PointOf));
        radii.AddRange(all[first..end]);

        bool IsLeftOut(int node, int i) => node >= 0
            ? Point.Distance(_graph.PointOf(cells[i]), _graph.Nodes[node].At) < _graph.Nodes[node].Radius
                || all[i] > MaxWidening * usual
            : !line.IsLoop && all[i] < MinEnd * usual;
    }
}
