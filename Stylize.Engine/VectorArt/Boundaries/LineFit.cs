namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Fits straight lines by total least squares.</summary>
internal static class LineFit
{
    /// <summary>Returns the mean of points and the direction of the line, from the first point to the last.</summary>
    public static (Point Mean, Point Direction) Through(ReadOnlySpan<Point> points)
    {
        double x = 0, y = 0;
        foreach (var point in points)
        {
            x += point.X;
            y += point.Y;
        }

        var mean = new Point(x / points.Length, y / points.Length);
        double xx = 0, xy = 0, yy = 0;
        foreach (var point in points)
        {
            var d = point - mean;
            xx += d.X * d.X;
            xy += d.X * d.Y;
            yy += d.Y * d.Y;
        }

        // The eigenvector of the larger eigenvalue.
        var half = (xx - yy) / 2;
        var root = Math.Sqrt((half * half) + (xy * xy));
        var direction = (half >= 0 ? new Point(half + root, xy) : new Point(xy, root - half)).Unit();
        return (mean, Point.Dot(direction, points[^1] - points[0]) < 0 ? -1 * direction : direction);
    }

    /// <summary>Returns the root of the mean squared distance of points from a line.</summary>
    public static double Error(ReadOnlySpan<Point> points, Point at, Point direction)
    {
        double sum = 0;
        foreach (var point in points)
        {
            var distance = Point.Cross(direction, point - at);
            sum += distance * distance;
        }

        return Math.Sqrt(sum / points.Length);
    }
}
