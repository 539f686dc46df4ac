namespace Stylize.Codecs.Pixels;

/// <summary>What a file declares of its samples.</summary>
/// <param name="IsNarrowGray">True if 16 to 235 of 255 is black to white.</param>
/// <param name="IsNarrowAlpha">True if 16 to 235 of 255 is transparent to opaque.</param>
/// <param name="IsPremultiplied">True if colors are multiplied by alpha.</param>
internal readonly record struct DeclaredSamples(bool IsNarrowGray, bool IsNarrowAlpha, bool IsPremultiplied);
