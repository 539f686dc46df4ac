namespace Stylize.Engine.Tests.Segmentation;

/// <summary>An object with known truth: the pixels whose centre is in or on an ellipse.</summary>
/// <param name="CentreX">Column of the centre.</param>
/// <param name="CentreY">Row of the centre.</param>
/// <param name="A">Semi-axis along the angle.</param>
/// <param name="B">The other semi-axis.</param>
/// <param name="Angle">From the column axis towards the row axis, radians.</param>
internal readonly record struct Ellipse(double CentreX, double CentreY, double A, double B, double Angle = 0)
{
    public bool Contains(int x, int y)
    {
        var (dx, dy) = (x - CentreX, y - CentreY);
        var along = ((dx * Math.Cos(Angle)) + (dy * Math.Sin(Angle))) / A;
        var across = ((dy * Math.Cos(Angle)) - (dx * Math.Sin(Angle))) / B;
        return (along * along) + (across * across) <= 1;
    }

    /// <summary>The pixels inside an image of a size, in raster order.</summary>
    public IEnumerable<(int X, int Y)> Pixels(int width, int height)
    {
        var reach = (int)Math.Ceiling(Math.Max(A, B));
        for (var y = Math.Max(0, (int)CentreY - reach); y <= Math.Min(height - 1, (int)CentreY + reach + 1); y++)
        {
            for (var x = Math.Max(0, (int)CentreX - reach); x <= Math.Min(width - 1, (int)CentreX + reach + 1); x++)
            {
                if (Contains(x, y))
                {
                    yield return (x, y);
                }
            }
        }
    }
}
