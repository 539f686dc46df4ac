namespace Stylize.Engine.Gaussians;

/// <summary>The sRGB transfer function of IEC 61966-2-1, extended to values below 0 by odd symmetry.</summary>
public static class SrgbTransfer
{
    /// <summary>Encoded value to linear light.</summary>
    public static float ToLinear(float encoded)
    {
        var v = MathF.Abs(encoded);
        return MathF.CopySign(v <= 0.04045f ? v / 12.92f : MathF.Pow((v + 0.055f) / 1.055f, 2.4f), encoded);
    }

    /// <summary>Linear light to encoded value.</summary>
    public static float ToEncoded(float linear)
    {
        var v = MathF.Abs(linear);
        return MathF.CopySign(v <= 0.0031308f ? v * 12.92f : (1.055f * MathF.Pow(v, 1 / 2.4f)) - 0.055f, linear);
    }
}
