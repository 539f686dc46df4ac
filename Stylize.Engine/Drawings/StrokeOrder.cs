namespace Stylize.Engine.Drawings;

/// <summary>Orders strokes so that the pen travels little between them, and joins strokes whose ends nearly touch. The
/// next stroke is the one with the end nearest to the pen, which is found in a grid of ends; then 2-opt moves reverse
/// runs of strokes.</summary>
internal static class StrokeOrder
{
    /// <summary>Largest distance of two ends that are joined, in widths of the line.</summary>
    private const float JoinDistance = 2.5f;

    /// <summary>Number of later strokes that the 2-opt search compares with each stroke, and its number of
    /// rounds.</summary>
    private const int Window = 60, Rounds = 3;

    /// <param name="width">Width of the image or sheet of the strokes.</param>
    /// <param name="joins">True to join strokes; false if they are separate, as those of letters are.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static StrokeSet Apply(
        StrokeSet strokes, double width, double height, bool joins, CancellationToken cancellation)
    {
        var order = Nearest(strokes, width, height, cancellation);
        Shorten(strokes, order, cancellation);
        var result = new StrokeSet();
        var (last, isClosed) = (default(Dot), false);
        for (var i = 0; i < order.Length; i++)
        {
            var own = strokes[order[i].Stroke];
            if (order[i].IsReversed)
            {
                var reversed = own.ToArray();
                Array.Reverse(reversed);
                own = reversed;
            }

            if (i == 0 || !joins || isClosed || IsClosed(own)
                || Distance(last, own[0]) > JoinDistance * 2 * own[0].Radius)
            {
                result.Begin();
            }

            foreach (var point in own)
            {
                result.Add(point);
            }

            (last, isClosed) = (own[^1], IsClosed(own));
        }

        return result;
    }

    /// <summary>Returns true for an outline, which is not joined to others.</summary>
    private static bool IsClosed(ReadOnlySpan<Dot> stroke) => stroke.Length > 3 && stroke[0] == stroke[^1];

    private static (int Stroke, bool IsReversed)[] Nearest(
        StrokeSet strokes, double width, double height, CancellationToken cancellation)
    {
        var grid = new EndGrid(strokes, width, height);
        var order = new (int, bool)[strokes.Count];
        var pen = new Dot(0, (float)height, 0, default);
        for (var i = 0; i < order.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (stroke, isEnd) = grid.TakeNearest(pen.X, pen.Y);
            order[i] = (stroke, isEnd);
            pen = isEnd ? strokes[stroke][0] : strokes[stroke][^1];
        }

        return order;
    }

    /// <summary>Reverses runs of strokes if that shortens the moves at both ends of the run.</summary>
    private static void Shorten(
        StrokeSet strokes, (int Stroke, bool IsReversed)[] order, CancellationToken cancellation)
    {
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i + 1 < order.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var before = End(strokes, order[i]);
                for (var j = i + 1; j < Math.Min(order.Length, i + Window); j++)
                {
                    var hasNext = j + 1 < order.Length;
                    var now = Distance(before, Start(strokes, order[i + 1]))
                        + (hasNext ? Distance(End(strokes, order[j]), Start(strokes, order[j + 1])) : 0);
                    var then = Distance(before, End(strokes, order[j]))
                        + (hasNext ? Distance(Start(strokes, order[i + 1]), Start(strokes, order[j + 1])) : 0);
                    if (then >= now - 1e-4f) continue;

                    Array.Reverse(order, i + 1, j - i);
                    for (var k = i + 1; k <= j; k++)
                    {
                        order[k].IsReversed = !order[k].IsReversed;
                    }
                }
            }
        }
    }

    private static Dot Start(StrokeSet strokes, (int Stroke, bool IsReversed) at) =>
        at.IsReversed ? strokes[at.Stroke][^1] : strokes[at.Stroke][0];

    private static Dot End(StrokeSet strokes, (int Stroke, bool IsReversed) at) =>
        at.IsReversed ? strokes[at.Stroke][0] : strokes[at.Stroke][^1];

    private static float Distance(in Dot a, in Dot b) => Vector2.Distance(new(a.X, a.Y), new(b.X, b.Y));

    /// <summary>The ends of strokes in square cells.</summary>
    private sealed class EndGrid
    {
        private const double EndsPerCell = 2;
        private readonly StrokeSet _strokes;
        private readonly List<(int Stroke, bool IsEnd)>[] _cells;
        private readonly int _columns, _rows;
        private readonly float _size;

        public EndGrid(StrokeSet strokes, double width, double height)
        {
            _strokes = strokes;
            _size = (float)Math.Max(1e-3, Math.Sqrt(width * height * EndsPerCell / Math.Max(1, 2 * strokes.Count)));
            (_columns, _rows) = ((int)(width / _size) + 1, (int)(height / _size) + 1);
            _cells = [.. Enumerable.Range(0, _columns * _rows).Select(_ => new List<(int, bool)>(2))];
            for (var i = 0; i < strokes.Count; i++)
            {
                Cell(strokes[i][0]).Add((i, false));
                Cell(strokes[i][^1]).Add((i, true));
            }
        }

        /// <summary>Returns the stroke with the nearest end, and removes it.</summary>
        public (int Stroke, bool IsEnd) TakeNearest(float x, float y)
        {
            var best = (Stroke: -1, IsEnd: false);
            var nearest = float.PositiveInfinity;
            int column = Column(x), row = Row(y);
            for (var ring = 0; ring <= Math.Max(_columns, _rows); ring++)
            {
                var free = Math.Max(0, ring - 1) * _size;
                if (free * free > nearest) break;

                for (var r = Math.Max(0, row - ring); r <= Math.Min(_rows - 1, row + ring); r++)
                {
                    var step = r == row - ring || r == row + ring ? 1 : Math.Max(1, 2 * ring);
                    for (var c = column - ring; c <= column + ring; c += step)
                    {
                        if (c < 0 || c >= _columns) continue;

                        foreach (var end in _cells[(r * _columns) + c])
                        {
                            var at = end.IsEnd ? _strokes[end.Stroke][^1] : _strokes[end.Stroke][0];
                            var squared = ((at.X - x) * (at.X - x)) + ((at.Y - y) * (at.Y - y));
                            if (squared < nearest)
                            {
                                (nearest, best) = (squared, end);
                            }
                        }
                    }
                }
            }

            Cell(_strokes[best.Stroke][0]).Remove((best.Stroke, false));
            Cell(_strokes[best.Stroke][^1]).Remove((best.Stroke, true));
            return best;
        }

        private int Column(float x) => Math.Clamp((int)(x / _size), 0, _columns - 1);

        private int Row(float y) => Math.Clamp((int)(y / _size), 0, _rows - 1);

        private List<(int Stroke, bool IsEnd)> Cell(in Dot at) => _cells[(Row(at.Y) * _columns) + Column(at.X)];
    }
}
