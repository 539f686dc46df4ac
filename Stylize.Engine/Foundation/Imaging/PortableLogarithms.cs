namespace Stylize.Engine.Imaging;

/// <summary>Returns logarithms of four numbers with the same bits as <see cref="PortableMath.Log"/>.</summary>
internal static class PortableLogarithms
{
    /// <summary>Number of bits of the mantissa of a double.</summary>
    internal const int MantissaBits = 52;

    /// <summary>Adding an integer below 2^51 in magnitude leaves it in the low bits of the sum.</summary>
    internal const double Shifter = 6755399441055744;

    private const long Exponent0 = 1023;

    /// <param name="values">Positive normal numbers.</param>
    public static Vector256<double> Log(Vector256<double> values)
    {
        var (fraction, whole) = Split(values);
        return (whole * PortableMath.Ln2High) + (fraction + (whole * PortableMath.Ln2Low));
    }

    /// <summary>Returns the natural logarithm of the mantissa, which is between sqrt(1/2) and sqrt(2), and the exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> Fraction, Vector256<double> Exponent) Split(Vector256<double> values)
    {
        var bits = values.AsInt64();
        var mantissa = ((bits & Vector256.Create((1L << MantissaBits) - 1)) | Vector256.Create(Exponent0 << MantissaBits)).AsDouble();
        var isLarge = Vector256.GreaterThan(mantissa, Vector256.Create(1.4142135623730951));
        mantissa = Vector256.ConditionalSelect(isLarge, mantissa * Vector256.Create(.5), mantissa);
        var exponent = Vector256.ShiftRightLogical(bits, MantissaBits) - Vector256.Create(Exponent0) - isLarge.AsInt64();

        // ln m = 2 artanh((m - 1) / (m + 1)).
        var s = (mantissa - Vector256<double>.One) / (mantissa + Vector256<double>.One);
        var square = s * s;
        var sum = Vector256<double>.Zero;
        for (var n = 10; n >= 0; n--)
        {
            sum = (sum * square) + Vector256.Create(PortableMath.InverseOdds[n]);
        }

        var twice = s + s;
        return (twice + (twice * square * sum), ToDouble(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector256<long> whole) =>
        (whole + Vector256.Create(Shifter).AsInt64()).AsDouble() - Vector256.Create(Shifter);
}
