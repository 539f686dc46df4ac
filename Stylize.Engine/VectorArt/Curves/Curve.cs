using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>A piece of a curve from the end of the previous piece.</summary>
/// <param name="Control1">First control point of a cubic Bézier curve.</param>
/// <param name="Control2">Second control point.</param>
/// <param name="IsLine">True for a straight line, which ignores the control points.</param>
internal readonly record struct CurvePiece(Point Control1, Point Control2, Point End, bool IsLine)
{
    public static CurvePiece Line(Point end) => new(end, end, end, true);

    /// <summary>Returns the point at a parameter in [0,1].</summary>
    public Point At(Point start, double t)
    {
        var s = 1 - t;
        return IsLine ? (s * start) + (t * End)
            : (s * s * s * start) + (3 * s * s * t * Control1) + (3 * s * t * t * Control2) + (t * t * t * End);
    }
}

/// <summary>A curve of lines and cubic Bézier curves. A closed curve ends at its start.</summary>
internal sealed record Curve(Point Start, IReadOnlyList<CurvePiece> Pieces)
{
    public Point End => Pieces.Count > 0 ? Pieces[^1].End : Start;

    /// <summary>The sum of the distances of the nodes.</summary>
    public double Length =>
        Pieces.Select((piece, i) => Point.Distance(piece.End, i == 0 ? Start : Pieces[i - 1].End)).Sum();

    /// <summary>Returns the curve moved in both directions, then enlarged.</summary>
    public Curve At(double shift, double factor)
    {
        return new(Placed(Start), [.. Pieces.Select(piece => piece with
        {
            Control1 = Placed(piece.Control1), Control2 = Placed(piece.Control2), End = Placed(piece.End),
        })]);

        Point Placed(Point point) => factor * (point + new Point(shift, shift));
    }

    /// <summary>Returns the curve in the opposite direction.</summary>
    public Curve Reverse()
    {
        var pieces = new CurvePiece[Pieces.Count];
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = Pieces[i];
            var end = i == 0 ? Start : Pieces[i - 1].End;
            pieces[pieces.Length - 1 - i] = piece.IsLine
                ? CurvePiece.Line(end) : new(piece.Control2, piece.Control1, end, false);
        }

        return new(End, pieces);
    }
}
