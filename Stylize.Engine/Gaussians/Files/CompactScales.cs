namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// The steps of one Gaussian's values, in 1 / <see cref="CompactQuantiser.Units"/>; they follow from its size and opacity.
/// </summary>
/// <param name="Stretch">Step of the elongation.</param>
/// <param name="Light">Step of luma.</param>
/// <param name="Chroma">Step of chroma.</param>
internal readonly record struct CompactScales(int Stretch, int Light, int Chroma);
