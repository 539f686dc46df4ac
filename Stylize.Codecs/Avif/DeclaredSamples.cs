namespace Stylize.Codecs.Avif;

/// <summary>What a file declares of its samples.</summary>
/// <param name="Luma">Parts of red, green and blue in luma if 16 to 235 of 255 is black to white, and decoders leave
/// that; empty if each is stretched alone; otherwise null.</param>
/// <param name="IsNarrowAlpha">True if 16 to 235 of 255 is transparent to opaque.</param>
/// <param name="IsPremultiplied">True if colors are multiplied by alpha.</param>
internal readonly record struct DeclaredSamples(double[]? Luma, bool IsNarrowAlpha, bool IsPremultiplied);
