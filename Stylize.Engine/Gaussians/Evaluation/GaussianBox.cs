namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>An axis-aligned box in source pixels.</summary>
public readonly record struct GaussianBox<T>(T Left, T Top, T Right, T Bottom)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>True if the area is zero.</summary>
    public bool IsEmpty => !(Left < Right && Top < Bottom);

    /// <summary>Returns the bounding box of the ellipse of <paramref name="sigmas"/> standard deviations, clipped to the source.</summary>
    /// <param name="sigmas">Standard deviations, above 0.</param>
    /// <param name="width">Width of the source in pixels.</param>
    /// <param name="height">Height of the source in pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GaussianBox<T> Around<TShape>(in Gaussian2D<T, TShape> gaussian, T sigmas, T width, T height)
        where TShape : struct, IGaussianShape<TShape, T>
    {
        var covariance = gaussian.Shape.Covariance();
        var (x, y) = (gaussian.X * width, gaussian.Y * height);
        var (reachX, reachY) = (sigmas * T.Sqrt(covariance.XX), sigmas * T.Sqrt(covariance.YY));
        return new(T.Max(T.Zero, x - reachX), T.Max(T.Zero, y - reachY), T.Min(width, x + reachX), T.Min(height, y + reachY));
    }
}
