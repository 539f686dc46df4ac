using System.Numerics;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>The plain Gaussian exp(-q/2) at an offset, with the description's cutoffs. Rendering has its own window; see <see cref="GaussianModel"/>.</summary>
public static class GaussianEvaluator
{
    /// <summary>Squared Mahalanobis distance beyond which a Gaussian is zero: exp(-12) is 6e-6.</summary>
    public const float MahalanobisCutoff = 24;

    /// <summary>Weight below which a Gaussian is zero.</summary>
    public const float WeightCutoff = 1e-5f;

    /// <summary>q = d^T Sigma^-1 d.</summary>
    /// <param name="dx">Offset from the centre, source pixels.</param>
    /// <param name="dy">Offset from the centre, source pixels.</param>
    public static T MahalanobisSquared<T, TShape>(in TShape shape, T dx, T dy)
        where T : IFloatingPointIeee754<T>
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var inverse = shape.InverseCovariance();
        var cross = inverse.XY * dx * dy;
        return (inverse.XX * dx * dx) + cross + cross + (inverse.YY * dy * dy);
    }

    /// <summary>exp(-q/2), or zero beyond a cutoff.</summary>
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

    /// <summary>exp(-q/2) for a squared distance, computed as asked, or zero beyond a cutoff.</summary>
    /// <param name="q">Squared Mahalanobis distance, 0 or more.</param>
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
