using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Sharpens the corners of strokes.</summary>
internal static class StrokeCorners
{
    /// <summary>Continues straight sides to the corners where they meet: near a corner, the ink of both sides
    /// counts.</summary>
    public static void Straighten(List<Point> points, double radius, bool isClosed, int scale, int reach)
    {
        const int Fitted = 12, MinSide = 6;
        const double MaxError = 0.25, MaxMove = 1.5;
        Point[] from = [.. points];
        var mixed = reach + (int)radius;
        var corners = new List<int>();

        // Points of an enlarged image are nearer to each other than the pixels of the image.
        Point[] apart = [.. from.Where((_, i) => i % scale == 0).Select(point => 1.0 / scale * point)];
        foreach (var (place, _) in CornerFinder.Find(apart, isClosed, noise: 0))
        {
            var index = place * scale;

            // Of corners next to each other, one is kept.
            if (corners.Count == 0 || Gap(corners[^1], index) > reach) corners.Add(index);
            else if (Gap(corners[^1], index) > reach / 2) corners[^1] = (corners[^1] + index) / 2;
        }

        if (corners.Count > 1 && isClosed && Gap(corners[^1], corners[0]) <= reach) corners.RemoveAt(0);

        foreach (var index in corners)
        {
            if (Side(index, -1) is not var (a, way) || Side(index, 1) is not var (b, other)
                || CornerFinder.Intersection(a, way, b, other) is not { } corner
                || Point.Distance(corner, from[index]) > (MaxMove * scale) + radius) continue;

            for (var k = 1; k < mixed; k++)
            {
                MoveTo(a, way, index - k);
                MoveTo(b, other, index + k);
            }

            points[index] = corner;
        }

        int Gap(int before, int after) => isClosed ? Place(after - before) : after - before;

        int Place(int i) => isClosed ? (i + from.Length) % from.Length : i;

        void MoveTo(Point mean, Point way, int i)
        {
            if (Place(i) is var at && at >= 0 && at < from.Length)
            {
                points[at] = mean + (Point.Dot(way, from[at] - mean) * way);
            }
        }

        (Point Mean, Point Direction)? Side(int index, int step)
        {
            var left = isClosed ? from.Length : step > 0 ? from.Length - 1 - index : index;
            var next = corners.Select(i => step > 0 ? Gap(index, i) : Gap(i, index)).Where(gap => gap > 0)
                .Append(mixed + left).Min();
            if (next < MinSide || left < mixed + 2) return null;

            // In the middle of a short side, both corners have the same effect.
            var (first, last) = (Math.Min(mixed, (next / 2) - 1), Math.Max(next - mixed, (next / 2) + 1));
            Point[] side = [.. Enumerable.Range(first, Math.Min(Fitted, last + 1 - first))
                .Select(k => from[Place(index + (step * k))])];
            var fit = LineFit.Through(side);
            return LineFit.Error(side, fit.Mean, fit.Direction) < MaxError * scale ? fit : null;
        }
    }
}
