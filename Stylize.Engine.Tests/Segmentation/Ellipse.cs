namespace Stylize.Engine.Tests.Segmentation;

/// <summary>An object with known ground truth: the pixels whose center is in or on an ellipse.</summary>
/// <param name="CenterX">Column of the center.</param>
/// <param name="CenterY">Row of the center.</param>
/// <param name="A">Semi-axis along the angle.</param>
/// <param name="B">The other semi-axis.</param>
/// <param name="Angle">From the column axis toward the row axis, radians.</param>
internal readonly record struct Ellipse(double CenterX, double CenterY, double A, double B, double Angle = 0)
{
    public bool Contains(int x, int y)
    {
        var (dx, dy) = (x - CenterX, y - CenterY);
        var along = ((dx * Math.Cos(Angle)) + (dy * Math.Sin(Angle))) / A;
        var across = ((dy * Math.Cos(Angle)) - (dx * Math.Sin(Angle))) / B;
        return (along * along) + (across * across) <= 1;
    }

    /// <summary>Returns the pixels inside an image of this size, in raster order.</summary>
    public IEnumerable<(int X, int Y)> Pixels(int width, int height)
    {
        var reach = (int)Math.Ceiling(Math.Max(A, B));
        for (var y = Math.Max(0, (int)CenterY - reach); y <= Math.Min(height - 1, (int)CenterY + reach + 1); y++)
        {
            for (var x = Math.Max(0, (int)CenterX - reach); x <= Math.Min(width - 1, (int)CenterX + reach + 1); x++)
            {
                if (Contains(x, y))
                {
                    yield return (x, y);
                }
            }
        }
    }
}
