using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// The outline of a region: rings through pixel corners, so that (0, 0) is the upper left corner of the first pixel.
/// Pieces and holes that touch at a corner are separate rings, as the simple features of the OGC require.
/// </summary>
/// <param name="Polygons">Each has its outer ring first, followed by its holes.</param>
internal sealed record RegionOutline(IReadOnlyList<IReadOnlyList<Ring>> Polygons)
{
    public static IEnumerable<(int Label, RegionOutline Outline)> TraceAll(
        LabeledRuns labeled, CancellationToken cancellation)
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

/// <summary>A closed line through pixel corners, without repeating the first point. Outer rings have a positive
/// area.</summary>
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

/// <summary>Traces the border of one region, with the region to the right. Diagonal pixels are apart.</summary>
internal readonly ref struct OutlineTracer
{
    private readonly int _left;
    private readonly int _top;
    private readonly BorderTracer _borders;
    private readonly Func<int, int, bool> _isInside;

    /// <param name="region">At least one run.</param>
    public OutlineTracer(RegionSpan region)
    {
        (_left, _top) = (region.Left, region.Top);
        var (width, height) = (region.Right - _left, region.Bottom - _top);
        var (margin, left, top) = (width + 2, _left, _top);
        var isInside = new byte[margin * (height + 2)];
        for (var run = 0; run < region.Length; run++)
        {
            var row = ((region.Rows[run] - top + 1) * margin) - left + 1;
            isInside.AsSpan((row + region.Starts[run])..(row + region.Ends[run])).Fill(1);
        }

        _isInside = (x, y) => isInside[((y + 1) * margin) + x + 1] != 0;
        var apart = (int x, int y) => isInside[((y + 1) * margin) + x + 1] == 0;
        _borders = new BorderTracer(width, height);
        for (var y = 0; y <= height; y++)
        {
            _borders.Mark(y, isInside.AsSpan(y * margin, margin), isInside.AsSpan((y + 1) * margin, margin), apart);
        }
    }

    public RegionOutline Trace()
    {
        var rings = new List<Ring>();
        foreach (var border in _borders.Closed(_isInside))
        {
            Split(border, rings);
        }

        var outer = rings.Where(r => r.DoubleArea > 0).ToList();
        var polygons = outer.Select(ring => new List<Ring> { ring }).ToList();
        foreach (var hole in rings.Where(r => r.DoubleArea < 0))
        {
            // The pixel to the right of the first edge belongs to the polygon of the hole.
            var (x, y) = PixelOf(hole);
            var owner = outer.Index().Where(o => outer.Count == 1 || o.Item.HasPixel(x, y))
                .MinBy(o => o.Item.DoubleArea).Index;
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

    /// <summary>A part of a border that returns to one of its corners becomes a ring of its own.</summary>
    private void Split(int[] border, List<Ring> rings)
    {
        var path = new List<int>();
        var touched = new Dictionary<int, int>();
        foreach (var corner in border.AsSpan(..^1))
        {
            if (_borders.IsShared(corner))
            {
                if (touched.TryGetValue(corner, out var since))
                {
                    rings.Add(Close(path[since..]));
                    path[since..].ForEach(passed => touched.Remove(passed));
                    path.RemoveRange(since, path.Count - since);
                }

                touched[corner] = path.Count;
            }

            path.Add(corner);
        }

        rings.Add(Close(path));
    }

    private Ring Close(List<int> path)
    {
        var points = new List<(int X, int Y)>();
        for (var i = 0; i < path.Count; i++)
        {
            var (before, after) = (path[(i + path.Count - 1) % path.Count], path[(i + 1) % path.Count]);
            if (path[i] - before != after - path[i])
            {
                var (y, x) = Math.DivRem(path[i], _borders.Stride);
                points.Add((_left + x, _top + y));
            }
        }

        return new Ring(points);
    }
}
