using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>Fits one cubic Bézier curve with given or free end tangents to a range of points by least squares, and
/// improves the parameters of the points by Newton's method (Schneider, "An algorithm for automatically fitting
/// digitized curves", Graphics Gems I, 1990).</summary>
internal sealed class PieceFit(Point[] points)
{
    private const int Rounds = 4;
    private const double PriorWeight = 0.01;

    private readonly double[] _parameters = new double[points.Length];
    private double _length;

    /// <summary>Returns a curve that stays within a tolerance of the points; null if no curve does.</summary>
    /// <param name="first">Index of the first point.</param>
    /// <param name="last">Index of the last point, above <paramref name="first"/>.</param>
    /// <param name="startTangent">Unit vector into the curve at its start; null if it is free.</param>
    /// <param name="endTangent">Unit vector into the curve at its end; null if it is free.</param>
    public CurvePiece? Try(int first, int last, Point? startTangent, Point? endTangent, double tolerance)
    {
        SetChordParameters(first, last);
        for (var round = 0; ; round++)
        {
            var piece = LeastSquares(first, last, startTangent, endTangent);
            if (Improve(piece, first, last, (round == Rounds ? 1 : 6) * tolerance) is not { } distance) return null;
            if (distance <= tolerance) return piece;
        }
    }

    private void SetChordParameters(int first, int last)
    {
        _parameters[first] = 0;
        for (var i = first + 1; i <= last; i++)
        {
            _parameters[i] = _parameters[i - 1] + Point.Distance(points[i], points[i - 1]);
        }

        _length = _parameters[last];
        for (var i = first + 1; i <= last; i++)
        {
            _parameters[i] /= _length;
        }
    }

    private CurvePiece LeastSquares(int first, int last, Point? startTangent, Point? endTangent)
    {
        var (start, end) = (points[first], points[last]);
        var third = _length / 3;

        // Few points do not determine a curve; a third of the length is usual.
        double c00 = PriorWeight, c01 = 0, c11 = PriorWeight;
        var p0 = PriorWeight * third * (startTangent ?? (end - start).Unit());
        var p1 = PriorWeight * third * (endTangent ?? (start - end).Unit());
        for (var i = first + 1; i < last; i++)
        {
            var t = _parameters[i];
            var s = 1 - t;
            double b1 = 3 * s * s * t, b2 = 3 * s * t * t, b0 = (s * s * s) + b1, b3 = b2 + (t * t * t);
            var rest = points[i] - (b0 * start) - (b3 * end);
            c00 += b1 * b1;
            c01 += b1 * b2;
            c11 += b2 * b2;
            p0 += b1 * rest;
            p1 += b2 * rest;
        }

        // A free direction is that of the best control point.
        var scale = 1 / ((c00 * c11) - (c01 * c01));
        var (best0, best1) = (scale * ((c11 * p0) - (c01 * p1)), scale * ((c00 * p1) - (c01 * p0)));
        var u0 = startTangent ?? (p0 - (c01 * Along(best1, endTangent))).Unit();
        var u1 = endTangent ?? (p1 - (c01 * Along(best0, startTangent))).Unit();
        double across = c01 * Point.Dot(u0, u1), x0 = Point.Dot(u0, p0), x1 = Point.Dot(u1, p1);
        var determinant = (c00 * c11) - (across * across);
        var (a, b) = (((x0 * c11) - (x1 * across)) / determinant, ((c00 * x1) - (across * x0)) / determinant);
        if (a < 0 || b < 0) (a, b) = (third, third);
        return new(start + (a * u0), end + (b * u1), end, false);

        static Point Along(Point point, Point? direction) =>
            direction is { } unit ? Point.Dot(point, unit) * unit : point;
    }

    /// <summary>Moves each parameter toward the nearest point of the curve, and returns the largest distance; null if
    /// it is above a limit.</summary>
    private double? Improve(CurvePiece piece, int first, int last, double limit)
    {
        var start = points[first];
        Point d1 = 3 * (piece.Control1 - start), d2 = 3 * (piece.Control2 - piece.Control1),
            d3 = 3 * (piece.End - piece.Control2);
        Point e1 = 2 * (d2 - d1), e2 = 2 * (d3 - d2);
        double largest = 0;
        for (var i = first + 1; i < last; i++)
        {
            var t = _parameters[i];
            var s = 1 - t;
            var offset = piece.At(start, t) - points[i];
            var tangent = (s * s * d1) + (2 * s * t * d2) + (t * t * d3);
            var curvature = (s * e1) + (t * e2);
            var slope = Point.Dot(tangent, tangent) + Point.Dot(offset, curvature);
            var along = Point.Dot(offset, tangent);

            // The distance across the curve, as after the step.
            var squared = Point.Dot(offset, offset) - (slope > 0 ? along * along / slope : 0);
            if (squared > limit * limit) return null;

            largest = Math.Max(largest, squared);
            if (slope > 0)
            {
                _parameters[i] = Math.Clamp(t - (along / slope), 0, 1);
            }
        }

        return Math.Sqrt(Math.Max(0, largest));
    }
}
