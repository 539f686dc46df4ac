namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The Gaussian that is fitted: a bell that ends continuously at <see cref="Cutoff"/> sigmas.</summary>
/// <remarks>w(q) = max(0, exp(-q/2) - exp(-<see cref="Cutoff"/>²/2)), q the squared Mahalanobis distance; a pixel is
/// (sum w c + <see cref="Background"/> b) / (sum w + <see cref="Background"/>).</remarks>
public static class FitKernel
{
    /// <summary>Distance in sigmas where the weight reaches zero.</summary>
    public const float Cutoff = 3.5f;

    /// <summary>exp(-Cutoff²/2), subtracted so that the weight ends at zero.</summary>
    public const float Floor = 0.0021874912f;

    /// <summary>Weight of the background colour at every pixel.</summary>
    public const float Background = 0.01f;

    /// <summary>-log2(e)/2: takes a squared Mahalanobis distance to the binary logarithm of the bell.</summary>
    internal const float Log2Scale = -0.72134752f;
}
