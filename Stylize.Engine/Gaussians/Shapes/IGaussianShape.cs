namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>A parameterization of a Gaussian's shape, in source pixels. Parameterizations convert through the
/// covariance.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface IGaussianShape<TSelf, T>
    where TSelf : struct, IGaussianShape<TSelf, T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>Creates the shape with a given covariance.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    static abstract TSelf FromCovariance(Covariance<T> covariance);

    /// <summary>Returns the covariance, in source pixels squared.</summary>
    Covariance<T> Covariance();

    /// <summary>Returns the inverse of the covariance, per source pixel squared.</summary>
    Covariance<T> InverseCovariance();

    /// <summary>
    /// Returns a description of an invalid parameter as a clause, such as "a scale is not positive"; null for a valid
    /// shape.
    /// </summary>
    string? Defect();
}

/// <summary>Describes invalid parameters of shapes.</summary>
public static class ShapeDefect
{
    /// <summary>Condition number of the covariance above which a shape is ill-conditioned (axis ratio 1000).</summary>
    public const double IllConditioned = 1e6;

    /// <summary>Describes a scale that is not positive and finite; otherwise null.</summary>
    internal static string? OfScale<T>(T value)
        where T : IFloatingPointIeee754<T> =>
        T.IsNaN(value)
            ? "a scale is not a number"
            : !T.IsFinite(value)
            ? "a scale is infinite"
            : value > T.Zero
            ? null
            : "a scale is not positive";

    /// <summary>Describes a value that is not finite; otherwise null.</summary>
    internal static string? OfOther<T>(T value)
        where T : IFloatingPointIeee754<T> =>
        T.IsFinite(value) ? null : "a parameter is not finite";
}
