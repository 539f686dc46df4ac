namespace Stylize.Engine.Gaussians.Transforms;

/// <summary>x' = A x + B y + X, y' = C x + D y + Y, in source pixels.</summary>
public readonly record struct AffineMap(double A, double B, double C, double D, double X, double Y)
{
    /// <summary>A rotation about a point.</summary>
    /// <param name="degrees">From the x axis toward the y axis: clockwise on the screen.</param>
    public static AffineMap Rotation(double degrees, double centerX, double centerY)
    {
        var (sin, cos) = double.SinCosPi(degrees / 180);
        return new(cos, -sin, sin, cos, centerX - (cos * centerX) + (sin * centerY), centerY - (sin * centerX) - (cos * centerY));
    }

    /// <summary>True where the map can be undone and every number is finite.</summary>
    public bool IsInvertible => Math.Abs((A * D) - (B * C)) > 1e-12 && double.IsFinite(A + B + C + D + X + Y);
}
