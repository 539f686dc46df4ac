namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// The outline of a region: rings through pixel corners, so that (0, 0) is the upper left corner of the first pixel. Pieces and holes that
/// touch at a corner are separate rings, as the simple features of the OGC require.
/// </summary>
/// <param name="Polygons">Each has its outer ring first, followed by its holes.</param>
internal sealed record RegionOutline(IReadOnlyList<IReadOnlyList<Ring>> Polygons)
{
    public static IEnumerable<(int Label, RegionOutline Outline)> TraceAll(LabeledRuns labeled, CancellationToken cancellation)
    {
        var regions = new RegionRuns(labeled);
        for (var label = 1; label <= regions.Count; label++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (regions[label].Length > 0)
            {
                yield return (label, new OutlineTracer(regions[label]).Trace());
            }
        }
    }
}

/// <summary>A closed line through pixel corners, without repeating the first point. Outer rings have a positive area.</summary>
internal sealed record Ring(IReadOnlyList<(int X, int Y)> Points)
{
    /// <summary>Twice the area: positive for a ring with its pixels to the right, which is an outer ring.</summary>
    public long DoubleArea { get; } = Points.Select((p, i) => (p, q: Points[(i + 1) % Points.Count]))
        .Sum(e => ((long)e.p.X * e.q.Y) - ((long)e.q.X * e.p.Y));

    /// <summary>Returns true if the center of a pixel is inside.</summary>
    public bool HasPixel(int x, int y)
    {
        var isInside = false;
        for (var i = 0; i < Points.Count; i++)
        {
            var (a, b) = (Points[i], Points[(i + 1) % Points.Count]);
            if (a.X == b.X && a.X > x && Math.Min(a.Y, b.Y) <= y && y < Math.Max(a.Y, b.Y))
            {
                isInside = !isInside;
            }
        }

        return isInside;
    }
}

/// <summary>Traces the border of one region. Edges go clockwise, with the region to the right.</summary>
internal readonly ref struct OutlineTracer
{
    private const int East = 0;
    private const int South = 1;
    private const int West = 2;
    private const int North = 3;

    private readonly int _left;
    private readonly int _top;
    private readonly int _columns;
    private readonly byte[] _edges;

    /// <param name="region">At least one run.</param>
    public OutlineTracer(RegionSpan region)
    {
        (_left, _top) = (TensorPrimitives.Min(region.Starts), region.Top);
        var (width, height) = (TensorPrimitives.Max(region.Ends) - _left, region.Bottom - _top);
        var isInside = new bool[(width + 2) * (height + 2)];
        for (var run = 0; run < region.Length; run++)
        {
            var row = (region.Rows[run] - _top + 1) * (width + 2);
            isInside.AsSpan((row + region.Starts[run] - _left + 1)..(row + region.Ends[run] - _left + 1)).Fill(true);
        }

        // For each corner one bit per edge that starts there.
        _columns = width + 1;
        _edges = new byte[_columns * (height + 1)];
        for (var y = 0; y <= height; y++)
        {
            for (var x = 0; x <= width; x++)
            {
                var at = (y * (width + 2)) + x;
                var (northWest, northEast) = (isInside[at], isInside[at + 1]);
                var (southWest, southEast) = (isInside[at + width + 2], isInside[at + width + 3]);
                _edges[(y * _columns) + x] = (byte)((southEast && !northEast ? 1 << East : 0) | (southWest && !southEast ? 1 << South : 0)
                    | (northWest && !southWest ? 1 << West : 0) | (northEast && !northWest ? 1 << North : 0));
            }
        }
    }

    public RegionOutline Trace()
    {
        var rings = new List<Ring>();
        for (var corner = 0; corner < _edges.Length; corner++)
        {
            while (_edges[corner] != 0)
            {
                Follow(corner, rings);
            }
        }

        var outer = rings.Where(r => r.DoubleArea > 0).ToList();
        var polygons = outer.Select(ring => new List<Ring> { ring }).ToList();
        foreach (var hole in rings.Where(r => r.DoubleArea < 0))
        {
            // The pixel to the right of the first edge belongs to the polygon of the hole.
            var (x, y) = PixelOf(hole);
            var owner = outer.Index().Where(o => outer.Count == 1 || o.Item.HasPixel(x, y)).MinBy(o => o.Item.DoubleArea).Index;
            polygons[owner].Add(hole);
        }

        return new RegionOutline(polygons);
    }

    private static (int X, int Y) PixelOf(Ring ring)
    {
        var (a, b) = (ring.Points[0], ring.Points[1]);
        return a.Y == b.Y
            ? b.X > a.X ? (a.X, a.Y) : (a.X - 1, a.Y - 1)
            : b.Y > a.Y ? (a.X - 1, a.Y) : (a.X, a.Y - 1);
    }

    /// <summary>
    /// Follows the border from a corner until it closes. A part that returns to one of its corners becomes a ring of its own.
    /// </summary>
    private void Follow(int start, List<Ring> rings)
    {
        var path = new List<(int Corner, int Direction)>();
        var touched = new Dictionary<int, int>();
        var corner = start;
        var heading = BitOperations.TrailingZeroCount(_edges[corner]);
        do
        {
            // Only a corner between two diagonal pixels can be passed twice.
            var isShared = BitOperations.PopCount(_edges[corner]) == 2 || touched.ContainsKey(corner);
            if (isShared && touched.TryGetValue(corner, out var since))
            {
                rings.Add(Close(path[since..]));
                foreach (var passed in path[since..])
                {
                    touched.Remove(passed.Corner);
                }

                path.RemoveRange(since, path.Count - since);
            }

            if (isShared)
            {
                touched[corner] = path.Count;
            }

            path.Add((corner, heading));
            _edges[corner] &= (byte)~(1 << heading);
            corner += heading switch { East => 1, South => _columns, West => -1, _ => -_columns };
            heading = Turn(corner, heading);
        }
        while (corner != start);

        rings.Add(Close(path));
    }

    /// <summary>Returns the next direction: right, which keeps diagonal pixels apart, straight on, or left; -1 at the end.</summary>
    private int Turn(int corner, int heading)
    {
        foreach (var turn in (ReadOnlySpan<int>)[1, 0, 3])
        {
            var next = (heading + turn) & 3;
            if ((_edges[corner] & (1 << next)) != 0) return next;
        }

        return -1;
    }

    private Ring Close(List<(int Corner, int Direction)> path)
    {
        var points = new List<(int X, int Y)>();
        for (var i = 0; i < path.Count; i++)
        {
            if (path[i].Direction != path[(i + path.Count - 1) % path.Count].Direction)
            {
                var (y, x) = Math.DivRem(path[i].Corner, _columns);
                points.Add((_left + x, _top + y));
            }
        }

        return new Ring(points);
    }
}
