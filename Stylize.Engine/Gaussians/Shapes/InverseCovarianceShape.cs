using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>
/// The inverse covariance [[A, B], [B, C]]: the squared Mahalanobis distance is A dx^2 + 2 B dx dy + C dy^2, without a division.
/// </summary>
/// <param name="A">Per source pixel squared, positive.</param>
/// <param name="B">Per source pixel squared.</param>
/// <param name="C">Per source pixel squared, positive; A C must exceed B^2.</param>
public readonly record struct InverseCovarianceShape<T>(T A, T B, T C) : IGaussianShape<InverseCovarianceShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static InverseCovarianceShape<T> FromCovariance(Covariance<T> covariance)
    {
        var inverse = covariance.Inverse();
        return new(inverse.XX, inverse.XY, inverse.YY);
    }

    /// <inheritdoc/>
    public Covariance<T> Covariance() => InverseCovariance().Inverse();

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => new(A, B, C);

    /// <inheritdoc/>
    public string? Defect() =>
        ShapeDefect.OfScale(A) ?? ShapeDefect.OfScale(C) ?? ShapeDefect.OfOther(B)
        ?? (InverseCovariance().IsPositiveDefinite ? null : "the matrix is not positive definite");
}
