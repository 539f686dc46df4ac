namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Finds the positions of junctions: the point nearest to the lines along which the boundaries
/// arrive.</summary>
internal static class Junctions
{
    /// <summary>Number of points of a boundary that give its direction.</summary>
    private const int Points = 5;

    /// <summary>Weight of the corner of pixels, relative to a boundary.</summary>
    private const double CornerWeight = 0.03;

    /// <summary>Largest distance from the corner of pixels.</summary>
    private const double MaxDistance = 1.2;

    /// <summary>Largest distance of the first point of a boundary.</summary>
    private const double MaxNear = 4;

    /// <summary>Returns the position of each junction by its corner.</summary>
    public static Dictionary<int, Point> Place(BoundaryPoints edges)
    {
        var (width, height) = (edges.Width, edges.Height);
        var found = new Dictionary<int, LineCrossing>();
        for (var i = 0; i < edges.Boundaries.Count; i++)
        {
            var boundary = edges.Boundaries[i];
            if (boundary.IsClosed) continue;

            var points = edges.Of(i);
            Add(boundary.Start, [.. points.Take(Points)]);
            Add(boundary.End, [.. points.TakeLast(Points).Reverse()]);

            void Add(int at, Point[] near)
            {
                var corner = edges.CornerOf(at);
                if (!found.TryGetValue(at, out var crossing)) crossing = found[at] = new(corner, CornerWeight);
                if (near.Length < 2 || Point.Distance(near[0], corner) > MaxNear) return;

                var (mean, direction) = LineFit.Through(near);
                crossing.Add(mean, direction);
            }
        }

        return found.ToDictionary(pair => pair.Key, pair => At(edges.CornerOf(pair.Key), pair.Value));

        Point At(Point corner, LineCrossing crossing)
        {
            var shift = crossing.Shift(corner.X == 0 || corner.X == width, corner.Y == 0 || corner.Y == height);
            shift = Math.Min(1, MaxDistance / Math.Max(1e-9, shift.Length)) * shift;
            return new(Math.Clamp(corner.X + shift.X, 0, width), Math.Clamp(corner.Y + shift.Y, 0, height));
        }
    }
}
