namespace Stylize.Engine.Imaging;

/// <summary>The sRGB transfer function (IEC 61966-2-1) and its inverse. Vector and scalar code give the same bits. The
/// maximum error against double precision over all floats from 1e-9 to 1 is 4.3e-7 in both directions, or, relative to
/// the value, 6.7e-7 for decoding and 7.8e-7 for encoding.</summary>
internal static class Srgb
{
    private static readonly float[] Decoded = DecodeTable();

    /// <summary>Returns the linear value, 0 to 1, of an encoded byte.</summary>
    public static float ToLinear(byte encoded) => Decoded[encoded];

    /// <summary>Returns the relative luminance, 0 to 1, of an opaque color.</summary>
    public static double Luminance(Rgba32 color) =>
        (0.2126 * ToLinear(color.R)) + (0.7152 * ToLinear(color.G)) + (0.0722 * ToLinear(color.B));

    /// <summary>The linear values, 0 to 1, of the 256 encoded bytes.</summary>
    public static ReadOnlySpan<float> LinearOfByte => Decoded;

    /// <summary>Returns the linear value of an encoded value, both 0 to 1. Values out of range are clamped.</summary>
    public static float ToLinear(float encoded) => ToLinear(new Vector<float>(encoded))[0];

    /// <summary>Returns the encoded value of a linear value, both 0 to 1. Values out of range are clamped.</summary>
    public static float FromLinear(float linear) => FromLinear(new Vector<float>(linear))[0];

    /// <summary>Returns the encoded byte nearest to a linear value, 0 to 1. Values out of range are clamped.</summary>
    public static byte ToByte(float linear) => (byte)((FromLinear(linear) * 255f) + 0.5f);

    /// <summary>Converts linear to encoded values. The spans have the same length and may be the same memory.</summary>
    public static void FromLinear(ReadOnlySpan<float> linear, Span<float> encoded)
    {
        CheckLength(linear.Length, encoded.Length);
        var i = 0;
        for (; i <= linear.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            FromLinear(new Vector<float>(linear[i..])).CopyTo(encoded[i..]);
        }

        for (; i < linear.Length; i++)
        {
            encoded[i] = FromLinear(linear[i]);
        }
    }

    /// <summary>Computes u^2.4 with u = (v + 0.055) / 1.055 as u^2 (u^(1/5))^2, or v / 12.92 up to 0.04045.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> ToLinear(Vector<float> encoded)
    {
        var v = Vector.Min(Vector.Max(encoded, Vector<float>.Zero), Vector<float>.One);
        var u = (v + new Vector<float>(0.055f)) * new Vector<float>(1f / 1.055f);
        var root = VectorRoots.FifthRoot(u);
        var isLow = Vector.LessThanOrEqual(v, new Vector<float>(0.04045f));
        return Vector.ConditionalSelect(isLow, v * new Vector<float>(1f / 12.92f), u * u * root * root);
    }

    /// <summary>Computes 1.055 v^(1/2.4) - 0.055, with the power as c sqrt(sqrt(c)) from the cube root c of v, or 12.92
    /// v up to 0.0031308.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector<float> FromLinear(Vector<float> linear)
    {
        var v = Vector.Min(Vector.Max(linear, Vector<float>.Zero), Vector<float>.One);
        var root = VectorRoots.Cbrt(v);
        var power = root * VectorRoots.Square(VectorRoots.Square(root));
        var upper = Vector.Min((new Vector<float>(1.055f) * power) - new Vector<float>(0.055f), Vector<float>.One);
        return Vector.ConditionalSelect(
            Vector.LessThanOrEqual(v, new Vector<float>(0.0031308f)), v * new Vector<float>(12.92f), upper);
    }

    private static float[] DecodeTable()
    {
        var table = new float[256];
        for (var i = 0; i < 256; i++)
        {
            var v = i / 255.0;
            table[i] = (float)(v <= 0.04045 ? v / 12.92 : PortableMath.Pow((v + 0.055) / 1.055, 2.4));
        }

        return table;
    }

    private static void CheckLength(int source, int target)
    {
        if (source != target)
        {
            throw new ArgumentException(
                $"The spans have {source} and {target} values; they must have the same number.");
        }
    }
}
