using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Curves;

/// <summary>The parts of stairs that one straight side explains: it passes within half a pixel, in each direction, of
/// all their corners, and does not turn back.</summary>
internal sealed class StairSides
{
    private readonly Point[] _stairs;
    private readonly int _count;
    private readonly bool _isClosed;

    /// <summary>The number of steps of one direction from each corner.</summary>
    private readonly int[] _rows;

    /// <summary>The end of the longest straight part from each corner.</summary>
    private readonly int[] _longest;

    /// <summary>Sums over the corners before each one.</summary>
    private readonly (double X, double Y, double XX, double XY, double YY)[] _sums;

    /// <param name="stairs">Corners of pixels; of a loop, the last is the first.</param>
    public StairSides(Point[] stairs, bool isClosed)
    {
        (_stairs, _count, _isClosed) = (stairs, stairs.Length - 1, isClosed);
        _rows = new int[_count];
        for (var i = (isClosed ? 2 * _count : _count) - 1; i >= 0; i--)
        {
            _rows[i % _count] = (isClosed || i + 1 < _count) && At(i + 2) - At(i + 1) == At(i + 1) - At(i)
                ? _rows[(i + 1) % _count] + 1 : 1;
        }

        _longest = [.. Enumerable.Range(0, _count).Select(EndOfStraight)];

        // Parts of a straight part are straight.
        for (var i = (isClosed ? 2 * _count : _count) - 2; i >= 0; i--)
        {
            ref var own = ref _longest[i % _count];
            own = Math.Min(own, _longest[(i + 1) % _count] + (i % _count == _count - 1 ? _count : 0));
        }

        _sums = new (double, double, double, double, double)[_count + 2];
        for (var i = 0; i + 1 < _sums.Length; i++)
        {
            var ((x, y, xx, xy, yy), (cx, cy)) = (_sums[i], At(i) - stairs[0]);
            _sums[i + 1] = (x + cx, y + cy, xx + (cx * cx), xy + (cx * cy), yy + (cy * cy));
        }
    }

    public int Count => _count;

    /// <summary>Returns the corners of the polygon with the fewest sides, and of those the one nearest to the stairs.
    /// That of a loop starts at its first corner and ends at it one turn later.</summary>
    public List<int> Polygon()
    {
        var best = new (int Sides, double Cost, int From)[_count + 1];
        Array.Fill(best, (int.MaxValue, 0, 0));
        best[0] = default;
        for (var i = 0; i < _count; i++)
        {
            var (sides, cost, _) = best[i];
            for (var end = LastEnd(i); end > i; end--)
            {
                ref var other = ref best[end];
                if (sides + 1 > other.Sides) continue;

                var sum = cost + Cost(i, end);
                if (sides + 1 < other.Sides || sum < other.Cost) other = (sides + 1, sum, i);
            }
        }

        var corners = new List<int> { _count };
        while (corners[^1] > 0)
        {
            corners.Add(best[corners[^1]].From);
        }

        corners.Reverse();
        return corners;

        // The stairs are straight one step farther at both sides.
        int LastEnd(int i)
        {
            var before = _isClosed ? i + _count - 1 : Math.Max(0, i - 1);
            var farthest = _longest[before % _count] + (_isClosed ? (i - 1) - ((i + _count - 1) % _count) : 0);
            return Math.Min(_count, Math.Max(i + 1, !_isClosed && farthest == _count ? farthest : farthest - 1));
        }
    }

    /// <summary>Returns the line through the middles of the steps between two corners.</summary>
    public (Point Mean, Point Direction) Line(int from, int to)
    {
        var middles = new Point[to - from];
        for (var i = from; i < to; i++)
        {
            middles[i - from] = 0.5 * (At(i) + At(i + 1));
        }

        return middles.Length > 1 ? LineFit.Through(middles) : (middles[0], (At(to) - At(from)).Unit());
    }

    /// <summary>Returns the curvature of the middles of the steps between two corners, in radians per pixel.</summary>
    public double Curvature(int from, int to)
    {
        var (mean, direction) = Line(from, to);
        double count = to - from, uu = 0, uuuu = 0, uuw = 0;
        for (var i = from; i < to; i++)
        {
            var middle = (0.5 * (At(i) + At(i + 1))) - mean;
            double u = Point.Dot(direction, middle), w = Point.Cross(direction, middle);
            (uu, uuuu, uuw) = (uu + (u * u), uuuu + (u * u * u * u), uuw + (u * u * w));
        }

        // Distances from the line have a sum of 0.
        var spread = uuuu - (uu * uu / count);
        return spread < 1e-6 ? 0 : 2 * uuw / spread;
    }

    public Point At(int i) => _stairs[i > _count ? i % _count : i];

    private int EndOfStraight(int start)
    {
        var limit = _isClosed ? start + _count - 3 : _count;
        var (right, left, directions) = (default(Point), default(Point), 0);
        var end = start;
        for (var from = At(start); end < limit;)
        {
            // If a line passes the ends of a row of steps, it passes the corners between them.
            var last = Math.Min(limit, end + _rows[end % _count]);
            Point way = At(last) - from, step = At(last) - At(end);
            directions |= step.X > 0 ? 1 : step.X < 0 ? 2 : step.Y > 0 ? 4 : 8;
            if ((directions & 3) == 3 || (directions & 12) == 12) break;

            if (IsOutside(way))
            {
                while (!IsOutside(At(end + 1) - from))
                {
                    end++;
                }

                break;
            }

            end = last;
            if (Math.Max(Math.Abs(way.X), Math.Abs(way.Y)) <= 1) continue;

            // A line from the start to a later corner passes within a pixel of this one.
            Point low = way, high = way;
            foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(-1, -1), (1, -1), (-1, 1), (1, 1)])
            {
                var corner = way + new Point(x, y);
                low = Point.Cross(corner, low) > 0 ? corner : low;
                high = Point.Cross(high, corner) > 0 ? corner : high;
            }

            right = right == default || Point.Cross(right, low) > 0 ? low : right;
            left = left == default || Point.Cross(high, left) > 0 ? high : left;
        }

        return Math.Max(end, start + 1);

        bool IsOutside(Point way) => Point.Cross(right, way) < 0 || Point.Cross(way, left) < 0;
    }

    /// <summary>Returns the length of a side times the root of the mean squared distance of the stairs from
    /// it.</summary>
    private double Cost(int from, int to)
    {
        var ((x0, y0, xx0, xy0, yy0), (x1, y1, xx1, xy1, yy1)) = (_sums[from], _sums[to + 1]);
        double count = to + 1 - from;
        Point across = At(to) - At(from), middle = (0.5 * (At(to) + At(from))) - _stairs[0];
        var xx = ((xx1 - xx0 - (2 * (x1 - x0) * middle.X)) / count) + (middle.X * middle.X);
        var xy = ((xy1 - xy0 - ((x1 - x0) * middle.Y) - ((y1 - y0) * middle.X)) / count) + (middle.X * middle.Y);
        var yy = ((yy1 - yy0 - (2 * (y1 - y0) * middle.Y)) / count) + (middle.Y * middle.Y);
        return Math.Sqrt(Math.Max(
            0, (across.Y * across.Y * xx) - (2 * across.X * across.Y * xy) + (across.X * across.X * yy)));
    }
}
