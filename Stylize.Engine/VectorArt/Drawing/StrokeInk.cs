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

    /// <summary>Largest length of a line next to another ink that is a rim or a part of that ink, and of a line below
    /// darker ink, in pixels of the image.</summary>
    private const int MaxShort = 16;

    /// <summary>Side of the square that <see cref="_shares"/> holds: many points of a line measure the same
    /// pixels.</summary>
    private const int Known = 256;

    /// <summary>Shares of pixels, by the remainders of their positions.</summary>
    private readonly (int At, byte Ground, double Share)[] _shares = new (int, byte, double)[Known * Known];

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

        StrokeCorners.Straighten(points, radius, isClosed, scale, Reach);
        double[] sorted = [.. widths.Order()];
        var (usual, upper) = (sorted[sorted.Length / 2], sorted[sorted.Length * 3 / 4]);
        var most = Math.Min(MaxWidening * usual, usual + Math.Max(MinExcess * scale, 2 * (upper - usual)));
        bool[] isClear = [.. points.Select((point, i) => widths[i] <= most
            ? usual - widths[i] <= most - usual || !IsNearOther(i)
            : !IsNearOther(i)
                && !crossings.Any(crossing => Point.Distance(crossing, point) < Far * (radius + scale)))];
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

        // The ink of a line counts, and hides that of the stroke.
        bool IsNearOther(int i)
        {
            var ground = GroundNear(points[i], (At(points, i + 1) - At(points, i - 1)).Unit(), radius + scale);
            return Around(points[i], (int)radius + scale).Any(other => other != label && other != ground);
        }

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

    /// <summary>Continues a line at its end straight to a mark that differs more from the ground, if it ends there: it
    /// goes on below darker ink, which cuts it off at a slant.</summary>
    /// <returns>True if the line has such an end.</returns>
    public bool ContinueBelow(List<Point> points, double radius)
    {
        var (left, step, ground) = ClearEnd(points, radius);
        var passed = new List<Point>();
        foreach (var (at, isCovered) in Onward(points[^(left + 1)], step, ground))
        {
            passed.Add(at);
            if (!isCovered) continue;

            points.RemoveRange(points.Count - left, left);
            points.AddRange(passed);
            return true;
        }

        return false;
    }

    /// <summary>Returns the pairs of free ends, as points up to the end, between which a line goes on below darker
    /// ink, with the number of points of both that are next to this ink.</summary>
    public IEnumerable<(int One, int Other, int LeftOfOne, int LeftOfOther)> Below(
        List<(List<Point> Points, double Radius)> ends)
    {
        const double Straight = 0.9;
        List<(int Left, Point Step, byte Ground)> clear = ends.ConvertAll(end => ClearEnd(end.Points, end.Radius));
        var near = Enumerable.Range(0, ends.Count).ToLookup(i => Box(At(i), 0, 0));
        var isTaken = new bool[ends.Count];
        for (var one = 0; one < ends.Count; one++)
        {
            var (covered, reach, ground) = (0, ends[one].Radius + scale, clear[one].Ground);
            var isBelow = Around(At(one), (int)reach).Any(other => other != label && other != ground);
            foreach (var (at, isCovered) in isTaken[one] ? [] : Onward(At(one), clear[one].Step, ground))
            {
                (isBelow, covered) = (isBelow || isCovered, covered + (isCovered ? 1 : 0));
                if (covered > MaxShort * scale) break;
                if (!isBelow) continue;

                var other = Enumerable.Range(0, 9).SelectMany(k => near[Box(at, (k % 3) - 1, (k / 3) - 1)])
                    .Where(i => i != one && !isTaken[i] && Point.Distance(At(i), at) < reach
                        && -Point.Dot(clear[i].Step, clear[one].Step) > Straight)
                    .DefaultIfEmpty(-1).First();
                if (other < 0) continue;

                (isTaken[one], isTaken[other]) = (true, true);
                yield return (one, other, clear[one].Left, clear[other].Left);
                break;
            }
        }

        Point At(int i) => ends[i].Points[^(clear[i].Left + 1)];

        static (int X, int Y) Box(Point at, int dx, int dy) => ((int)(at.X / 16) + dx, (int)(at.Y / 16) + dy);
    }

    /// <summary>Returns the number of the last points of a line that are next to darker ink, the direction before
    /// them, and the label of the ground.</summary>
    private (int Left, Point Step, byte Ground) ClearEnd(List<Point> points, double radius)
    {
        const int Fitted = 32, MinClear = 8;
        var (near, middle) = (radius + scale + 1, points.Count / 2);
        var along = (points[Math.Min(middle + 1, points.Count - 1)] - points[Math.Max(0, middle - 1)]).Unit();
        var ground = GroundNear(points[middle], along, near);
        var end = points.Count;
        while (end > 0 && IsNearCover(points[end - 1], near, ground))
        {
            end--;
        }

        // A short line has no part that is clear of ends.
        end = end < MinClear ? points.Count : end;
        return (points.Count - end,
            LineFit.Through(CollectionsMarshal.AsSpan(points)[Math.Max(0, end - Fitted)..end]).Direction, ground);
    }

    /// <summary>Returns the next points of a line up to a gap, and whether darker ink covers it there.</summary>
    private IEnumerable<(Point At, bool IsCovered)> Onward(Point at, Point step, byte ground)
    {
        const double MaxGap = 2;
        for (var gap = 0; gap <= MaxGap * scale;)
        {
            at += step;
            var (x, y) = ((int)at.X, (int)at.Y);
            var isCovered = (Covers(x, y, ground) && !IsNearest(x, y, label, map.At(x, y))) || IsMixed(x, y, ground);
            gap = isCovered || (IsInside(at) && (map.At(x, y) == label || IsNearest(x, y, label, ground)))
                ? 0 : gap + 1;
            yield return (at, isCovered);
        }
    }

    private bool IsNearCover(Point at, double distance, byte ground)
    {
        for (var y = (int)(at.Y - distance); y <= at.Y + distance; y++)
        {
            for (var x = (int)(at.X - distance); x <= at.X + distance; x++)
            {
                if (Point.Distance(at, new(x + 0.5, y + 0.5)) < distance && Covers(x, y, ground)) return true;
            }
        }

        return false;
    }

    /// <summary>Returns true for a pixel of a label that differs more from the ground than the stroke.</summary>
    private bool Covers(int x, int y, byte ground)
    {
        if (!IsInside(new(x, y))) return false;

        var other = map.At(x, y);
        return other != label && other != ground && fills.ColorOf(ground, x, y) is { } paper
            && fills.ColorOf(label, x, y) is { } own && fills.ColorOf(other, x, y) is { } cover
            && EdgeSharpener.Distance(paper, cover) > EdgeSharpener.Distance(paper, own);
    }

    /// <summary>Returns true for a pixel of another ink that mixes it with that of the stroke.</summary>
    private bool IsMixed(int x, int y, byte ground) =>
        IsInside(new(x, y)) && map.At(x, y) is var other && other != label && other != ground
            && new ColorMix(fills.ColorOf(other, x, y), fills.ColorOf(label, x, y)) is { IsMeasurable: true } mix
            && mix.ShareOf(image[x, y]) > EdgeSharpener.MinThinShare;

    /// <summary>Returns true if the color of a pixel is nearer to that of one label than to that of another.</summary>
    private bool IsNearest(int x, int y, byte label, byte other) =>
        fills.ColorOf(label, x, y) is { } near && fills.ColorOf(other, x, y) is { } far
        && image[x, y] is var pixel && EdgeSharpener.Distance(pixel, near) < EdgeSharpener.Distance(pixel, far);

    /// <summary>Returns true for a short line of pixels next to darker ink, which mix it and the ground, or on a line
    /// of another ink that crosses a darker one.</summary>
    public bool IsRim(List<Point> points)
    {
        const double Width = 1.25, Wide = 4;
        if (points.Count > MaxShort * scale) return false;

        var ground = GroundNear(points[points.Count / 2], (points[^1] - points[0]).Unit(), Wide * scale);
        return IsOfOther(points, ground) || points.TrueForAll(point => IsNearCover(point, Width * scale, ground));
    }

    /// <summary>Returns true if most pixels of a line have the color of another ink at one of its ends.</summary>
    private bool IsOfOther(List<Point> points, byte ground)
    {
        HashSet<byte> others = [.. Around(points[0], 2 * scale), .. Around(points[^1], 2 * scale)];
        return others.Any(other => other != label && other != ground
            && 2 * points.Count(at => IsNearest((int)at.X, (int)at.Y, other, label)) >= points.Count);
    }

    /// <summary>Returns the labels of the pixels in a box.</summary>
    private IEnumerable<byte> Around(Point at, int reach)
    {
        for (int y = (int)at.Y - reach, bottom = (int)at.Y + reach; y <= bottom; y++)
        {
            for (var x = (int)at.X - reach; x <= (int)at.X + reach; x++)
            {
                if (IsInside(new(x, y))) yield return map.At(x, y);
            }
        }
    }

    private bool IsInside(Point at) => at.X >= 0 && at.X < map.Width && at.Y >= 0 && at.Y < map.Height;

    /// <summary>Returns the middle of the ink across a line through a point, and the width of the ink.</summary>
    private (double Offset, double Width) Across(Point at, Point along, double reach)
    {
        double sum = 0, moment = 0;
        var ground = GroundNear(at, along, reach + 1);
        var step = along.X / Deviation;
        var falling = PortableMath.Exp(-step * step);
        foreach (var (y, first, last) in Near(at, along, reach, reach + (2 * Deviation)))
        {
            // The quotients of a Gaussian at equal steps have a constant quotient.
            var forward = Point.Dot(along, new Point(first + 0.5, y + 0.5) - at) / Deviation;
            var weight = PortableMath.Exp(-forward * forward / 2);
            var quotient = PortableMath.Exp(-step * (forward + (step / 2)));
            for (var x = first; x <= last; x++, weight *= quotient, quotient *= falling)
            {
                var across = Point.Cross(along, new Point(x + 0.5, y + 0.5) - at);
                if (Math.Abs(across) > reach || !(ShareAt(x, y, ground) is > 0 and var share)) continue;

                var ink = weight * share;
                (sum, moment) = (sum + ink, moment + (ink * across));
            }
        }

        return sum == 0 ? (0, 0) : (moment / sum, sum / (Math.Sqrt(2 * Math.PI) * Deviation));
    }

    /// <summary>Returns the most frequent other label around a stroke.</summary>
    private byte GroundNear(Point at, Point along, double reach)
    {
        Span<int> counts = stackalloc int[LabelMap.Outside];
        foreach (var (y, first, last) in Near(at, along, reach, reach))
        {
            foreach (var other in map.Row(y)[first..(last + 1)])
            {
                counts[other]++;
            }
        }

        counts[label] = 0;
        return (byte)TensorPrimitives.IndexOfMax<int>(counts);
    }

    private double ShareAt(int x, int y, byte ground)
    {
        var here = map.At(x, y);
        if (here != label && here != ground) return 0;

        ref var known = ref _shares[(y % Known * Known) + (x % Known)];
        if ((known.At, known.Ground) == ((y * map.Width) + x + 1, ground)) return known.Share;

        var mix = new ColorMix(fills.ColorOf(ground, x + 0.5, y + 0.5), fills.ColorOf(label, x + 0.5, y + 0.5));
        var share = mix.IsMeasurable ? mix.ShareOf(image.Row(y)[x]) : here == label ? 1 : 0;
        known = ((y * map.Width) + x + 1, ground, share);
        return share;
    }

    /// <summary>Returns the rows of a box, and the first and the last pixel of each, that are in a strip across the
    /// stroke: those farther along it have no weight, and would cost most of the time of wide strokes.</summary>
    /// <param name="across">Largest distance across the stroke.</param>
    /// <param name="box">Largest distance in x and in y.</param>
    private IEnumerable<(int Y, int First, int Last)> Near(Point at, Point along, double across, double box)
    {
        const double Weightless = 6 * Deviation, Rounding = 1e-6;
        int left = Math.Max(0, (int)(at.X - box)), right = Math.Min(map.Width - 1, (int)(at.X + box));
        int bottom = Math.Min(map.Height - 1, (int)(at.Y + box));
        for (var y = Math.Max(0, (int)(at.Y - box)); y <= bottom; y++)
        {
            var dy = y + 0.5 - at.Y;
            var (low, high) = Within(along.X, along.Y * dy, Weightless);
            var (from, to) = Within(-along.Y, along.X * dy, across);
            var first = Math.Max(left, Math.Ceiling(at.X - 0.5 + Math.Max(low, from) - Rounding));
            var last = Math.Min(right, Math.Floor(at.X - 0.5 + Math.Min(high, to) + Rounding));
            if (first <= last) yield return (y, (int)first, (int)last);
        }

        // The numbers x for which start + (factor * x) is at most a limit away from 0.
        static (double Low, double High) Within(double factor, double start, double limit)
        {
            if (Math.Abs(factor) < Rounding)
            {
                return Math.Abs(start) <= limit
                    ? (double.NegativeInfinity, double.PositiveInfinity)
                    : (double.PositiveInfinity, double.NegativeInfinity);
            }

            var (a, b) = ((-limit - start) / factor, (limit - start) / factor);
            return (Math.Min(a, b), Math.Max(a, b));
        }
    }
}
