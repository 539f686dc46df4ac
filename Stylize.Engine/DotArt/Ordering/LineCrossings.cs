using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Removes the crossings that a search with neighbor lists can leave in a path. If two links cross, reversing
/// the run between them shortens the path (Flood, 1956).</summary>
internal sealed unsafe class LineCrossings(Dot* points, int count, TourSearch search)
{
    public void RemoveAll(CancellationToken cancellation)
    {
        for (var round = 0; round < 1000; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var crossings = Find();
            if (crossings.Count == 0) return;

            // A reversal moves the links behind its start, so only pairs that end before the last reversed run are
            // still valid.
            var free = int.MaxValue;
            foreach (var (first, second) in crossings.OrderByDescending(pair => pair.First))
            {
                if (second < free)
                {
                    search.Reverse(first + 1, second);
                    free = first;
                }
            }
        }
    }

    /// <summary>Returns true if two links intersect and reconnecting their ends is shorter.</summary>
    private static bool Intersect(in Dot a, in Dot b, in Dot c, in Dot d)
    {
        double abc = Side(a, b, c), abd = Side(a, b, d), cda = Side(c, d, a), cdb = Side(c, d, b);
        if (abc * abd > 0 || cda * cdb > 0 || (abc == 0 && abd == 0 && !Overlap(a, b, c, d))) return false;

        return Length(a, c) + Length(b, d) < Length(a, b) + Length(c, d) - 1e-6;
    }

    private static bool Overlap(in Dot a, in Dot b, in Dot c, in Dot d) =>
        Math.Max(a.X, b.X) >= Math.Min(c.X, d.X) && Math.Max(c.X, d.X) >= Math.Min(a.X, b.X)
        && Math.Max(a.Y, b.Y) >= Math.Min(c.Y, d.Y) && Math.Max(c.Y, d.Y) >= Math.Min(a.Y, b.Y);

    private static double Side(in Dot a, in Dot b, in Dot p) =>
        (((double)b.X - a.X) * ((double)p.Y - a.Y)) - (((double)b.Y - a.Y) * ((double)p.X - a.X));

    private static double Length(in Dot a, in Dot b)
    {
        double dx = (double)a.X - b.X, dy = (double)a.Y - b.Y;
        return Math.Sqrt((dx * dx) + (dy * dy));
    }

    /// <summary>Returns the pairs of intersecting links as positions of their first points, lower position
    /// first.</summary>
    private HashSet<(int First, int Second)> Find()
    {
        var dots = new ReadOnlySpan<Dot>(points, count);
        var order = search.Order;
        float left = float.MaxValue, top = float.MaxValue, right = 0, bottom = 0;
        foreach (var dot in dots)
        {
            (left, right) = (Math.Min(left, dot.X), Math.Max(right, dot.X));
            (top, bottom) = (Math.Min(top, dot.Y), Math.Max(bottom, dot.Y));
        }

        var size = Math.Max(1e-3f, MathF.Sqrt((right - left + 1e-3f) * (bottom - top + 1e-3f) / dots.Length));
        var columns = Math.Max(1, (int)((right - left) / size) + 1);
        var rows = Math.Max(1, (int)((bottom - top) / size) + 1);
        using var heads = new PooledBuffer<int>(columns * rows);
        heads.Span.Fill(-1);
        var entries = new List<(int Link, int Next)>(2 * dots.Length);
        var crossings = new HashSet<(int, int)>();
        for (var link = 0; link < order.Length - 1; link++)
        {
            ref readonly var a = ref dots[order[link]];
            ref readonly var b = ref dots[order[link + 1]];
            int x0 = (int)((Math.Min(a.X, b.X) - left) / size), x1 = (int)((Math.Max(a.X, b.X) - left) / size);
            int y0 = (int)((Math.Min(a.Y, b.Y) - top) / size), y1 = (int)((Math.Max(a.Y, b.Y) - top) / size);
            for (var y = y0; y <= y1; y++)
            {
                for (var x = x0; x <= x1; x++)
                {
                    ref var head = ref heads.Span[(y * columns) + x];
                    for (var at = head; at >= 0; at = entries[at].Next)
                    {
                        var other = entries[at].Link;
                        if (other < link - 1 && Intersect(dots[order[other]], dots[order[other + 1]], a, b))
                        {
                            crossings.Add((other, link));
                        }
                    }

                    entries.Add((link, head));
                    head = entries.Count - 1;
                }
            }
        }

        return crossings;
    }
}
