namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>A symmetric matrix [[XX, XY], [XY, YY]]: the covariance of a Gaussian, in source pixels squared, or its
/// inverse.</summary>
/// <param name="XX">Variance along x, pixels squared.</param>
/// <param name="XY">Covariance of x and y, pixels squared.</param>
/// <param name="YY">Variance along y, pixels squared.</param>
public readonly record struct Covariance<T>(T XX, T XY, T YY)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>XX YY - XY^2, the product of the eigenvalues.</summary>
    public T Determinant => (XX * YY) - (XY * XY);

    /// <summary>XX + YY, the sum of the eigenvalues.</summary>
    public T Trace => XX + YY;

    /// <summary>True if the matrix is positive definite (Sylvester's criterion) and finite.</summary>
    public bool IsPositiveDefinite =>
        XX > T.Zero && YY > T.Zero && Determinant > T.Zero && T.IsFinite(XX) && T.IsFinite(YY);

    /// <summary>Larger eigenvalue divided by the smaller; infinite for a singular matrix.</summary>
    public T ConditionNumber
    {
        get
        {
            var (large, small, _) = Eigen();
            return small > T.Zero ? large / small : T.PositiveInfinity;
        }
    }

    /// <summary>Returns the eigenvalues in closed form, and the direction of the eigenvector of the larger
    /// one.</summary>
    /// <returns>Larger and smaller eigenvalue, and the angle from the x axis toward the y axis in radians, above -pi/2
    /// to pi/2.</returns>
    /// <remarks>
    /// The smaller eigenvalue is the determinant divided by the larger one, which stays precise if the two differ
    /// widely.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (T Large, T Small, T Angle) Eigen()
    {
        var two = T.One + T.One;
        var half = (XX - YY) / two;
        var large = (Trace / two) + T.Hypot(half, XY);
        var small = large > T.Zero ? Determinant / large : T.Zero;
        return (large, small, T.Atan2(XY, half) / two);
    }

    /// <summary>Returns the lower Cholesky factor L = [[L11, 0], [L21, L22]], with L L^T equal to this
    /// matrix.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (T L11, T L21, T L22) Cholesky()
    {
        ThrowIfNotPositiveDefinite();
        var l11 = T.Sqrt(XX);
        return (l11, XY / l11, T.Sqrt(Determinant) / l11);
    }

    /// <summary>Returns the inverse, L^-T L^-1 with the Cholesky factor L.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public Covariance<T> Inverse()
    {
        var (l11, l21, l22) = Cholesky();
        return InverseOfProduct(l11, l21, l22);
    }

    /// <summary>Returns (L L^T)^-1 = L^-T L^-1 for a lower triangular L with a positive diagonal.</summary>
    internal static Covariance<T> InverseOfProduct(T l11, T l21, T l22)
    {
        var i11 = T.One / l11;
        var i22 = T.One / l22;
        var i21 = -l21 * i11 * i22;
        return new((i11 * i11) + (i21 * i21), i21 * i22, i22 * i22);
    }

    internal void ThrowIfNotPositiveDefinite()
    {
        if (!IsPositiveDefinite)
        {
            throw new ArgumentException(
                Invariant($"The covariance [[{XX}, {XY}], [{XY}, {YY}]] is not positive definite."));
        }
    }
}
