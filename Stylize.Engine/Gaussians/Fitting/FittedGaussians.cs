using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The Gaussians in pixels of the image; valid until the next fit.</param>
/// <param name="Background">One sample a channel.</param>
/// <param name="Iterations">Iterations of the fit; of a tile where there are several.</param>
internal readonly record struct FittedGaussians(FitParameters Parameters, float[] Background, int Iterations)
{
    /// <summary>The weight that the model calls opacity 1; null for the largest.</summary>
    public float? FullWeight { get; init; }

    /// <summary>The steps that the parameters are quantised to; null where they are not.</summary>
    public CompactSteps? Steps { get; init; }
}
