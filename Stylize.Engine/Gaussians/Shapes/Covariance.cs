using System.Numerics;

namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>A symmetric 2 x 2 matrix [[XX, XY], [XY, YY]]: the covariance of a Gaussian in source pixels squared.</summary>
public readonly record struct Covariance<T>(T XX, T XY, T YY)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>XX YY - XY^2.</summary>
    public T Determinant => (XX * YY) - (XY * XY);

    /// <summary>XX + YY, the sum of the eigenvalues.</summary>
    public T Trace => XX + YY;

    /// <summary>True where every direction has a positive, finite variance (Sylvester's criterion).</summary>
    public bool IsPositiveDefinite => XX > T.Zero && YY > T.Zero && Determinant > T.Zero && T.IsFinite(XX) && T.IsFinite(YY);

    /// <summary>Larger eigenvalue over the smaller one; infinite for a singular matrix.</summary>
    public T ConditionNumber
    {
        get
        {
            var (large, small, _) = Eigen();
            return small > T.Zero ? large / small : T.PositiveInfinity;
        }
    }

    /// <summary>Closed-form eigenvalues, and the angle of the larger one's eigenvector from the x axis toward the y axis, in radians, above -pi/2 to pi/2.</summary>
    /// <remarks>The smaller one is determinant over larger one, which keeps its digits where the two are far apart.</remarks>
    public (T Large, T Small, T Angle) Eigen()
    {
        var two = T.One + T.One;
        var half = (XX - YY) / two;
        var large = (Trace / two) + T.Hypot(half, XY);
        var small = large > T.Zero ? Determinant / large : T.Zero;
        return (large, small, T.Atan2(XY, half) / two);
    }

    /// <summary>The inverse, through the Cholesky factor.</summary>
    /// <exception cref="ArgumentException">The matrix is not positive definite.</exception>
    public Covariance<T> Inverse() => CholeskyShape<T>.FromCovariance(this).InverseCovariance();

    /// <summary>The matrix with a variance s^2 added along both axes: the Gaussian convolved with a round one.</summary>
    public Covariance<T> Blurred(T variance) => new(XX + variance, XY, YY + variance);

    /// <summary>A this A^T for A = [[a, b], [c, d]]: the covariance after the linear map A.</summary>
    public Covariance<T> Mapped(T a, T b, T c, T d)
    {
        var (p, q) = ((a * XX) + (b * XY), (a * XY) + (b * YY));
        var (r, s) = ((c * XX) + (d * XY), (c * XY) + (d * YY));
        return new((p * a) + (q * b), (p * c) + (q * d), (r * c) + (s * d));
    }
}
