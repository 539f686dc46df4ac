namespace Stylize.Engine.Gaussians.Shapes;

/// <summary>Standard deviations and the angle of the first axis: Sigma = R diag(SigmaX^2, SigmaY^2) R^T.</summary>
/// <param name="SigmaX">Standard deviation along the first axis, source pixels, positive.</param>
/// <param name="SigmaY">Standard deviation along the second axis, source pixels, positive.</param>
/// <param name="Angle">Angle of the first axis in radians, from the x axis toward the y axis, which points
/// down.</param>
public readonly record struct EulerShape<T>(T SigmaX, T SigmaY, T Angle) : IGaussianShape<EulerShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    /// <remarks>The first axis is the longer one.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EulerShape<T> FromCovariance(Covariance<T> covariance)
    {
        covariance.ThrowIfNotPositiveDefinite();
        var (large, small, angle) = covariance.Eigen();
        return new(T.Sqrt(large), T.Sqrt(small), angle);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Covariance<T> Covariance() => Rotated(SigmaX * SigmaX, SigmaY * SigmaY);

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => Rotated(T.One / (SigmaX * SigmaX), T.One / (SigmaY * SigmaY));

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfScale(SigmaX) ?? ShapeDefect.OfScale(SigmaY) ?? ShapeDefect.OfOther(Angle);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Covariance<T> Rotated(T first, T second)
    {
        var (sin, cos) = T.SinCos(Angle);
        return new((first * cos * cos) + (second * sin * sin), (first - second) * cos * sin,
            (first * sin * sin) + (second * cos * cos));
    }
}

/// <summary>Log mean radius, axis ratio e and angle: sigma_x = r / sqrt(e), sigma_y = r sqrt(e). Equal steps are equal
/// ratios.</summary>
/// <param name="LogRadius">Natural logarithm of the geometric mean sqrt(sigma_x sigma_y), in source pixels.</param>
/// <param name="Eccentricity">Ratio of the axes sigma_y / sigma_x, positive; 1 for a circle.</param>
/// <param name="Angle">Angle of the first axis in radians, from the x axis toward the y axis, which points
/// down.</param>
public readonly record struct LogRadiusShape<T>(T LogRadius, T Eccentricity, T Angle)
    : IGaussianShape<LogRadiusShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LogRadiusShape<T> FromCovariance(Covariance<T> covariance)
    {
        var euler = EulerShape<T>.FromCovariance(covariance);
        var two = T.One + T.One;
        return new(T.Log(euler.SigmaX * euler.SigmaY) / two, euler.SigmaY / euler.SigmaX, euler.Angle);
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

/// <summary>The inverse covariance: the squared Mahalanobis distance is A dx^2 + 2 B dx dy + C dy^2.</summary>
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

/// <summary>The lower Cholesky factor L = [[L11, 0], [L21, L22]] of Sigma = L L^T, as stored by
/// <see cref="GaussianStore"/>.</summary>
/// <param name="L11">Source pixels, positive.</param>
/// <param name="L21">Source pixels.</param>
/// <param name="L22">Source pixels, positive.</param>
public readonly record struct CholeskyShape<T>(T L11, T L21, T L22) : IGaussianShape<CholeskyShape<T>, T>
    where T : IFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CholeskyShape<T> FromCovariance(Covariance<T> covariance)
    {
        var (l11, l21, l22) = covariance.Cholesky();
        return new(l11, l21, l22);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Covariance<T> Covariance() => new(L11 * L11, L11 * L21, (L21 * L21) + (L22 * L22));

    /// <inheritdoc/>
    public Covariance<T> InverseCovariance() => Covariance<T>.InverseOfProduct(L11, L21, L22);

    /// <inheritdoc/>
    public string? Defect() => ShapeDefect.OfScale(L11) ?? ShapeDefect.OfScale(L22) ?? ShapeDefect.OfOther(L21);
}
