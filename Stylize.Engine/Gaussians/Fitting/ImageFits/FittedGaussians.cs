using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The Gaussians in pixels of the image; valid until the next fit.</param>
/// <param name="Background">One sample a channel.</param>
/// <param name="Iterations">Iterations of the fit; of a tile where there are several.</param>
internal readonly record struct FittedGaussians(FitParameters Parameters, float[] Background, int Iterations)
{
    /// <summary>The weight that the model calls opacity 1; null for the largest.</summary>
    public float? FullWeight { get; init; }

    /// <summary>Where the layers of a fit in layers end, in Gaussians; empty where the file's profile plans them.</summary>
    public IReadOnlyList<int> LayerEnds { get; init; } = [];

    /// <summary>The steps that the parameters are quantised to; null where they are not.</summary>
    public CompactSteps? Steps { get; init; }

    /// <summary>The same in pixels of an image so many times as large.</summary>
    /// <param name="factor">Pixels of the image for each pixel that was fitted, along each side.</param>
    /// <param name="held">Holds the parameters of the result, which its owner disposes of; those of an earlier one are disposed of.</param>
    public FittedGaussians Enlarged(int factor, ref FitParameters? held)
    {
        held?.Dispose();
        held = new FitParameters(Math.Max(1, Parameters.Count), Parameters.Channels);
        held.CopyScaled(Parameters, factor);
        return this with { Parameters = held };
    }
}
