using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>
/// A parameterisation of a Gaussian's shape, in source pixels. Any shape converts to any other through its covariance. Implementations are
/// small structs, so that generic code over them has no virtual calls.
/// </summary>
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

    /// <summary>
    /// Null where the parameters describe an ellipse; otherwise what is wrong with them, as a clause such as "a scale is not positive".
    /// </summary>
    string? Defect();
}
