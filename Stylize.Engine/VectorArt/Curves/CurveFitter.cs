using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>Fits lines and cubic Bézier curves to the points of a boundary: from corner to corner, with as few pieces
/// as the tolerance allows (Schneider, Graphics Gems I, 1990, with the longest piece that fits instead of
/// halving).</summary>
/// <param name="smoothness">Factor of the tolerance, 0 or more.</param>
/// <param name="usualNoise">Standard deviation of the points of the picture, for short boundaries.</param>
/// <param name="unit">The pixel of the image in units of the points.</param>
internal sealed class CurveFitter(double smoothness, double usualNoise, double unit)
{
    /// <summary>Tolerance for exact points, in pixels.</summary>
    private const double ExactTolerance = 0.13;

    /// <summary>Tolerance per standard deviation of the points.</summary>
    private const double NoiseFactor = 5;

    /// <summary>Standard deviation of the points of exact edges, in pixels of the image.</summary>
    private const double ExactNoise = 0.06;

    /// <summary>Smallest number of points at each side that give the direction at the end of a piece.</summary>
    private const int MinReach = 3;

    /// <summary>Number of points of a piece per point at each side that gives the direction at its end.</summary>
    private const int PiecePerReach = 8;

    /// <summary>Tolerance for points of curves, relative to that of exact points.</summary>
    private const double CurveShare = 0.4;

    /// <summary>Largest length of the last piece of a section, relative to the piece before it.</summary>
    private const int MaxGrowth = 64;

    private const double MaxTolerance = 1.2;
    private const double MinTolerance = 0.02;

    /// <summary>Distance from a corner within which points are left out: in the mean of a pixel of the image and one of
    /// the points, which both blur the corner.</summary>
    private const double CornerReach = 1;

    /// <summary>Returns the curve of an open boundary.</summary>
    /// <param name="points">Points between the ends.</param>
    /// <param name="minNoise">Standard deviation of the points that the noise of colors causes.</param>
    /// <param name="leniency">Factor of the tolerance, 1 or more; larger for boundaries that are less visible.</param>
    public Curve FitOpen(Point start, List<Point> points, Point end, double minNoise = 0, double leniency = 1)
    {
        var all = new List<Point>(points.Count + 2) { start };
        all.AddRange(points);
        all.Add(end);
        var noise = Math.Max(minNoise, MixedNoise(all, isClosed: false));
        var tolerance = leniency * Tolerance(noise);
        var corners = all.Count < 5
            ? [] : CornerFinder.Find(CollectionsMarshal.AsSpan(all), isClosed: false, noise, unit);
        corners.RemoveAll(corner => Point.Distance(corner.At, start) < 2 || Point.Distance(corner.At, end) < 2);
        return Sections(start, all, corners, end, noise, tolerance);
    }

    /// <summary>Returns the curve of a closed boundary.</summary>
    /// <inheritdoc cref="FitOpen" path="/param"/>
    public Curve FitClosed(List<Point> points, double minNoise = 0, double leniency = 1)
    {
        var noise = Math.Max(minNoise, MixedNoise(points, isClosed: true));
        var tolerance = leniency * Tolerance(noise);
        var corners = CornerFinder.Find(CollectionsMarshal.AsSpan(points), isClosed: true, noise, unit);
        if (corners.Count == 0)
        {
            var (loop, pieces) = (Smooth([.. points, points[0]], noise, isClosed: true), new List<CurvePiece>());
            FitSmooth(pieces, loop, tolerance, isClosed: true);
            return new(loop[0], pieces);
        }

        // From the first corner around to itself.
        var (first, at) = corners[0];
        return Sections(
            at, [.. points[first..], .. points[..(first + 1)]],
            corners.Skip(1).Select(corner => (corner.Index - first, corner.At)), at, noise, tolerance);
    }

    /// <summary>Adds pieces along points of curves without corners.</summary>
    public void Fit(List<CurvePiece> pieces, Point[] points, bool isClosed) =>
        FitSmooth(pieces, points, CurveShare * Tolerance(noise: 0), isClosed);

    /// <summary>Number of points that <see cref="Noise"/> needs.</summary>
    public const int MinPoints = 9;

    /// <summary>Returns the noise of a boundary; the shorter it is, the more that of the picture counts.</summary>
    private double MixedNoise(List<Point> points, bool isClosed)
    {
        const double Sure = 40;
        var share = points.Count < MinPoints ? 0 : Math.Min(1, points.Count / Sure);
        return (share * Noise(points, isClosed)) + ((1 - share) * usualNoise);
    }

    /// <summary>Returns the standard deviation of points from a smooth curve, across it, from the distance from the
    /// parabola through their neighbors that 3 of 4 points are below. A shorter rough part then counts.</summary>
    public static double Noise(List<Point> list, bool isClosed)
    {
        const int Half = 3;
        const double NormalQuartile = 1.1503, OfMiddle = 0.816;
        ReadOnlySpan<Point> points = CollectionsMarshal.AsSpan(list);
        if (points.Length < MinPoints) return 0;

        var first = isClosed ? 0 : Half;
        var distances = new double[points.Length - (2 * first)];
        for (var i = first; i < points.Length - first; i++)
        {
            var normal = (At(points, i + Half) - At(points, i - Half)).Unit();
            distances[i - first] = Math.Abs(Point.Cross(normal, At(points, i) - Parabola(points, i)));
        }

        Array.Sort(distances);
        return distances[distances.Length * 3 / 4] / (NormalQuartile * OfMiddle);
    }

