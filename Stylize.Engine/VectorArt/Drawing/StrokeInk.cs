using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>How much of each pixel the strokes of a label cover. An antialiased pixel mixes the colors of stroke and
/// ground in the proportion of their areas, so the mean across a stroke is its exact middle, and the sum its
/// width.</summary>
internal sealed class StrokeInk(LabelMap map, byte label, Raster<Rgba32> image, AreaFills fills, int scale)
{
    /// <summary>Standard deviation along a stroke of the weights of pixels.</summary>
    private const double Deviation = 1.5;

    private const int Reach = 4;

    /// <summary>Moves points across their line to the middle of the stroke, and returns the usual width. Points near
    /// a crossing are left out where the ink of other strokes counts.</summary>
    /// <param name="isFree">True for an end that is not at a crossing.</param>
    public (List<Point> Points, double Width) Middle(
        List<Point> points, double radius, bool isClosed, IReadOnlyList<Point> crossings,
        (bool Start, bool End) isFree)
    {
        const int Passes = 2;
        const double MaxWidening = 1.1, MinExcess = 0.1, MaxOffset = 0.75, Far = 3;
        var widths = new double[points.Count];
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = points;
            points = [.. before.Select((point, i) =>
            {
                var middle = isClosed || before.Count <= 2 * Reach
                    ? i : Math.Clamp(i, Reach, before.Count - 1 - Reach);
                var along = (At(before, middle + Reach) - At(before, middle - Reach)).Unit();
                (var offset, widths[i]) = Across(point, along, radius + scale);
                offset = Math.Clamp(offset, -MaxOffset * scale, MaxOffset * scale);
                return point + (offset * new Point(-along.Y, along.X));
            })];
        }

        double[] sorted = [.. widths.Order()];
        var (usual, upper) = (sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4]);
        var most = Math.Min(MaxWidening * usual, usual + Math.Max(MinExcess * scale, 2 * (upper - usual)));
        bool[] isClear = [.. points.Select((point, i) => widths[i] <= most
            || !crossings.Any(crossing => Point.Distance(crossing, point) < Far * (radius + scale)))];
        if (isFree.Start) isClear.AsSpan(0, Math.Max(0, Array.IndexOf(isClear, true))).Fill(true);
        if (isFree.End) isClear.AsSpan(Array.LastIndexOf(isClear, true) + 1).Fill(true);
        for (int from = Array.IndexOf(isClear, false), to; from >= 0; from = Array.IndexOf(isClear, false, to))
        {
            to = Array.IndexOf(isClear, true, from) is >= 0 and var next ? next : isClear.Length;
            if (!IsStraight(from, to)) isClear.AsSpan(from..to).Fill(true);
            if (to == isClear.Length) break;
        }

        // Even steps, as tangents need.
        var clear = new List<Point>();
        foreach (var point in points.Where((_, i) => isClear[i]))
        {
            var from = clear.Count == 0 ? point : clear[^1];
            var steps = Math.Max(1, (int)Math.Round(Point.Distance(from, point)));
            clear.AddRange(Enumerable.Range(1, steps).Select(k => from + ((double)k / steps * (point - from))));
        }

        return (
            clear.Count < 2 ? points : clear,
            Math.Clamp(usual, Math.Max(1, (2 * radius) - scale), (2 * radius) + scale));

        // A bend is not a crossing.
        bool IsStraight(int from, int to)
        {
            var all = CollectionsMarshal.AsSpan(points);
            if (to - from == all.Length) return false;

            var start = from > 0 ? all[from - 1] : all[to];
            var way = from == 0 ? LineFit.Through(all[to..Math.Min(all.Length, to + (2 * Reach))]).Direction
                : to == all.Length ? LineFit.Through(all[Math.Max(0, from - (2 * Reach))..from]).Direction
                : (all[to] - start).Unit();
            foreach (var point in all[from..to])
            {
                if (Math.Abs(Point.Cross(way, point - start)) > (radius + scale) / 2) return false;
            }

            return true;
        }

        Point At(List<Point> all, int i) =>
            all[isClosed ? (i + (Reach * all.Count)) % all.Count : Math.Clamp(i, 0, all.Count - 1)];
    }

    /// <summary>Returns the middle of the ink across a line through a point, and the width of the ink.</summary>
    private (double Offset, double Width) Across(Point at, Point along, double reach)
    {
        double sum = 0, moment = 0;
        var ground = GroundNear(at, reach);
        foreach (var (x, y) in Near(at, reach + (2 * Deviation)))
        {
            var way = new Point(x + 0.5, y + 0.5) - at;
            double across = Point.Cross(along, way), forward = Point.Dot(along, way) / Deviation;
            if (Math.Abs(across) > reach) continue;

            var ink = Math.Exp(-forward * forward / 2) * ShareAt(x, y, ground);
            (sum, moment) = (sum + ink, moment + (ink * across));
        }

        return sum == 0 ? (0, 0) : (moment / sum, sum / (Math.Sqrt(2 * Math.PI) * Deviation));
    }

    /// <summary>Returns the most frequent other label around a stroke.</summary>
    private byte GroundNear(Point at, double reach)
    {
        Span<int> counts = stackalloc int[LabelMap.Outside];
        foreach (var (x, y) in Near(at, reach + 1))
        {
            counts[map.At(x, y)]++;
        }

        counts[label] = 0;
        return (byte)TensorPrimitives.IndexOfMax<int>(counts);
    }

    private double ShareAt(int x, int y, byte ground)
    {
        const double MinContrast = 64;
        var here = map.At(x, y);
        if (here != label && here != ground) return 0;

        var (ink, paper) = (ColorOf(label, x, y), ColorOf(ground, x, y));
        var (way, found) = (ink - paper, Premultiplied(image.Row(y)[x]) - paper);
        return Vector4.Dot(way, way) < MinContrast ? here == label ? 1 : 0
            : Math.Clamp(Vector4.Dot(way, found) / Vector4.Dot(way, way), 0, 1);
    }

    private IEnumerable<(int X, int Y)> Near(Point at, double reach)
    {
        int left = Math.Max(0, (int)(at.X - reach)), right = Math.Min(map.Width - 1, (int)(at.X + reach));
        int bottom = Math.Min(map.Height - 1, (int)(at.Y + reach));
        for (var y = Math.Max(0, (int)(at.Y - reach)); y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                yield return (x, y);
            }
        }
    }

    private Vector4 ColorOf(byte of, int x, int y) =>
        fills.ColorOf(of, x + 0.5, y + 0.5) is { } color ? Premultiplied(color) : Vector4.Zero;

    private static Vector4 Premultiplied(Rgba32 p) =>
        new(p.R * (p.A / 255f), p.G * (p.A / 255f), p.B * (p.A / 255f), p.A);
}
