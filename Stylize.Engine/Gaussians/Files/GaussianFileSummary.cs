namespace Stylize.Engine.Gaussians.Files;

/// <summary>What the header of a .g2d file says.</summary>
/// <param name="Width">Width of the source in pixels.</param>
/// <param name="Height">Height of the source in pixels.</param>
/// <param name="Count">Number of Gaussians.</param>
/// <param name="Bytes">Length of the file in bytes.</param>
public readonly record struct GaussianFileSummary(int Width, int Height, int Count, long Bytes);
