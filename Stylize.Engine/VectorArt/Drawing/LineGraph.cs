using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>The middle lines of marks as lines between junctions.</summary>
internal sealed class LineGraph
{
    /// <summary>Longest line into a corner, relative to the distance of its junction from the border: the diagonal of a
    /// square, and pixels.
    /// </summary>
    private const double Spur = 1.6;

    /// <summary>Longest line around a hole, relative to half the width of the mark: the hole is narrower.</summary>
    private const double Hole = 2 * Math.PI;

    /// <summary>Longest line between the two junctions of a crossing, relative to the sum of their distances from the
    /// border.</summary>
    private const double MaxBridge = 6;

    private readonly Skeleton _skeleton;
    private readonly int _width;
    private readonly Dictionary<int, int> _junctions = [];
    private readonly List<(int Cell, Point At, double Radius)> _nodes = [];
    private readonly List<SkeletonLine> _lines = [];

    /// <param name="width">Width of the image.</param>
    public LineGraph(Skeleton skeleton, int width)
    {
        (_skeleton, _width) = (skeleton, width);
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

    public IReadOnlyList<(int Cell, Point At, double Radius)> Nodes => _nodes;

    public IReadOnlyList<SkeletonLine> Lines => _lines;

    /// <summary>Removes lines into corners, and joins what is one line or one crossing.</summary>
    /// <param name="isRim">Returns true for a line that is the rim or a part of another mark.</param>
    public void Simplify(Predicate<List<Point>> isRim)
    {
        for (var lines = 0; lines != _lines.Count;)
        {
            lines = _lines.Count;
            Prune(isRim);
            Dissolve();
        }

        Contract();
    }

    /// <summary>Returns the junctions that have lines now, with these lines.</summary>
    public List<(int Node, List<SkeletonLine> Lines)> LinesAt() =>
        [.. LinesOfNodes().Select((lines, node) => (node, lines)).Where(pair => pair.lines.Count > 0)];

    /// <summary>Returns the lines of each node, in their order. A look-up costs the lines of a node instead of
    /// all.</summary>
    private List<SkeletonLine>[] LinesOfNodes()
    {
        List<SkeletonLine>[] at = [.. _nodes.Select(_ => new List<SkeletonLine>(4))];
        _lines.ForEach(line => AddAtNodes(line, at));
        return at;
    }

    private static void AddAtNodes(SkeletonLine line, List<SkeletonLine>[] at)
    {
        if (line.From >= 0) at[line.From].Add(line);
        if (line.To >= 0 && line.To != line.From) at[line.To].Add(line);
    }

    /// <summary>Returns the direction in which a line leaves a junction.</summary>
    public Point Direction(int node, (SkeletonLine Line, bool IsEnd) end)
    {
        var steps = Math.Min(end.Line.Cells.Count - 1, (int)(2 * _nodes[node].Radius) + 3);
        return (PointOf(end.Line.Cells[end.IsEnd ? end.Line.Cells.Count - 1 - steps : steps]) - _nodes[node].At).Unit();
    }

    public Point PointOf(int cell) => new((cell % _width) + 0.5, (cell / _width) + 0.5);

    /// <summary>Removes lines from a junction into a corner of the mark. A mark that has no others is a dot.</summary>
    private void Prune(Predicate<List<Point>> isRim)
    {
        foreach (var (node, lines) in LinesAt())
        {
            var (_, at, radius) = _nodes[node];
            var widest = lines.Max(line => line.Cells.Max(_skeleton.DistanceAt));
            var spurs = lines.FindAll(line => line.Length(PointOf) is var length && (line.From == line.To
                ? length < Hole * widest
                : (line.From < 0 || line.To < 0) && (length < radius
                    || (length < Spur * radius && line.Cells.Max(_skeleton.DistanceAt) <= radius)
                    || (line.IsRim ??= line.Cells.ConvertAll(PointOf)
                        .FindAll(point => Point.Distance(point, at) > radius) is { Count: > 0 } beyond
                            && isRim(beyond)))));
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

            var joined = new SkeletonLine(
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
    private bool IsCrossing(SkeletonLine bridge, List<SkeletonLine>[] linesAt)
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
    private (Point At, Point Direction) Leaving(SkeletonLine line, bool isEnd, int distance)
    {
        const int Reach = 12;
        var (first, last) =
            (Math.Min(line.Cells.Count - 1, distance), Math.Min(line.Cells.Count - 1, distance + Reach));
        return (At(first), (At(last) - At(first)).Unit());

        Point At(int i) => PointOf(line.Cells[isEnd ? line.Cells.Count - 1 - i : i]);
    }

    private int Degree(int cell) => BitOperations.PopCount(_skeleton.Cells.Around(cell));

    private IEnumerable<int> NeighborsOf(int cell)
    {
        for (var around = _skeleton.Cells.Around(cell); around != 0; around &= around - 1)
        {
            yield return _skeleton.Cells.Neighbor(cell, BitOperations.TrailingZeroCount(around));
        }
    }
}

/// <summary>A line of pixels from junction to junction; -1 for a free end.</summary>
internal sealed class SkeletonLine(List<int> cells, int from, int to)
{
    public List<int> Cells => cells;

    public int From { get; set; } = from;

    public int To { get; set; } = to;

    public bool IsLoop { get; init; }

    /// <summary>Whether a line with a free end is the rim or a part of another mark; null if that is unknown.</summary>
    public bool? IsRim { get; set; }

    /// <summary>True if the line is no longer in the graph.</summary>
    public bool IsRemoved { get; set; }

    public double Length(Func<int, Point> at) =>
        1 + Enumerable.Range(1, cells.Count - 1).Sum(i => Point.Distance(at(cells[i]), at(cells[i - 1])));
}
