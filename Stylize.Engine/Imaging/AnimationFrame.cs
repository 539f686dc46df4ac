namespace Stylize.Engine.Imaging;

/// <summary>One picture of an animation, on the full canvas.</summary>
/// <param name="Image">The pixels; all frames of an animation have one size. It stays the caller's, who may use it again for the next
/// frame.</param>
/// <param name="Milliseconds">How long it is shown, 0 or more. GIF stores hundredths of a second, rounded to nearest.</param>
public readonly record struct AnimationFrame(Raster<Rgba32> Image, int Milliseconds);
