using System.Numerics;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>
/// The Gaussian function exp(-q/2) at an offset from the centre, cut off where it is negligible. (Rendering subtracts a constant instead,
/// to end continuously; see <see cref="GaussianModel"/>.)
/// </summary>
public static class GaussianEvaluator
{
    /// <summary>Squared Mahalanobis distance above which a weight is 0: exp(-12) is 6e-6.</summary>
    public const float MahalanobisCutoff = 24;

    /// <summary>Weights below this are 0.</summary>
    public const float WeightCutoff = 1e-5f;

    /// <summary>The squared Mahalanobis distance q = d^T Sigma^-1 d.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dx">x less that of the centre, source pixels.</param>
    /// <param name="dy">y less that of the centre, source pixels.</param>
    public static T MahalanobisSquared<T, TShape>(in TShape shape, T dx, T dy)
        where T : IFloatingPointIeee754<T>
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var inverse = shape.InverseCovariance();
        var cross = inverse.XY * dx * dy;
        return (inverse.XX * dx * dx) + cross + cross + (inverse.YY * dy * dy);
    }

    /// <summary>exp(-q/2), or 0 beyond a cutoff.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="dx">x less that of the centre, source pixels.</param>
    /// <param name="dy">y less that of the centre, source pixels.</param>
    public static T Weight<T, TShape>(in TShape shape, T dx, T dy)
        where T : IFloatingPointIeee754<T>
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var q = MahalanobisSquared(shape, dx, dy);
        if (!(q <= T.CreateTruncating(MahalanobisCutoff)))
        {
            return T.Zero;
        }

        var weight = T.Exp(-q / (T.One + T.One));
        return weight >= T.CreateTruncating(WeightCutoff) ? weight : T.Zero;
    }

    /// <summary>exp(-q/2) of a squared distance, or 0 beyond a cutoff.</summary>
    /// <param name="q">Squared Mahalanobis distance, 0 or more.</param>
    /// <param name="kind">How the exponential is computed.</param>
    public static float Weight(float q, ExponentialKind kind)
    {
        if (!(q <= MahalanobisCutoff))
        {
            return 0;
        }

        var weight = kind switch
        {
            ExponentialKind.Polynomial => Exp2Polynomial.Evaluate(q * -0.72134752f),
            ExponentialKind.Table => ExponentialTable.Evaluate(q / 2),
            _ => MathF.Exp(q / -2),
        };
        return weight >= WeightCutoff ? weight : 0;
    }
}
