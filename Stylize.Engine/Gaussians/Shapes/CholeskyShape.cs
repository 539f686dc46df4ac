using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>The lower Cholesky factor L = [[L11, 0], [L21, L22]]: Sigma = L L^T, positive definite for any positive diagonal. The store keeps this one.</summary>
/// <param name="L11">Pixels, positive.</param>
/// <param name="L21">Pixels.</param>
/// <param name="L22">Pixels, positive.</param>
public readonly record struct CholeskyShape<T>(T L11, T L21, T L22) : IGaussianShape<CholeskyShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public static CholeskyShape<T> FromCovariance(Covariance<T> covariance)
    {
        ShapeDefect.ThrowIfNotPositiveDefinite(covariance);
        var l11 = T.Sqrt(covariance.XX);
        return new(l11, covariance.XY / l11, T.Sqrt(covariance.Determinant) / l11);
    }

    /// <inheritdoc/>
    public Covariance<T> Covariance() => new(L11 * L11, L11 * L21, (L21 * L21) + (L22 * L22));

    /// <inheritdoc/>
    /// <remarks>L^-T L^-1.</remarks>
    public Covariance<T> InverseCovariance()
    {
        var i11 = T.One / L11;
        var i22 = T.One / L22;
        var i21 = -L21 * i11 * i22;
        return new((i11 * i11) + (i21 * i21), i21 * i22, i22 * i22);
    }

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfScale(L11) ?? ShapeDefect.OfScale(L22) ?? ShapeDefect.OfOther(L21);
}
