using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>Fits lines and curves to a boundary without gray pixels, whose stairs say only on which side each pixel lies: the polygon with
/// the fewest sides that explain the stairs, whose corners are then sharp or round (Selinger, "Potrace: a polygon-based tracing
/// algorithm", 2003, sections 2.2 and 2.3).</summary>
/// <param name="fitter">The fitter of the round parts.</param>
/// <param name="at">Position of a corner of pixels.</param>
internal sealed class StairFitter(CurveFitter fitter, Func<int, Point> at)
{
    /// <summary>Weight of the corner of pixels for a vertex, relative to a side.</summary>
    private const double CornerWeight = 0.01;

    /// <summary>Largest distance of a vertex from the corner of pixels, in each direction.</summary>
    private const double MaxShift = 0.5;

    /// <summary>Longest side that only blunts a corner, and largest distance of that corner beyond half of a pixel.</summary>
    private const double MaxTip = 4, TipReach = 0.4;

    /// <summary>Smallest angle of two sides of an arc whose lines give their vertex, and largest angle of an arc, in radians.</summary>
    private const double MinArc = 0.05, MaxArc = 1.3;

    /// <summary>Length of perpendicular sides along rows and columns whose corner is sharp, in pixels.</summary>
    private const double SharpSide = 4;

    /// <summary>Returns the curve of a boundary.</summary>
    /// <param name="start">The start of an open boundary.</param>
    /// <param name="end">The end of an open boundary.</param>
    /// <param name="leniency">Factor of the tolerance, 1 or more.</param>
    public Curve Fit(Boundary boundary, Point start, Point end, double leniency)
    {
        Point[] stairs = [.. boundary.Corners.Select(at)];
        var isClosed = boundary.IsClosed;
        var sides = new StairSides(stairs, isClosed);
        var found = sides.Polygon(0);

        // Any corner of the stairs may start the polygon of a loop, but one of the polygon is better.
        if (isClosed) found = sides.Polygon(found[found.Count / 2] % (stairs.Length - 1));

        List<Side> lines = [.. found.SkipLast(1).Zip(found.Skip(1), (from, to) => Side.Between(sides, from, to))];
        for (var i = isClosed ? 0 : 1; i < (isClosed ? lines.Count : lines.Count - 1); i++)
        {
            if (lines.Count > 3 && IsTip(LineAt(i - 1), lines[i], LineAt(i + 1))) lines.RemoveAt(i--);
        }

        Point[] vertices = Vertices();
        bool[] areSharp = [.. vertices.Select((_, i) => (!isClosed && (i == 0 || i == lines.Count)) || IsSharp(Near(i)))];

        // The line through stairs of an arc is a third of its height inside it.
        for (var i = 0; i < lines.Count; i++)
        {
            var next = (i + 1) % vertices.Length;
            if (areSharp[i] || areSharp[next]) continue;

            double turn = Turn(Near(i)), other = Turn(Near(i + 1));
            if (turn * other <= 0 || Math.Max(Math.Abs(turn), Math.Abs(other)) > MaxArc) continue;

            var d = lines[i].Direction;
            lines[i] = lines[i] with
            {
                Mean = lines[i].Mean + (Point.Distance(vertices[i], vertices[next]) * (turn + other) / 48 * new Point(d.Y, -d.X)),
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
            var share = (1 + (isArc ? ArcShare(near) : Math.Clamp(Roundness(near), 0.55, 1))) / 2;
            AddPoints(new(
                near.Before + (share * (near.Vertex - near.Before)), near.After + (share * (near.Vertex - near.After)),
                0.5 * (near.Vertex + near.After), false));
        }

        if (first < 0) Finish();
        return curve;

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
            fitter.Fit((List<CurvePiece>)curve.Pieces, [.. points], leniency, isClosed: first < 0);
            points = [points[^1]];
        }
    }

    private static bool IsSharp((Point Before, Point Vertex, Point After) near)
    {
        Point a = near.Vertex - near.Before, b = near.After - near.Vertex;
        return Roundness(near) >= 1 || (IsAlongPixels(a) && IsAlongPixels(b) && Math.Abs(Point.Dot(a.Unit(), b.Unit())) < 0.1);

        static bool IsAlongPixels(Point side) =>
            Math.Min(Math.Abs(side.X), Math.Abs(side.Y)) < 0.05 && side.Length > SharpSide - 0.5;
    }

