using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>Fits lines and curves to a boundary without gray pixels, whose stairs say only on which side each pixel
/// lies: the polygon with the fewest sides that explain the stairs, whose corners are then sharp or round (Selinger,
/// "Potrace: a polygon-based tracing algorithm", 2003, sections 2.2 and 2.3).</summary>
/// <param name="fitter">The fitter of the round parts.</param>
/// <param name="at">Position of a corner of pixels.</param>
internal sealed class StairFitter(CurveFitter fitter, Func<int, Point> at)
{
    /// <summary>Weight of the corner of pixels for a vertex, relative to a side.</summary>
    private const double CornerWeight = 0.01;

    /// <summary>Largest distance of a vertex from the corner of pixels, in each direction.</summary>
    private const double MaxShift = 0.5;

    /// <summary>Largest distance of the center of a pixel at the wrong side of two lines that explain the stairs of
    /// their corner, in pixels.</summary>
    private const double Slack = 0.25;

    /// <summary>Largest distance of a sharp tip from the stairs, in pixels.</summary>
    private const double MaxTip = 1;

    /// <summary>Smallest angle of two sides of an arc whose lines give their vertex, in radians.</summary>
    private const double MinArc = 0.05;

    /// <summary>Share of the way to a vertex at which the control points of a rounded corner are.</summary>
    private const double RoundShare = 0.875;

    /// <summary>Returns the curve of a boundary.</summary>
    /// <param name="start">The start of an open boundary.</param>
    /// <param name="end">The end of an open boundary.</param>
    public Curve Fit(Boundary boundary, Point start, Point end)
    {
        Point[] stairs = [.. boundary.Corners.Select(at)];
        var isClosed = boundary.IsClosed;
        var sides = new StairSides(stairs, isClosed);
        var found = sides.Polygon();
        List<Side> lines = [.. found.SkipLast(1).Zip(found.Skip(1), (from, to) => Side.Between(sides, from, to))];
        for (var i = isClosed ? 0 : 1; i < (isClosed ? lines.Count : lines.Count - 1); i++)
        {
            if (lines.Count > 3 && IsTip(sides, LineAt(i - 1), lines[i], LineAt(i + 1))) lines.RemoveAt(i--);
        }

        Point[] vertices = Vertices();
        bool[] areSharp = [.. vertices.Select((_, i) => (!isClosed && (i == 0 || i == lines.Count))
            || (LineAt(i - 1).IsExact && LineAt(i).IsExact) || Sharpness(i) >= 1)];

        // The line through stairs of an arc is a third of its height inside it.
        for (var i = 0; i < lines.Count; i++)
        {
            var next = (i + 1) % vertices.Length;
            if (areSharp[i] || areSharp[next]) continue;

            double turn = Turn(Near(i)), other = Turn(Near(i + 1));
            if (turn * other <= 0) continue;

            var d = lines[i].Direction;
            lines[i] = lines[i] with
            {
                Mean = lines[i].Mean
                    + (Point.Distance(vertices[i], vertices[next]) * (turn + other) / 48 * new Point(d.Y, -d.X)),
                IsArc = true,
            };
        }

        vertices = Vertices();
        var first = Array.IndexOf(areSharp, true);
        var points = new List<Point> { first < 0 ? 0.5 * (vertices[^1] + vertices[0]) : vertices[first] };
        var curve = new Curve(points[0], new List<CurvePiece>());
        for (var i = 1; i <= lines.Count; i++)
        {
            var near = Near(first + i);
            if (areSharp[(first + i) % vertices.Length])
            {
                AddPoints(CurvePiece.Line(near.Vertex));
                Finish();
                continue;
            }

            AddPoints(CurvePiece.Line(0.5 * (near.Before + near.Vertex)));
            var isArc = LineAt(first + i - 1).IsArc && LineAt(first + i).IsArc;
            var share = isArc ? (1 + ArcShare(near)) / 2 : RoundShare;
            AddPoints(new(
                near.Before + (share * (near.Vertex - near.Before)), near.After + (share * (near.Vertex - near.After)),
                0.5 * (near.Vertex + near.After), false));
        }

        if (first < 0) Finish();
        return curve;

        // The squared height of the arcs that turn from the middle of one side to that of the other, in pixels, less
        // what the stairs show of them.
        double Sharpness(int i)
        {
            var turn = Turn(Near(i));
            return Of(LineAt(i - 1)) + Of(LineAt(i));

            double Of(Side side)
            {
                var bend = side.Length * sides.Curvature(side.From, side.To);
                return side.Length * side.Length / 64 * turn * (turn - (2 * bend));
            }
        }

        Side LineAt(int i) => lines[(i + lines.Count) % lines.Count];

        Point[] Vertices()
        {
            var found = new List<Point>();
            for (var i = 0; i < lines.Count; i++)
            {
                found.Add(!isClosed && i == 0 ? start : Vertex(sides, LineAt(i - 1), lines[i]));
            }

            if (!isClosed) found.Add(end);
            return [.. found];
        }

        (Point Before, Point Vertex, Point After) Near(int i) => (VertexAt(i - 1), VertexAt(i), VertexAt(i + 1));

        Point VertexAt(int i) => vertices[(i + vertices.Length) % vertices.Length];

        void AddPoints(CurvePiece piece)
        {
            var from = points[^1];
            var count = Math.Ceiling(Point.Distance(from, piece.End));
            for (var k = 1; k <= count; k++)
            {
                points.Add(piece.At(from, k / count));
            }
        }

        void Finish()
        {
            fitter.Fit((List<CurvePiece>)curve.Pieces, [.. points], isClosed: first < 0);
            points = [points[^1]];
        }
    }

