using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>
/// Logarithm of the mean radius r, ratio e of the axes, and angle: sigma_x = r / sqrt(e), sigma_y = r sqrt(e). Suits quantisation: equal
/// steps are equal ratios.
/// </summary>
/// <param name="LogRadius">Natural logarithm of the geometric mean sqrt(sigma_x sigma_y), in source pixels.</param>
/// <param name="Eccentricity">Ratio of the axes sigma_y / sigma_x, positive; 1 for a circle.</param>
/// <param name="Angle">Angle of the first axis in radians, from the x axis towards the y axis, which points down.</param>
public readonly record struct LogRadiusShape<T>(T LogRadius, T Eccentricity, T Angle) : IGaussianShape<LogRadiusShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static LogRadiusShape<T> FromCovariance(Covariance<T> covariance)
    {
        var euler = EulerShape<T>.FromCovariance(covariance);
        var two = T.One + T.One;
        return new((T.Log(euler.SigmaX) + T.Log(euler.SigmaY)) / two, euler.SigmaY / euler.SigmaX, euler.Angle);
    }

    /// <inheritdoc/>
    public Covariance<T> Covariance() => ToEuler().Covariance();

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => ToEuler().InverseCovariance();

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfOther(LogRadius) ?? ShapeDefect.OfScale(
        Eccentricity) ?? ShapeDefect.OfOther(Angle) ?? ToEuler().Defect();

    private EulerShape<T> ToEuler()
    {
        var radius = T.Exp(LogRadius);
        var root = T.Sqrt(Eccentricity);
        return new(radius / root, radius * root, Angle);
    }
}
