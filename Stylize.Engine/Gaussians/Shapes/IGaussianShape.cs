using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>A parameterisation of a Gaussian's shape, in source pixels. Implementations are small value types, so generic code over them has no virtual calls.</summary>
public interface IGaussianShape<TSelf, T>
    where TSelf : struct, IGaussianShape<TSelf, T>
    where T : IFloatingPointIeee754<T>
{
    /// <summary>The shape of a covariance.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    static abstract TSelf FromCovariance(Covariance<T> covariance);

    /// <summary>The covariance, pixels squared.</summary>
    Covariance<T> Covariance();

    /// <summary>The inverse of the covariance, per pixel squared.</summary>
    Covariance<T> InverseCovariance();

    /// <summary>Null where the parameters describe an ellipse, else what is wrong with them.</summary>
    string? Defect();
}
