using System.Numerics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>A colour in linear sRGB: colours mix to the eye as sums of light, and so do these numbers.</summary>
internal readonly record struct LinearColor(float R, float G, float B)
{
    /// <summary>The linear colour of a pixel; alpha is ignored.</summary>
    public static LinearColor Of(Rgba32 color) => new(Srgb.ToLinear(color.R), Srgb.ToLinear(color.G), Srgb.ToLinear(color.B));

    /// <summary>The linear colour of a Lab colour; it may lie outside sRGB.</summary>
    public static LinearColor Of(Lab color)
    {
        LabConversion.ToLinear(new Vector<float>(color.L), new(color.A), new(color.B), out var r, out var g, out var b);
        return new LinearColor(r[0], g[0], b[0]);
    }

    /// <summary>The colour in Lab, channels below 0 taken as 0.</summary>
    public Lab ToLab()
    {
        LabConversion.FromLinear(
            new Vector<float>(Math.Max(R, 0)), new(Math.Max(G, 0)), new(Math.Max(B, 0)), out var l, out var a, out var b);
        return new Lab(l[0], a[0], b[0]);
    }

    /// <summary>The product of both as vectors.</summary>
    public float Dot(LinearColor other) => (R * other.R) + (G * other.G) + (B * other.B);

    /// <summary>Each channel within plus and minus a limit.</summary>
    public LinearColor Clamp(float limit) =>
        new(Math.Clamp(R, -limit, limit), Math.Clamp(G, -limit, limit), Math.Clamp(B, -limit, limit));

    public static LinearColor operator +(LinearColor x, LinearColor y) => new(x.R + y.R, x.G + y.G, x.B + y.B);

    public static LinearColor operator -(LinearColor x, LinearColor y) => new(x.R - y.R, x.G - y.G, x.B - y.B);

    public static LinearColor operator *(LinearColor x, float factor) => new(x.R * factor, x.G * factor, x.B * factor);
}
