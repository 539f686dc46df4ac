using System.Runtime.InteropServices;

namespace Stylize.Engine.Imaging;

/// <summary>One pixel: sRGB-encoded red, green and blue with straight (not premultiplied) alpha, one byte each in this order.</summary>
/// <param name="R">Red, sRGB-encoded.</param>
/// <param name="G">Green, sRGB-encoded.</param>
/// <param name="B">Blue, sRGB-encoded.</param>
/// <param name="A">Alpha: 0 is transparent, 255 opaque.</param>
[StructLayout(LayoutKind.Sequential, Size = 4)]
public readonly record struct Rgba32(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>The colour as #rrggbb, in lower case; alpha is left out.</summary>
    public string ToHex() => $"#{R:x2}{G:x2}{B:x2}";
}
