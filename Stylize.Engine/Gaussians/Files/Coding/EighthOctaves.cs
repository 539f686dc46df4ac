namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Powers and logarithms to base 2 in steps of 1/8, bit-identical on every machine.</summary>
internal static class EighthOctaves
{
    private static readonly double[] Roots =
    [
        1, 1.0905077326652577, 1.1892071150027210, 1.2968395546510096,
        1.4142135623730951, 1.5422108254079407, 1.6817928305074290, 1.8340080864093424,
    ];

    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <summary>Computes 2^(eighths/8). The result must be a normal number.</summary>
    public static double Power(int eighths) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Roots[eighths & 7]) + ((long)(eighths >> 3) << MantissaBits));

    /// <summary>Computes the binary logarithm, rounded down.</summary>
    /// <param name="value">Positive and normal.</param>
    public static int Exponent(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> MantissaBits) - ExponentBias;

    /// <summary>Computes 8 times the binary logarithm, rounded down.</summary>
    public static int Log(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var rest = BitConverter.Int64BitsToDouble((bits & ((1L << MantissaBits) - 1)) | ((long)ExponentBias << MantissaBits));

        // Each of the eight intervals from 1 to 2 contains one root, except for the last.
        var eighth = (int)(bits >> (MantissaBits - 3)) & 7;
        eighth += eighth < 7 && rest >= Roots[eighth + 1] ? 1 : 0;
        return (8 * Exponent(value)) + eighth;
    }
}