    private static double Turn((Point Before, Point Vertex, Point After) near) =>
        CornerFinder.AngleOf(near.Vertex - near.Before, near.After - near.Vertex);

    /// <summary>Returns the share of the way to a vertex at which the control points of a circular arc are.</summary>
    private static double ArcShare((Point Before, Point Vertex, Point After) near)
    {
        Point a = (near.Vertex - near.Before).Unit(), b = (near.After - near.Vertex).Unit();
        var half = Math.Abs(Point.Cross(a, b)) / (1 + Point.Dot(a, b));
        var quarter = half / (1 + Math.Sqrt(1 + (half * half)));
        return 2.0 / 3 * (1 - (quarter * quarter));
    }

    /// <summary>Returns true if the side between two others only blunts their corner: the stairs are explained without
    /// it, because the centers of the pixels at each step lie at both sides of the corner of the others.</summary>
    private static bool IsTip(StairSides sides, Side before, Side side, Side after)
    {
        if (Math.Min(before.Length, after.Length) < side.Length) return false;

        var tip = Intersection(before, after);
        if (!Enumerable.Range(side.From, side.To - side.From + 1)
            .Any(i => Point.Distance(sides.At(i), tip) <= MaxTip))
        {
            return false;
        }

        var sign = Math.Sign(Turn(before, after));
        for (var i = side.From; i < side.To; i++)
        {
            Point step = sides.At(i + 1) - sides.At(i), middle = sides.At(i) + (0.5 * step);
            var inward = sign * 0.5 * new Point(-step.Y, step.X);
            if (Depth(middle + inward) < -Slack || Depth(middle - inward) > Slack) return false;
        }

        return true;

        double Depth(Point at) => Math.Min(
            sign * Point.Cross(before.Direction, at - before.Mean),
            sign * Point.Cross(after.Direction, at - after.Mean));
    }

    private static double Turn(Side a, Side b) => CornerFinder.AngleOf(a.Direction, b.Direction);

    private static Point Intersection(Side a, Side b) =>
        a.Mean + (Point.Cross(b.Mean - a.Mean, b.Direction) / Point.Cross(a.Direction, b.Direction) * a.Direction);

    /// <summary>Returns the point nearest to the lines of two sides, near a corner of the stairs.</summary>
    private static Point Vertex(StairSides sides, Side a, Side b)
    {
        if (a.To % sides.Count != b.From % sides.Count || (a.IsArc && b.IsArc && Math.Abs(Turn(a, b)) > MinArc))
        {
            return Intersection(a, b);
        }

        var corner = sides.At(b.From);
        var crossing = new LineCrossing(corner, CornerWeight);
        crossing.Add(a.Mean, a.Direction);
        crossing.Add(b.Mean, b.Direction);
        var shift = crossing.Shift();
        return corner + new Point(Math.Clamp(shift.X, -MaxShift, MaxShift), Math.Clamp(shift.Y, -MaxShift, MaxShift));
    }

    /// <summary>A side and the corners of the stairs at its ends.</summary>
    private readonly record struct Side(int From, int To, double Length, Point Mean, Point Direction)
    {
        public bool IsArc { get; init; }

        /// <summary>True for a row or a column of pixels without stairs. Two of them make a corner.</summary>
        public bool IsExact => Direction.X == 0 || Direction.Y == 0;

        public static Side Between(StairSides sides, int from, int to)
        {
            var (mean, direction) = sides.Line(from, to);
            return new(from, to, Point.Distance(sides.At(from), sides.At(to)), mean, direction);
        }
    }
}
