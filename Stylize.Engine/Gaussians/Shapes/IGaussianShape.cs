namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>A form of a Gaussian's shape, in source pixels. Shapes convert to each other through their covariance.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface IGaussianShape<TSelf, T>
    where TSelf : struct, IGaussianShape<TSelf, T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>The shape with a given covariance.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    static abstract TSelf FromCovariance(Covariance<T> covariance);

    /// <summary>The covariance, source pixels squared.</summary>
    Covariance<T> Covariance();

    /// <summary>The inverse of the covariance, per source pixel squared.</summary>
    Covariance<T> InverseCovariance();

    /// <summary>Null for a valid ellipse; otherwise a clause such as "a scale is not positive".</summary>
    string? Defect();
}

/// <summary>Tests parameters of shapes, and says in words what is wrong with them.</summary>
public static class ShapeDefect
{
    /// <summary>Condition number of the covariance above which a shape counts as ill-conditioned: axes of 1000 to 1.</summary>
    public const double IllConditioned = 1e6;

    /// <summary>Null for a positive, finite scale.</summary>
    internal static string? OfScale<T>(T value)
        where T : IFloatingPointIeee754<T> =>
        T.IsNaN(value)
            ? "a scale is not a number"
            : !T.IsFinite(value)
            ? "a scale is infinite"
            : value > T.Zero
            ? null
            : "a scale is not positive";

    /// <summary>Null for a finite value.</summary>
    internal static string? OfOther<T>(T value)
        where T : IFloatingPointIeee754<T> =>
        T.IsFinite(value) ? null : "a parameter is not finite";
}
