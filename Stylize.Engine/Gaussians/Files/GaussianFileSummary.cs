namespace Stylize.Engine.Gaussians.Files;

/// <param name="Width">Width of the source in pixels.</param>
/// <param name="Height">Height of the source in pixels.</param>
/// <param name="Count">Gaussians that the header promises.</param>
/// <param name="Bytes">Length of the file.</param>
public readonly record struct GaussianFileSummary(int Width, int Height, int Count, long Bytes);
