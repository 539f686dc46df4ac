using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>Finds corners: points where two straight lines describe the points nearby much better than one
/// circle.</summary>
internal static class CornerFinder
{
    /// <summary>Smallest distance of two corners, in units of the points.</summary>
    private const double Spacing = 2;

    /// <summary>Number of points at each side that can be within that distance.</summary>
    private const int MaxNear = 6;

    private const int MaxArm = 64;

    /// <summary>Largest distance of the points at one side of a corner from their line, as the root of the mean square,
    /// in pixels of an image that was enlarged.</summary>
    private const double Straight = 0.06;

    /// <summary>Largest distance of a corner from the points, relative to the shorter side.</summary>
    private const double MaxTip = 0.4;

    /// <summary>Number of points at one side that are taken without a test, per unit.</summary>
    private const double MinStraight = 1.5;

    /// <summary>Lengths at each side of a corner, in pixels of the image, with the smallest angle in radians and the
    /// weights of the test.</summary>
    private static readonly (double Length, double Angle, double Ratio, double Floor, double MaxNoise)[] Scales =
        [(5.5, 0.35, 2, 0.04, 1), (3, 0.8, 2.5, 0.06, 0.1)];

    /// <summary>Returns corners in order.</summary>
    /// <param name="points">Points; of an open boundary with its ends.</param>
    /// <param name="noise">Standard deviation of the points.</param>
    /// <param name="unit">The pixel of the image in units of the points. In an enlarged image it is longer, and the points
    /// are blurred: sides are longer too, and only their straight part counts.</param>
    public static List<(int Index, Point At)> Find(
        ReadOnlySpan<Point> points, bool isClosed, double noise, double unit = 1)
    {
        var found = new List<(int Index, Point At, double Angle)>();
        Span<Point> before = stackalloc Point[MaxArm], after = stackalloc Point[MaxArm];
        for (var i = 0; i < points.Length; i++)
        {
            if (IsSmooth(points, i, isClosed)) continue;

            foreach (var (length, minAngle, ratio, floor, maxNoise) in Scales)
            {
                var left = Arm(points, i, -1, unit, length, isClosed, before);
                var right = Arm(points, i, 1, unit, length, isClosed, after);
                if (left < 2 || right < 2 || noise > unit * maxNoise) continue;

                // From the corner outward.
                var (a, leftward) = LineFit.Through(before[..left]);
                var (b, rightward) = LineFit.Through(after[..right]);
                var angle = Math.PI - Math.Abs(AngleOf(leftward, rightward));
                if (angle < minAngle + noise) continue;

                var leftError = LineFit.Error(before[..left], a, leftward);
                var rightError = LineFit.Error(after[..right], b, rightward);
                var lines = Math.Sqrt(((leftError * leftError) + (rightError * rightError)) / 2);
                if (CircleError(before[..left], points[i], after[..right])
                    <= (ratio * lines) + (unit * floor) + noise) continue;

                // A corner farther from short sides would be a spur.
                var reach = unit > 1 ? Math.Min(unit, MaxTip * Math.Min(left, right)) : 2.5;
                var at = Intersection(a, leftward, b, rightward) is { } crossing
                    && Point.Distance(crossing, points[i]) < reach
                    ? crossing : points[i];
                found.Add((i, at, angle));
                break;
            }
        }

        var (count, isCorner) = (points.Length, new Point?[found.Count == 0 ? 0 : points.Length]);
        var corners = new List<(int Index, Point At)>();
        foreach (var (index, at, _) in found.OrderByDescending(corner => corner.Angle).ThenBy(corner => corner.Index))
        {
            if (!HasNear(index, at))
            {
                isCorner[index] = at;
                corners.Add((index, at));
            }
        }

        corners.Sort((a, b) => a.Index.CompareTo(b.Index));
        return corners;

        bool HasNear(int index, Point at)
        {
            for (var k = -MaxNear; k <= MaxNear; k++)
            {
                var other = isClosed ? (index + k + (MaxNear * count)) % count : index + k;
                if ((uint)other < (uint)count && isCorner[other] is { } near && Point.Distance(near, at) < Spacing)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Returns true if the direction hardly changes near a point, which is quick to see.</summary>
    private static bool IsSmooth(ReadOnlySpan<Point> points, int index, bool isClosed)
    {
        const int Step = 4;
        const double Straight = 0.2;
        var (before, after) = (index - Step, index + Step);
        if (isClosed && points.Length > 2 * Step)
        {
            (before, after) = ((before + points.Length) % points.Length, after % points.Length);
        }

        if (before < 0 || after >= points.Length) return false;

        var (a, b) = (points[index] - points[before], points[after] - points[index]);
        return Point.Dot(a, b) > 0 && Math.Abs(Point.Cross(a, b)) < Straight * Point.Dot(a, b);
    }

    /// <summary>Collects the points at one side, from near to far, and returns their number.</summary>
    private static int Arm(
        ReadOnlySpan<Point> points, int index, int step, double unit, double length, bool isClosed, Span<Point> arm)
    {
        var (count, walked, last) = (0, 0.0, points[index]);
        for (var k = 1; k < points.Length / (isClosed ? 2 : 1) && count < arm.Length; k++)
        {
            var at = index + (step * k);
            if (isClosed)
            {
                at = (at + points.Length) % points.Length;
            }
            else if (at < 0 || at >= points.Length)
            {
                break;
            }

            walked += Point.Distance(points[at], last);
            last = points[at];
            if (walked > unit * length) break;

            arm[count++] = last;
        }

        for (; unit > 1 && count > MinStraight * unit; count = Math.Min(count - 1, count * 7 / 8))
        {
            var (mean, direction) = LineFit.Through(arm[..count]);
            if (LineFit.Error(arm[..count], mean, direction) <= Straight * unit) break;
        }

        return count;
    }

    /// <summary>Returns the angle from one direction to another in radians.</summary>
    public static double AngleOf(Point a, Point b) => PortableMath.Atan2(Point.Cross(a, b), Point.Dot(a, b));

    /// <summary>Returns the point where two lines cross, or null if they are almost parallel.</summary>
    public static Point? Intersection(Point a, Point da, Point b, Point db)
    {
        var cross = Point.Cross(da, db);
        return Math.Abs(cross) < 0.05 ? null : a + (Point.Cross(b - a, db) / cross * da);
    }

    /// <summary>Returns the root of the mean squared distance of points from the circle that fits them best (Kåsa,
    /// 1976).</summary>
    private static double CircleError(ReadOnlySpan<Point> before, Point middle, ReadOnlySpan<Point> after)
    {
        Span<Point> all = stackalloc Point[before.Length + 1 + after.Length];
        for (var i = 0; i < before.Length; i++)
        {
            all[i] = before[^(i + 1)];
        }

        all[before.Length] = middle;
        after.CopyTo(all[(before.Length + 1)..]);
        var (mean, direction) = LineFit.Through(all);
        double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;
        foreach (var point in all)
        {
            var d = point - mean;
            var z = Point.Dot(d, d);
            xx += d.X * d.X;
            xy += d.X * d.Y;
            yy += d.Y * d.Y;
            xz += d.X * z;
            yz += d.Y * z;
        }

        var determinant = 2 * ((xx * yy) - (xy * xy));
        if (determinant < 1e-3 * xx * xx || determinant < 1e-3 * yy * yy) return LineFit.Error(all, mean, direction);

        var center = new Point(((xz * yy) - (yz * xy)) / determinant, ((yz * xx) - (xz * xy)) / determinant);
        var radius = Math.Sqrt(Point.Dot(center, center) + ((xx + yy) / all.Length));
        double sum = 0;
        foreach (var point in all)
        {
            var distance = Point.Distance(point - mean, center) - radius;
            sum += distance * distance;
        }

        return Math.Sqrt(sum / all.Length);
    }
}