    /// <summary>Returns the value in the middle of the parabola that fits 7 points of a loop best (Savitzky and Golay,
    /// 1964).</summary>
    private static Point Parabola(ReadOnlySpan<Point> points, int i) =>
        1.0 / 21 * ((7 * At(points, i)) + (6 * (At(points, i - 1) + At(points, i + 1)))
            + (3 * (At(points, i - 2) + At(points, i + 2))) - (2 * (At(points, i - 3) + At(points, i + 3))));

    private static Point At(ReadOnlySpan<Point> points, int i) =>
        points[i < 0 ? i + points.Length : i >= points.Length ? i - points.Length : i];

    private double Tolerance(double noise) =>
        Math.Clamp(
            smoothness * ((unit * ExactTolerance) + (NoiseFactor * Math.Max(0, noise - (unit * ExactNoise)))),
            MinTolerance, unit * MaxTolerance * Math.Max(1, smoothness));

    /// <summary>Fits the points from corner to corner.</summary>
    private Curve Sections(
        Point start, List<Point> points, IEnumerable<(int Index, Point At)> corners, Point end, double noise,
        double tolerance)
    {
        var (pieces, from, index) = (new List<CurvePiece>(), start, 1);
        var reach = CornerReach * (unit + 1) / 2;
        foreach (var (next, to) in corners.Append((points.Count - 1, end)))
        {
            var near = points[index..next]
                .Where(point => Math.Min(Point.Distance(point, from), Point.Distance(point, to)) >= reach);
            FitSmooth(pieces, Smooth([from, .. near, to], noise, isClosed: false), tolerance, isClosed: false);
            (from, index) = (to, next + 1);
        }

        return new(start, pieces);
    }

    /// <summary>Smooths noisy points; keeps the ends of an open section.</summary>
    private Point[] Smooth(List<Point> points, double noise, bool isClosed)
    {
        const double MinNoise = 0.12;
        var smooth = points.ToArray();
        var count = isClosed ? smooth.Length - 1 : smooth.Length;
        if (smoothness == 0 || noise < MinNoise || count < MinPoints) return smooth;

        var source = CollectionsMarshal.AsSpan(points)[..count];
        for (var i = isClosed ? 0 : 3; i < (isClosed ? count : count - 3); i++)
        {
            smooth[i] = Parabola(source, i);
        }

        if (isClosed) smooth[^1] = smooth[0];
        return smooth;
    }

    /// <summary>Fits points without corners.</summary>
    private static void FitSmooth(List<CurvePiece> pieces, Point[] points, double tolerance, bool isClosed)
    {
        if (points.Length == 2 || IsStraight(points, tolerance))
        {
            pieces.Add(CurvePiece.Line(points[^1]));
            return;
        }

        var fit = new PieceFit(points);
        Point? tangent = isClosed ? TangentAt(points, 0, 0, isClosed) : null;
        var last = -1 * tangent;
        for (var (start, before) = (0, points.Length); start < points.Length - 1;)
        {
            // After a short piece, one that is much longer hardly fits.
            if (points.Length - 1 - start <= MaxGrowth * before
                && fit.Try(start, points.Length - 1, tangent, last, tolerance) is { } rest)
            {
                pieces.Add(rest);
                return;
            }

            var (best, end) = Longest(fit, points, start, tangent, last, tolerance, isClosed);
            pieces.Add(best);
            tangent = TangentAt(points, start, end, isClosed);
            (start, before) = (end, end - start);
        }
    }

    /// <summary>Returns the longest piece from a point that stays within the tolerance, and the index of its
    /// end.</summary>
    private static (CurvePiece Piece, int End) Longest(
        PieceFit fit, Point[] points, int start, Point? tangent, Point? last, double tolerance, bool isClosed)
    {
        var final = points.Length - 1;
        var best = (Piece: CurvePiece.Line(points[start + 1]), End: start + 1);
        var (low, high) = (start + 1, final);
        for (var step = 4; start + step < final; step *= 2)
        {
            if (Try(start + step) is not { } piece)
            {
                high = start + step;
                break;
            }

            best = (piece, start + step);
            low = start + step;
        }

        while (high - low > Math.Max(1, (low - start) / 16))
        {
            var middle = (low + high) / 2;
            if (Try(middle) is { } piece)
            {
                best = (piece, middle);
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return best;

        CurvePiece? Try(int end) =>
            fit.Try(start, end, tangent, end == final ? last : -1 * TangentAt(points, start, end, isClosed), tolerance);
    }

    private static bool IsStraight(Point[] points, double tolerance)
    {
        var direction = (points[^1] - points[0]).Unit();
        if (direction == default) return false;

        foreach (var point in points)
        {
            if (Math.Abs(Point.Cross(direction, point - points[0])) > tolerance) return false;
        }

        return true;
    }

    /// <summary>Returns the direction at the end of a piece: that of the cubic polynomial that fits the points nearby
    /// best (Savitzky and Golay, 1964), or of a line if there are few.</summary>
    /// <param name="start">Index of the start of the piece: the longer the piece, the more points count.</param>
    private static Point TangentAt(Point[] points, int start, int index, bool isClosed)
    {
        var count = isClosed ? points.Length - 1 : points.Length;
        var most = isClosed ? (count - 1) / 2 : Math.Min(index, count - 1 - index);
        var half = Math.Min(Math.Max((index - start) / PiecePerReach, MinReach), most);
        double s4 = 0, s6 = 0;
        Point p1 = default, p3 = default;
        for (var k = 1; k <= half; k++)
        {
            double u = (double)k / half, u2 = u * u;
            var across = u * (At(index + k) - At(index - k));
            s4 += u2 * u2;
            s6 += u2 * u2 * u2;
            p1 += across;
            p3 += u2 * across;
        }

        return (half < MinReach ? p1 : (s6 * p1) - (s4 * p3)).Unit();

        Point At(int i) => points[isClosed ? (i + count) % count : i];
    }
}
