namespace Stylize.Engine.Gaussians.Files;

/// <summary>Steps of one Gaussian, which follow from its size, shape and opacity.</summary>
/// <param name="Stretch">Of the elongation, in <see cref="CompactQuantiser.Units"/>.</param>
/// <param name="Light">Of the light, likewise.</param>
/// <param name="Chroma">Of chroma, likewise.</param>
internal readonly record struct CompactScales(int Stretch, int Light, int Chroma);
