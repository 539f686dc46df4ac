namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>The point nearest to several lines, in the least squares of its distances from them and from an
/// origin.</summary>
/// <param name="origin">A point near the lines.</param>
/// <param name="weight">Weight of the origin, relative to a line.</param>
internal sealed class LineCrossing(Point origin, double weight)
{
    private double _xx = weight, _xy, _yy = weight, _x, _y;

    public void Add(Point at, Point direction)
    {
        var normal = new Point(-direction.Y, direction.X);
        var offset = Point.Dot(normal, at - origin);
        (_xx, _xy, _yy) = (_xx + (normal.X * normal.X), _xy + (normal.X * normal.Y), _yy + (normal.Y * normal.Y));
        (_x, _y) = (_x + (normal.X * offset), _y + (normal.Y * offset));
    }

    /// <summary>Returns the way from the origin to the point.</summary>
    /// <param name="fixesX">True to keep the column of the origin.</param>
    /// <param name="fixesY">True to keep the row of the origin.</param>
    public Point Shift(bool fixesX = false, bool fixesY = false)
    {
        var determinant = (_xx * _yy) - (_xy * _xy);
        return fixesX || fixesY ? new(fixesX ? 0 : _x / _xx, fixesY ? 0 : _y / _yy)
            : new(((_x * _yy) - (_y * _xy)) / determinant, ((_y * _xx) - (_x * _xy)) / determinant);
    }
}
