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
    /// <summary>Largest cosine between the directions of two lines from a junction that are one stroke.</summary>
    private const double MaxJoined = -0.7;

    /// <summary>Smallest distance from the border at a free end, relative to that of the line. Thinner ends follow a
    /// corner.</summary>
    private const double MinEnd = 0.7;

    /// <summary>Longest line into a corner, relative to the distance of its junction from the border: the diagonal of a
    /// square, and pixels.
    /// </summary>
    private const double Spur = 1.6;

    /// <summary>Longest line between the two junctions of a crossing, relative to the sum of their distances from the
    /// border.</summary>
    private const double MaxBridge = 6;

    /// <summary>Largest distance from the border of a line at a junction, relative to the usual one.</summary>
    private const double MaxWidening = 1.2;

    /// <summary>Factor of the tolerance: a line whose middle is off by a quarter of a pixel looks the same.</summary>
    private const double Leniency = 2;

    /// <summary>Smallest width of a solid shape, in pixels of the image.</summary>
    private const double MinSolid = 8;

    private readonly Skeleton _skeleton;
    private readonly StrokeInk _ink;
    private readonly int _width;
    private readonly Dictionary<int, int> _junctions = [];
    private readonly List<(int Cell, Point At, double Radius)> _nodes = [];
    private readonly List<Line> _lines = [];

    private Centerlines(LabelMap map, byte label, StrokeInk ink, CancellationToken cancellation)
    {
        (_skeleton, _ink, _width) = (Skeleton.Find(map, label, cancellation), ink, map.Width);
        int[] forks = [.. _skeleton.All.Where(i => Degree(i) > 2)];
        foreach (var group in _skeleton.Cells.Groups(forks))
        {
            group.ForEach(i => _junctions.Add(i, _nodes.Count));
            var middle = group.MaxBy(_skeleton.DistanceAt);
            _nodes.Add((middle, PointOf(middle), _skeleton.DistanceAt(middle)));
        }

        var isDone = new HashSet<int>();
        foreach (var fork in forks)
        {
            foreach (var next in NeighborsOf(fork).Where(next => !_junctions.ContainsKey(next)))
            {
                Follow(fork, next);
            }
        }

        foreach (var end in _skeleton.All.Where(i => Degree(i) <= 1).Concat(_skeleton.All.Where(i => Degree(i) == 2)))
        {
            Follow(-1, end);
        }

        void Follow(int fork, int first)
        {
            if (!isDone.Add(first)) return;

            var cells = new List<int> { first };
            for (var before = fork; ;)
            {
                var at = cells[^1];
                var next = NeighborsOf(at).Where(i => i != before && (i == first || !isDone.Contains(i)))
                    .DefaultIfEmpty(-1).First();
                if (next >= 0 && !_junctions.ContainsKey(next) && isDone.Add(next))
                {
                    before = at;
                    cells.Add(next);
                    continue;
                }

                var isLoop = fork < 0 && next == first && cells.Count > 2;
                _lines.Add(new(cells, NodeOf(fork), NodeOf(next)) { IsLoop = isLoop });
                return;
            }
        }

        int NodeOf(int cell) => _junctions.GetValueOrDefault(cell, -1);
    }

    /// <summary>Returns the strokes of a label in pixels of the map.</summary>
    /// <param name="image">The image with its antialiased edges, as large as the map.</param>
    /// <param name="scale">The factor by which the image is enlarged.</param>
    public static List<TracedStroke> Find(
        LabelMap map, byte label, Raster<Rgba32> image, AreaFills fills, int scale, double smoothness,
        CancellationToken cancellation)
    {
        var found = new Centerlines(map, label, new StrokeInk(map, label, image, fills, scale), cancellation);
        for (var lines = 0; lines != found._lines.Count;)
        {
            lines = found._lines.Count;
            found.Prune();
            found.Dissolve();
        }

        found.Contract();
        return found.Strokes(new CurveFitter(smoothness, 0.1, scale), scale);
    }

    /// <summary>Removes lines from a junction into a corner of the mark. A mark that has no others is a dot.</summary>
    private void Prune()
    {
        foreach (var (node, lines) in LinesAt())
        {
            var radius = _nodes[node].Radius;
            var spurs = lines.FindAll(line => line.From >= 0 != line.To >= 0
                && line.Length(PointOf) is var length && (length < radius || (length < Spur * radius
                    && line.Cells.Max(_skeleton.DistanceAt) <= radius)));
            spurs.ForEach(line => line.IsRemoved = true);
            if (spurs.Count == lines.Count) _lines.Add(new([_nodes[node].Cell], -1, -1));
        }

        _lines.RemoveAll(line => line.IsRemoved);
    }

    /// <summary>Makes one line of the two at a junction that has no others, and a free end of the last one.</summary>
    private void Dissolve()
    {
        var linesAt = LinesOfNodes();
        for (var node = 0; node < _nodes.Count; node++)
        {
            var at = linesAt[node].FindAll(line => !line.IsRemoved);
            var ends = at.Sum(line => (line.From == node ? 1 : 0) + (line.To == node ? 1 : 0));
            if (ends is 0 or > 2) continue;

            var (first, second) = (at[0], at[^1]);
            if (ends == 1)
            {
                (first.From, first.To) = (first.From == node ? -1 : first.From, first.To == node ? -1 : first.To);
                continue;
            }

            at.ForEach(line => line.IsRemoved = true);
            if (first == second)
            {
                _lines.Add(new(first.Cells, -1, -1) { IsLoop = true });
                continue;
            }

            var joined = new Line(
                [.. first.To == node ? first.Cells : Enumerable.Reverse(first.Cells),
                    .. second.From == node ? second.Cells : Enumerable.Reverse(second.Cells)],
                first.To == node ? first.From : first.To, second.From == node ? second.To : second.From);
            _lines.Add(joined);
            AddAtNodes(joined, linesAt);
        }

        _lines.RemoveAll(line => line.IsRemoved);
    }

    /// <summary>Makes one junction of two whose line is no longer than the mark is wide, as where two lines
    /// cross.</summary>
    private void Contract()
    {
        var linesAt = LinesOfNodes();
        foreach (var bridge in _lines.FindAll(line => line.From >= 0 && line.To >= 0 && line.From != line.To))
        {
            var (from, to) = (bridge.From, bridge.To);
            if (from == to) continue;

            var (a, b) = (_nodes[from], _nodes[to]);
            var length = bridge.Length(PointOf);
            if (length > a.Radius + b.Radius
                && !(length < MaxBridge * (a.Radius + b.Radius) && IsCrossing(bridge, linesAt)))
            {
                continue;
            }

            bridge.IsRemoved = true;
            _nodes[from] = (a.Cell, 0.5 * (a.At + b.At), Math.Max(Math.Max(a.Radius, b.Radius), length / 2));
            foreach (var line in linesAt[to].Where(line => !line.IsRemoved))
            {
                if (line.From != from && line.To != from) linesAt[from].Add(line);

                (line.From, line.To) = (line.From == to ? from : line.From, line.To == to ? from : line.To);
            }

            linesAt[to].Clear();
        }

        _lines.RemoveAll(line => line.IsRemoved
            || (line.From >= 0 && line.From == line.To && line.Length(PointOf) < 2 * _nodes[line.From].Radius));
    }

    /// <summary>Returns true if two lines at one end of a bridge continue straight as the two at the other end, as
    /// where two strokes cross at a small angle.</summary>
    private bool IsCrossing(Line bridge, List<Line>[] linesAt)
    {
        // Near the junctions, the lines bend toward the bridge.
        var bend = (int)(_nodes[bridge.From].Radius + (bridge.Length(PointOf) / 2));
        var (here, there) = (EndsAt(bridge.From), EndsAt(bridge.To));
        return here.Count == 2 && there.Count == 2 && ((Continues(here[0], there[0]) && Continues(here[1], there[1]))
            || (Continues(here[0], there[1]) && Continues(here[1], there[0])));

        List<(Point At, Point Direction)> EndsAt(int node) =>
            [.. linesAt[node].Where(line => !line.IsRemoved && line != bridge && line.From != line.To)
                .SelectMany(line => new[] { (line.From, line, false), (line.To, line, true) })
                .Where(end => end.Item1 == node)
                .Select(end => Leaving(end.line, end.Item3, bend))];

        static bool Continues((Point At, Point Direction) a, (Point At, Point Direction) b)
        {
            const double Straight = 0.97;
            var way = (b.At - a.At).Unit();
            return -Point.Dot(a.Direction, way) > Straight && Point.Dot(b.Direction, way) > Straight;
        }
    }

    /// <summary>Returns a point of a line some pixels from its end, and the direction from the end there.</summary>
    private (Point At, Point Direction) Leaving(Line line, bool isEnd, int distance)
    {
        const int Reach = 12;
        var (first, last) =
            (Math.Min(line.Cells.Count - 1, distance), Math.Min(line.Cells.Count - 1, distance + Reach));
        return (At(first), (At(last) - At(first)).Unit());

        Point At(int i) => PointOf(line.Cells[isEnd ? line.Cells.Count - 1 - i : i]);
    }

    private List<TracedStroke> Strokes(CurveFitter fitter, int scale)
    {
        var partners = new Dictionary<(Line, bool), (Line Line, bool IsEnd)>();
        foreach (var (node, lines) in LinesAt())
        {
            List<(Line Line, bool IsEnd)> open =
                [.. lines.Where(line => line.From == node).Select(line => (line, false)),
                    .. lines.Where(line => line.To == node).Select(line => (line, true))];
            foreach (var (a, b) in Partners(open.ConvertAll(end => Direction(node, end))))
            {
                (partners[open[a]], partners[open[b]]) = (open[b], open[a]);
            }
        }

        var strokes = new List<TracedStroke>();
        var isDrawn = new HashSet<Line>();
        foreach (var start in _lines.SelectMany(line => new[] { (line, false), (line, true) })
            .Where(end => !partners.ContainsKey(end))
            .Concat(_lines.Select(line => (line, false))))
        {
            if (!isDrawn.Contains(start.Item1) && Stroke(start) is { } stroke) strokes.Add(stroke);
        }

        return strokes;

        TracedStroke? Stroke((Line Line, bool IsEnd) start)
        {
            var (points, radii, crossings) = (new List<Point>(), new List<double>(), new List<Point>());
            var (at, isClosed) = (start, start.Line.IsLoop);
            while (isDrawn.Add(at.Line))
            {
                AddCells(at.Line, at.IsEnd, points, radii);
                crossings.AddRange(
                    new[] { at.Line.From, at.Line.To }.Where(node => node >= 0).Select(node => _nodes[node].At));
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
            if (_lines.Count > 1 && _ink.IsRim(points)) return null;

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
            void AddNode((Line Line, bool IsEnd) end)
            {
                if (NodeOf(end) is >= 0 and var node && partners.TryGetValue(end, out var other)
                    && Point.Dot(Direction(node, end), Direction(node, other)) > MaxJoined)
                {
                    points.Add(_nodes[node].At);
                }
            }
        }
    }

    /// <summary>Returns the pairs of lines from a junction that are one stroke: again and again the two whose
    /// directions are most opposite, and two that are left.</summary>
    /// <param name="directions">The direction of each line. Of very many, a line is compared only with those that are
    /// most opposite.</param>
    private static List<(int One, int Other)> Partners(List<Point> directions)
    {
        const int Many = 500, Compared = 16;
        var candidates = new List<(double Cosine, int One, int Other)>();
        void Add(int one, int other) =>
            candidates.Add((Point.Dot(directions[one], directions[other]), one, other));
        if (directions.Count <= Many)
        {
            for (var one = 0; one < directions.Count; one++)
            {
                for (var other = one + 1; other < directions.Count; other++)
                {
                    Add(one, other);
                }
            }
        }
        else
        {
            double[] angles = [.. directions.Select(way => PortableMath.Atan2(way.Y, way.X))];
            int[] order = [.. Enumerable.Range(0, angles.Length)];
            Array.Sort(angles, order);
            for (var i = 0; i < order.Length; i++)
            {
                var place = Array.BinarySearch(angles, angles[i] <= 0 ? angles[i] + Math.PI : angles[i] - Math.PI);
                place = place < 0 ? ~place : place;
                for (var near = place - (Compared / 2); near < place + (Compared / 2); near++)
                {
                    var other = order[((near % order.Length) + order.Length) % order.Length];
                    if (other != order[i]) Add(Math.Min(order[i], other), Math.Max(order[i], other));
                }
            }
        }

        candidates.Sort();
        var (pairs, left, isTaken) = (new List<(int, int)>(), directions.Count, new bool[directions.Count]);
        foreach (var (cosine, one, other) in candidates)
        {
            if (isTaken[one] || isTaken[other]) continue;
            if (cosine > MaxJoined && left > 2) break;

            (isTaken[one], isTaken[other], left) = (true, true, left - 2);
            pairs.Add((one, other));
        }

        return pairs;
    }

    /// <summary>Returns the dot that a mark is, or null if it is longer than wide.</summary>
    private TracedStroke? Dot(Line line, int scale)
    {
        const double Round = 2;
        var radius = line.Cells.Max(_skeleton.DistanceAt);
        if (line.Cells.Count > (2 * radius) + 2) return null;

        var (count, sum, xx, xy, yy) = (0, default(Point), 0.0, 0.0, 0.0);
        var origin = PointOf(line.Cells[0]);
        var seen = new HashSet<int> { line.Cells[0] };
        var todo = new Stack<int>(seen);
        while (todo.TryPop(out var cell))
        {
            var at = PointOf(cell) - origin;
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

    private static int NodeOf((Line Line, bool IsEnd) end) => end.IsEnd ? end.Line.To : end.Line.From;

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
            var way = _nodes[node].At - points[^1];
            points.Add(Math.Abs(Point.Cross(step, way)) > radius ? _nodes[node].At
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
    private void AddCells(Line line, bool isReversed, List<Point> points, List<double> radii)
    {
        var cells = isReversed ? Enumerable.Reverse(line.Cells).ToList() : line.Cells;
        var (from, to) = isReversed ? (line.To, line.From) : (line.From, line.To);
        var all = cells.ConvertAll(_skeleton.DistanceAt);
        var usual = all.Order().ElementAt(all.Count / 2);
        var (first, end) = (0, cells.Count);
        while (end - first > 1 && IsLeftOut(to, end - 1))
        {
            end--;
        }

        while (end - first > 1 && IsLeftOut(from, first))
        {
            first++;
        }

        points.AddRange(cells[first..end].Select(PointOf));
        radii.AddRange(all[first..end]);

        bool IsLeftOut(int node, int i) => node >= 0
            ? Point.Distance(PointOf(cells[i]), _nodes[node].At) < _nodes[node].Radius || all[i] > MaxWidening * usual
            : !line.IsLoop && all[i] < MinEnd * usual;
    }

    /// <summary>Returns the junctions that have lines now, with these lines.</summary>
    private List<(int Node, List<Line> Lines)> LinesAt() =>
        [.. LinesOfNodes().Select((lines, node) => (node, lines)).Where(pair => pair.lines.Count > 0)];

    /// <summary>Returns the lines of each node, in their order. A look-up costs the lines of a node instead of
    /// all.</summary>
    private List<Line>[] LinesOfNodes()
    {
        List<Line>[] at = [.. _nodes.Select(_ => new List<Line>(4))];
        _lines.ForEach(line => AddAtNodes(line, at));
        return at;
    }

    private static void AddAtNodes(Line line, List<Line>[] at)
    {
        if (line.From >= 0) at[line.From].Add(line);
        if (line.To >= 0 && line.To != line.From) at[line.To].Add(line);
    }

    /// <summary>Returns the direction in which a line leaves a junction.</summary>
    private Point Direction(int node, (Line Line, bool IsEnd) end)
    {
        var steps = Math.Min(end.Line.Cells.Count - 1, (int)(2 * _nodes[node].Radius) + 3);
        return (PointOf(end.Line.Cells[end.IsEnd ? end.Line.Cells.Count - 1 - steps : steps]) - _nodes[node].At).Unit();
    }

    private int Degree(int cell) => BitOperations.PopCount(_skeleton.Cells.Around(cell));

    private IEnumerable<int> NeighborsOf(int cell)
    {
        for (var around = _skeleton.Cells.Around(cell); around != 0; around &= around - 1)
        {
            yield return _skeleton.Cells.Neighbor(cell, BitOperations.TrailingZeroCount(around));
        }
    }

    private Point PointOf(int cell) => new((cell % _width) + 0.5, (cell / _width) + 0.5);

    /// <summary>A line of pixels from junction to junction; -1 for a free end.</summary>
    private sealed class Line(List<int> cells, int from, int to)
    {
        public List<int> Cells => cells;

        public int From { get; set; } = from;

        public int To { get; set; } = to;

        public bool IsLoop { get; init; }

        /// <summary>True if the line is no longer in the graph.</summary>
        public bool IsRemoved { get; set; }

        public double Length(Func<int, Point> at) =>
            1 + Enumerable.Range(1, cells.Count - 1).Sum(i => Point.Distance(at(cells[i]), at(cells[i - 1])));
    }
}
