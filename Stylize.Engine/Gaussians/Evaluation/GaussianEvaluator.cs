using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>
/// Evaluates exp(-q/2) at an offset from the center, truncated to 0 if negligible. Rendering uses a continuous window instead.
/// </summary>
public static class GaussianEvaluator
{
    /// <summary>Squared Mahalanobis distance above which a weight is 0: exp(-12) is 6e-6.</summary>
    public const float MahalanobisCutoff = 24;

    /// <summary>Weight below which a weight is 0.</summary>
    public const float WeightCutoff = 1e-5f;

    /// <summary>Computes the squared Mahalanobis distance q = d^T Sigma^-1 d.</summary>
    /// <param name="dx">Horizontal offset from the center, in source pixels.</param>
    /// <param name="dy">Vertical offset from the center, in source pixels.</param>
    public static T MahalanobisSquared<T, TShape>(in TShape shape, T dx, T dy)
        where T : IFloatingPointIeee754<T>
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var inverse = shape.InverseCovariance();
        var cross = inverse.XY * dx * dy;
        return (inverse.XX * dx * dx) + cross + cross + (inverse.YY * dy * dy);
    }

    /// <summary>Computes exp(-q/2), or 0 beyond the cutoffs.</summary>
    public static T Weight<T, TShape>(in TShape shape, T dx, T dy)
        where T : IFloatingPointIeee754<T>
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var q = MahalanobisSquared(shape, dx, dy);
        if (!(q <= T.CreateTruncating(MahalanobisCutoff))) return T.Zero;

        var weight = T.Exp(-q / (T.One + T.One));
        return weight >= T.CreateTruncating(WeightCutoff) ? weight : T.Zero;
    }

    /// <summary>Computes exp(-q/2) of a squared Mahalanobis distance, or 0 beyond the cutoffs.</summary>
    /// <param name="q">Squared Mahalanobis distance, 0 or more.</param>
    public static float Weight(float q, ExponentialKind kind)
    {
        if (!(q <= MahalanobisCutoff)) return 0;

        var weight = kind switch
        {
            ExponentialKind.Polynomial => Exp2Polynomial.Evaluate(q * -0.72134752f),
            ExponentialKind.Table => ExponentialTable.Evaluate(q / 2),
            _ => MathF.Exp(q / -2),
        };
        return weight >= WeightCutoff ? weight : 0;
    }
}

/// <summary>Method of computing the exponential.</summary>
public enum ExponentialKind
{
    /// <summary>The platform's function, correct to about one unit in the last place.</summary>
    Exact,

    /// <summary>A power of two times a polynomial of degree 5, as in rendering. The relative error is at most 2e-6.</summary>
    Polynomial,

    /// <summary>The nearest of 4096 table entries. The relative error is at most 0.15%.</summary>
    Table,
}

/// <summary>Looks up exp(-h) for h in [0,12] in a table. The relative error is at most 0.15%.</summary>
public static class ExponentialTable
{
    /// <summary>Number of entries.</summary>
    public const int Count = 4096;

    /// <summary>Largest h of the table.</summary>
    public const float MaxArgument = 12;

    internal const float StepsPerUnit = (Count - 1) / MaxArgument;

    private static readonly float[] Values = [.. Enumerable.Range(0, Count).Select(i => (float)Math.Exp(-i / (double)StepsPerUnit))];

    /// <summary>Returns the nearest entry.</summary>
    /// <param name="h">Argument, clamped to [0,12].</param>
    public static float Evaluate(float h) => Values[(int)(Math.Clamp(h, 0, MaxArgument) * StepsPerUnit + 0.5f)];
}
