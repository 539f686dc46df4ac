namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// The steps of one Gaussian's values, those without another unit in 1 / <see cref="CompactQuantiser.Units"/>; they follow from its size
/// and opacity.
/// </summary>
/// <param name="Stretch">Step of the elongation.</param>
/// <param name="Light">Step of luma.</param>
/// <param name="Chroma">Step of chroma.</param>
/// <param name="Radius">The geometric mean of the standard deviations, in pixels.</param>
/// <param name="Position">Step of the centre of a circle of that size, in grid points.</param>
internal readonly record struct CompactScales(int Stretch, int Light, int Chroma, double Radius, double Position);
