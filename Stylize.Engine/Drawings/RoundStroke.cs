namespace Stylize.Engine.Drawings;

/// <summary>A line with round ends and joins, whose outline it adds to what shapes cover.</summary>
/// <param name="radius">Half of the width, in pixels.</param>
internal readonly struct RoundStroke(CoverageBand cover, double radius)
{
    /// <summary>Width of the gap at a join of two lines that is closed without an arc, in pixels.</summary>
    private const double Straight = 0.1;

    /// <summary>Adds the outline of a line through the points. The parts at a join that the line covers twice have the
    /// same direction, so that they do not cancel each other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<(double X, double Y)> points)
    {
        var (first, last) = (points[0], points[^1]);
        if (IsVisible(first, first)) AddCap(first, points.Length > 1 ? points[1] : (first.X + 1, first.Y));
        if (IsVisible(last, last)) AddCap(last, points.Length > 1 ? points[^2] : (last.X - 1, last.Y));
        for (var i = 1; i < points.Length; i++)
        {
            var (a, b) = (points[i - 1], points[i]);
            if (!IsVisible(a, b)) continue;

            var (x, y) = Side(a, b);
            cover.AddLine((a.X + x, a.Y + y), (b.X + x, b.Y + y));
            cover.AddLine((b.X - x, b.Y - y), (a.X - x, a.Y - y));
            if (i + 1 < points.Length) AddJoin(b, (x, y), Side(b, points[i + 1]));
        }
    }

    private bool IsVisible((double X, double Y) a, (double X, double Y) b) =>
        cover.Shows(Math.Min(a.Y, b.Y) - radius, Math.Max(a.Y, b.Y) + radius);

    /// <summary>Returns the vector from a line to its side.</summary>
    private (double X, double Y) Side((double X, double Y) a, (double X, double Y) b)
    {
        double x = b.X - a.X, y = b.Y - a.Y, scale = radius / Math.Sqrt((x * x) + (y * y));
        return (-y * scale, x * scale);
    }

    /// <summary>Adds the half circle around the end of a line.</summary>
    private void AddCap((double X, double Y) end, (double X, double Y) next)
    {
        var (x, y) = Side(end, next);
        AddArc(end, (-x, -y), (-y, x));
        AddArc(end, (-y, x), (x, y));
    }

    /// <param name="before">The side of the line before the join.</param>
    /// <param name="after">The side of the line after it.</param>
    private void AddJoin((double X, double Y) at, (double X, double Y) before, (double X, double Y) after)
    {
        var (cross, along) = ((before.X * after.Y) - (before.Y * after.X), (before.X * after.X) + (before.Y * after.Y));
        if (along > 0 && Math.Abs(cross) < Straight * radius)
        {
            cover.AddLine((at.X + before.X, at.Y + before.Y), (at.X + after.X, at.Y + after.Y));
            cover.AddLine((at.X - after.X, at.Y - after.Y), (at.X - before.X, at.Y - before.Y));
            return;
        }

        var isLeft = cross > 0;
        var (inner, outer) = isLeft ? (1, -1) : (-1, 1);
        var (from, to) = isLeft ? (after, before) : (before, after);
        (double X, double Y) start = (outer * from.X, outer * from.Y), end = (outer * to.X, outer * to.Y);
        if (along < 0)
        {
            // The middle of a wide arc is in the direction of the line before, turned halfway against that after it.
            double x = before.Y - after.Y, y = after.X - before.X, length = Math.Sqrt((x * x) + (y * y));
            (double X, double Y) middle = (x * radius / length, y * radius / length);
            AddArc(at, start, middle);
            AddArc(at, middle, end);
        }
        else
        {
            AddArc(at, start, end);
        }

        // The inner side passes through the point of the line.
        cover.AddLine((at.X + (inner * to.X), at.Y + (inner * to.Y)), at);
        cover.AddLine(at, (at.X + (inner * from.X), at.Y + (inner * from.Y)));
    }

    /// <summary>Adds an arc of at most a quarter of a circle between two vectors from its center.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void AddArc((double X, double Y) center, (double X, double Y) from, (double X, double Y) to)
    {
        double x = from.X + to.X, y = from.Y + to.Y, length = Math.Sqrt((x * x) + (y * y));
        if (radius - (length / 2) <= CoverageBand.Tolerance)
        {
            cover.AddLine((center.X + from.X, center.Y + from.Y), (center.X + to.X, center.Y + to.Y));
            return;
        }

        (double X, double Y) middle = (x * radius / length, y * radius / length);
        AddArc(center, from, middle);
        AddArc(center, middle, to);
    }
}
