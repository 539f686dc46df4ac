using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>
/// The lower Cholesky factor L = [[L11, 0], [L21, L22]] of the covariance Sigma = L L^T, which is positive definite for any positive
/// diagonal. <see cref="GaussianStore"/> keeps shapes in this form.
/// </summary>
/// <param name="L11">Source pixels, positive.</param>
/// <param name="L21">Source pixels.</param>
/// <param name="L22">Source pixels, positive.</param>
public readonly record struct CholeskyShape<T>(T L11, T L21, T L22) : IGaussianShape<CholeskyShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static CholeskyShape<T> FromCovariance(Covariance<T> covariance)
    {
        var (l11, l21, l22) = covariance.Cholesky();
        return new(l11, l21, l22);
    }

    /// <inheritdoc/>
    public Covariance<T> Covariance() => new(L11 * L11, L11 * L21, (L21 * L21) + (L22 * L22));

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => Covariance<T>.InverseOfProduct(L11, L21, L22);

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfScale(L11) ?? ShapeDefect.OfScale(L22) ?? ShapeDefect.OfOther(L21);
}
