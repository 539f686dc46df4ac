using System.Runtime.InteropServices;

namespace Stylize.Engine.Imaging;

/// <summary>One pixel: sRGB-encoded red, green and blue with straight (not premultiplied) alpha, 8 bits each, in this byte order.</summary>
[StructLayout(LayoutKind.Sequential, Size = 4)]
public readonly record struct Rgba32(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>The colour as #rrggbb; alpha is left out.</summary>
    public string ToHex() => $"#{R:x2}{G:x2}{B:x2}";
}
