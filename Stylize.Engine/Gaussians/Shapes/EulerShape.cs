using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>
/// Standard deviations along two perpendicular axes and the angle of the first: Sigma = R diag(SigmaX^2, SigmaY^2) R^T, R the rotation by
/// the angle.
/// </summary>
/// <param name="SigmaX">Standard deviation along the first axis, source pixels, positive.</param>
/// <param name="SigmaY">Standard deviation along the second axis, source pixels, positive.</param>
/// <param name="Angle">Angle of the first axis in radians, from the x axis towards the y axis, which points down.</param>
public readonly record struct EulerShape<T>(T SigmaX, T SigmaY, T Angle) : IGaussianShape<EulerShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <remarks>The first axis is the longer one.</remarks>
    public static EulerShape<T> FromCovariance(Covariance<T> covariance)
    {
        covariance.ThrowIfNotPositiveDefinite();
        var (large, small, angle) = covariance.Eigen();
        return new(T.Sqrt(large), T.Sqrt(small), angle);
    }

    /// <inheritdoc/>
    public Covariance<T> Covariance() => Rotated(SigmaX * SigmaX, SigmaY * SigmaY);

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => Rotated(T.One / (SigmaX * SigmaX), T.One / (SigmaY * SigmaY));

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfScale(SigmaX) ?? ShapeDefect.OfScale(SigmaY) ?? ShapeDefect.OfOther(Angle);

    private Covariance<T> Rotated(T first, T second)
    {
        var (sin, cos) = T.SinCos(Angle);
        return new(
            (first * cos * cos) + (second * sin * sin),
            (first - second) * cos * sin,
            (first * sin * sin) + (second * cos * cos));
    }
}