    /// <summary>Returns how far a curve bends that touches the square of a pixel around a vertex; 1 or more for a sharp corner.</summary>
    private static double Roundness((Point Before, Point Vertex, Point After) near)
    {
        var across = near.After - near.Before;
        var distance = Math.Abs(Point.Cross(near.Vertex - near.Before, across))
            / Math.Max(1e-9, Math.Abs(across.X) + Math.Abs(across.Y));
        return distance > 1 ? (1 - (1 / distance)) / 0.75 : 0;
    }

    private static double Turn((Point Before, Point Vertex, Point After) near) =>
        CornerFinder.AngleOf(near.Vertex - near.Before, near.After - near.Vertex);

    /// <summary>Returns the share of the way to a vertex at which the control points of a circular arc are.</summary>
    private static double ArcShare((Point Before, Point Vertex, Point After) near)
    {
        var half = HalfTangent((near.Vertex - near.Before).Unit(), (near.After - near.Vertex).Unit());
        var quarter = half / (1 + Math.Sqrt(1 + (half * half)));
        return 2.0 / 3 * (1 - (quarter * quarter));
    }

    /// <summary>Returns the tangent of half of the angle between two unit vectors.</summary>
    private static double HalfTangent(Point a, Point b) => Math.Abs(Point.Cross(a, b)) / (1 + Point.Dot(a, b));

    /// <summary>Returns true if the side between two others only blunts their corner: the pixels of the tip are less than half inside.
    /// </summary>
    private static bool IsTip(Side before, Side side, Side after)
    {
        const double MinTurn = 0.5, MaxTurn = 2.9;
        if (side.Length > MaxTip || Math.Min(before.Length, after.Length) < 2 * side.Length) return false;

        double first = Turn(before, side), second = Turn(side, after);
        return first * second > 0 && Math.Abs(first + second) is > MinTurn and < MaxTurn
            && Math.Abs(Point.Cross(side.Direction, Intersection(before, after) - side.Mean))
                < (HalfTangent(before.Direction, after.Direction) / 2) + TipReach;
    }

    private static double Turn(Side a, Side b) => CornerFinder.AngleOf(a.Direction, b.Direction);

    private static Point Intersection(Side a, Side b) =>
        a.Mean + (Point.Cross(b.Mean - a.Mean, b.Direction) / Point.Cross(a.Direction, b.Direction) * a.Direction);

    /// <summary>Returns the point nearest to the lines of two sides, near a corner of the stairs.</summary>
    private static Point Vertex(StairSides sides, Side a, Side b)
    {
        if (a.To % sides.Count != b.From % sides.Count || (a.IsArc && b.IsArc && Math.Abs(Turn(a, b)) > MinArc)) return Intersection(a, b);

        var corner = sides.At(b.From);
        double xx = CornerWeight, xy = 0, yy = CornerWeight, x = 0, y = 0;
        foreach (var line in (ReadOnlySpan<Side>)[a, b])
        {
            var normal = new Point(-line.Direction.Y, line.Direction.X);
            var offset = Point.Dot(normal, line.Mean - corner);
            (xx, xy, yy) = (xx + (normal.X * normal.X), xy + (normal.X * normal.Y), yy + (normal.Y * normal.Y));
            (x, y) = (x + (normal.X * offset), y + (normal.Y * offset));
        }

        var determinant = (xx * yy) - (xy * xy);
        var shift = new Point(((x * yy) - (y * xy)) / determinant, ((y * xx) - (x * xy)) / determinant);
        return corner + new Point(Math.Clamp(shift.X, -MaxShift, MaxShift), Math.Clamp(shift.Y, -MaxShift, MaxShift));
    }

    /// <summary>A side and the corners of the stairs at its ends.</summary>
    private readonly record struct Side(int From, int To, double Length, Point Mean, Point Direction)
    {
        public bool IsArc { get; init; }

        public static Side Between(StairSides sides, int from, int to)
        {
            var (mean, direction) = sides.Line(from, to);
            return new(from, to, Point.Distance(sides.At(from), sides.At(to)), mean, direction);
        }
    }
}
