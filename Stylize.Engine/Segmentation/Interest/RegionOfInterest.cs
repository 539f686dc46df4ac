namespace Stylize.Engine.Segmentation.Interest;

/// <summary>A region of an image, drawn by a person. A pixel belongs to it if its center lies inside.</summary>
/// <param name="Name">Equal names are parts of one region.</param>
/// <param name="Rings">
/// Closed polygons in pixels, from the corner of the image; a point is inside if it is inside an odd number of them, so
/// that a ring in another one is a hole.
/// </param>
internal sealed record RegionOfInterest(string Name, IReadOnlyList<(double X, double Y)[]> Rings)
{
    private readonly double _top = Rings.Min(ring => ring.Min(point => point.Y)),
        _bottom = Rings.Max(ring => ring.Max(point => point.Y));

    /// <summary>Returns the polygon of an ellipse in a rectangle, less than 0.01 pixels from it up to a radius of 8,000
    /// pixels.</summary>
    public static (double X, double Y)[] Ellipse(double left, double top, double width, double height)
    {
        var corners = new (double X, double Y)[2048];
        for (var i = 0; i < corners.Length; i++)
        {
            var (sin, cos) = PortableMath.SinCos(2 * Math.PI * i / corners.Length);
            corners[i] = (left + (width / 2 * (1 + cos)), top + (height / 2 * (1 + sin)));
        }

        return corners;
    }

    /// <summary>Returns the columns at which a line of constant Y enters and leaves the region, in order.</summary>
    public List<double> Crossings(double y)
    {
        var crossings = new List<double>();
        foreach (var ring in y >= _top && y <= _bottom ? Rings : [])
        {
            var (x0, y0) = ring[^1];
            foreach (var (x1, y1) in ring)
            {
                if (y0 <= y != y1 <= y)
                {
                    crossings.Add(x0 + ((y - y0) / (y1 - y0) * (x1 - x0)));
                }

                (x0, y0) = (x1, y1);
            }
        }

        crossings.Sort();
        return crossings;
    }

    /// <summary>Returns true if a point is inside, its left border included.</summary>
    public bool Contains(double x, double y) => Crossings(y).Count(crossing => crossing <= x) % 2 == 1;
}
