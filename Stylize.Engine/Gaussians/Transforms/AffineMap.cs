using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Transforms;

/// <summary>The affine map x' = A x + B y + X, y' = C x + D y + Y, in source pixels.</summary>
/// <param name="A">Factor of x in x'.</param>
/// <param name="B">Factor of y in x'.</param>
/// <param name="C">Factor of x in y'.</param>
/// <param name="D">Factor of y in y'.</param>
/// <param name="X">Translation to the right, pixels.</param>
/// <param name="Y">Translation down, pixels.</param>
public readonly record struct AffineMap(double A, double B, double C, double D, double X, double Y)
{
    /// <summary>A rotation about a point.</summary>
    /// <param name="degrees">Degrees from the x axis towards the y axis, which is clockwise on the screen.</param>
    /// <param name="centerX">Column of the point, pixels.</param>
    /// <param name="centerY">Row of the point, pixels.</param>
    public static AffineMap Rotation(double degrees, double centerX, double centerY)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(degrees);
        return new(cos, -sin, sin, cos, centerX - (cos * centerX) + (sin * centerY), centerY - (sin * centerX) - (cos * centerY));
    }

    /// <summary>True where the map has an inverse and every number is finite.</summary>
    public bool IsInvertible => Math.Abs((A * D) - (B * C)) > 1e-12 && double.IsFinite(A + B + C + D + X + Y);
}
