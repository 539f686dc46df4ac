namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>
/// The window that is fitted: a Gaussian that falls to zero, without a step, at <see cref="Cutoff"/> standard deviations.
/// </summary>
/// <remarks>w(q) = max(0, exp(-q/2) - exp(-<see cref="Cutoff"/>²/2)), q the squared Mahalanobis distance; a pixel is the normalised
/// weighted average
/// (sum w c + <see cref="Background"/> b) / (sum w + <see cref="Background"/>).</remarks>
internal static class FitKernel
{
    /// <summary>
    /// Mahalanobis distance at which the weight reaches zero; 4.2 gave .03 dB for 44 % more pixels (docs/gaussian-images.md).
    /// </summary>
    public const float Cutoff = 3.5f;

    /// <summary>exp(-Cutoff²/2), subtracted so that the weight ends at zero.</summary>
    public const float Floor = 0.0021874912f;

    /// <summary>Weight of the background colour at every pixel.</summary>
    public const float Background = 0.01f;

    /// <summary>-log2(e)/2: times a squared Mahalanobis distance it is the binary logarithm of exp(-q/2).</summary>
    public const float Log2Scale = -0.72134752f;
}
