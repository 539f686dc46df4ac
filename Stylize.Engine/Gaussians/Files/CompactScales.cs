namespace Stylize.Engine.Gaussians.Files;

/// <summary>The steps of one Gaussian's values; they follow from its size and opacity.</summary>
/// <param name="StretchStep">Step of the elongation.</param>
/// <param name="LightStep">Step of luma.</param>
/// <param name="ChromaStep">Step of chroma.</param>
/// <param name="Radius">The geometric mean of the standard deviations, in pixels.</param>
/// <param name="Position">Step of the centre of a circle of that size, in grid points.</param>
internal readonly record struct CompactScales(
    CompactStep StretchStep, CompactStep LightStep, CompactStep ChromaStep, double Radius, double Position)
{
    /// <summary>Step of the elongation, in 1 / <see cref="CompactQuantiser.Units"/>.</summary>
    public int Stretch => StretchStep.Whole;

    /// <summary>Step of luma, in 1 / <see cref="CompactQuantiser.Units"/>.</summary>
    public int Light => LightStep.Whole;

    /// <summary>Step of chroma, in 1 / <see cref="CompactQuantiser.Units"/>.</summary>
    public int Chroma => ChromaStep.Whole;
}
