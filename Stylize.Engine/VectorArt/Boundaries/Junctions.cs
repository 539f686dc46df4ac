namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Finds the positions of junctions: the point nearest to the lines along which the boundaries arrive.</summary>
internal static class Junctions
{
    /// <summary>Number of points of a boundary that give its direction.</summary>
    private const int Points = 5;

    /// <summary>Weight of the corner of pixels, relative to a boundary.</summary>
    private const double CornerWeight = 0.03;

    /// <summary>Largest distance from the corner of pixels.</summary>
    private const double MaxDistance = 1.2;

    /// <summary>Returns the position of each junction by its corner.</summary>
    public static Dictionary<int, Point> Place(BoundaryPoints edges)
    {
        var (width, height) = (edges.Width, edges.Height);
        var sums = new Dictionary<int, (double XX, double XY, double YY, double X, double Y)>();
        for (var i = 0; i < edges.Boundaries.Count; i++)
        {
            var boundary = edges.Boundaries[i];
            if (boundary.IsClosed) continue;

            var points = edges.Of(i);
            Add(boundary.Start, points.Take(Points));
            Add(boundary.End, points.TakeLast(Points).Reverse());

            void Add(int corner, IEnumerable<Point> near)
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, corner, out _);
                if (boundary.IsFrame || Line(near.ToArray(), edges.CornerOf(corner)) is not { } line) return;

                var (at, normal) = line;
                var offset = Point.Dot(normal, at - edges.CornerOf(corner));
                sum.XX += normal.X * normal.X;
                sum.XY += normal.X * normal.Y;
                sum.YY += normal.Y * normal.Y;
                sum.X += normal.X * offset;
                sum.Y += normal.Y * offset;
            }
        }

        return sums.ToDictionary(pair => pair.Key, pair => At(pair.Key, pair.Value));

        Point At(int key, (double XX, double XY, double YY, double X, double Y) sum)
        {
            var corner = edges.CornerOf(key);
            double xx = sum.XX + CornerWeight, yy = sum.YY + CornerWeight;
            var fixesX = corner.X == 0 || corner.X == width;
            var fixesY = corner.Y == 0 || corner.Y == height;
            Point shift;
            if (fixesX || fixesY)
            {
                shift = new(fixesX ? 0 : sum.X / xx, fixesY ? 0 : sum.Y / yy);
            }
            else
            {
                var determinant = (xx * yy) - (sum.XY * sum.XY);
                shift = new(((sum.X * yy) - (sum.Y * sum.XY)) / determinant, ((sum.Y * xx) - (sum.X * sum.XY)) / determinant);
            }

            var length = shift.Length;
            if (length > MaxDistance)
            {
                shift = MaxDistance / length * shift;
            }

            return new(Math.Clamp(corner.X + shift.X, 0, width), Math.Clamp(corner.Y + shift.Y, 0, height));
        }
    }

    /// <summary>Returns the line through points, as one of its points and its normal; null for fewer than 2 points.</summary>
    private static (Point At, Point Normal)? Line(Point[] points, Point corner)
    {
        if (points.Length < 2 || Point.Distance(points[0], corner) > 4) return null;

        var (mean, direction) = LineFit.Through(points);
        return (mean, new(-direction.Y, direction.X));
    }
}
