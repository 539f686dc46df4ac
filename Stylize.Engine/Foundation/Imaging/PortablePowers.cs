namespace Stylize.Engine.Imaging;

/// <summary>Raises many numbers to a power, a vector at a time, with the same bits as
/// <see cref="PortableMath.Pow"/>.</summary>
internal static class PortablePowers
{
    private const int MantissaBits = PortableLogarithms.MantissaBits;
    private const double Shifter = PortableLogarithms.Shifter;

    /// <summary>Maximum exponent for which powers are neither infinite nor subnormal.</summary>
    private const double MaxExponent = 1000;

    public static void Raise(Span<double> values, double y)
    {
        var vectors = IsPlain(y) ? MemoryMarshal.Cast<double, Vector<double>>(values) : [];
        foreach (ref var vector in vectors)
        {
            if (!TryRaise(ref vector, y))
            {
                RaiseEach(MemoryMarshal.Cast<Vector<double>, double>(MemoryMarshal.CreateSpan(ref vector, 1)), y);
            }
        }

        RaiseEach(values[(vectors.Length * Vector<double>.Count)..], y);
    }

    /// <summary>False for exponents for which <see cref="PortableMath.Pow"/> uses no logarithm.</summary>
    private static bool IsPlain(double y) => y is not (0 or 0.5 or 1 or 1.5 or 2 or 2.5 or 3);

    private static void RaiseEach(Span<double> values, double y)
    {
        foreach (ref var value in values)
        {
            value = PortableMath.Pow(value, y);
        }
    }

    /// <summary>Raises the values of a vector if all are positive, and neither they nor the powers are subnormal or
    /// infinite.</summary>
    private static bool TryRaise(ref Vector<double> values, double y)
    {
        var bits = Vector.AsVectorInt64(values);
        var isNormal = Vector.GreaterThan(bits, Vector.Create((1L << MantissaBits) - 1))
            & Vector.LessThan(bits, Vector.Create(0x7FFL << MantissaBits));
        var (fraction, exponent) = PortableLogarithms.Split(values);
        var power = Vector.Create(y) * (exponent + (fraction * Vector.Create(PortableMath.Log2E)));
        var isInRange = Vector.LessThan(Vector.Abs(power), Vector.Create(MaxExponent));
        if ((isNormal & isInRange) != Vector<long>.AllBitsSet) return false;

        var shifted = power + Vector.Create(Shifter);
        var whole = shifted - Vector.Create(Shifter);
        var rest = power - whole;
        rest = (rest * Vector.Create(PortableMath.Ln2High)) + (rest * Vector.Create(PortableMath.Ln2Low));
        var sum = Vector<double>.Zero;
        for (var n = PortableMath.InverseFactorials.Length - 1; n >= 0; n--)
        {
            sum = (sum * rest) + Vector.Create(PortableMath.InverseFactorials[n]);
        }

        values = Vector.AsVectorDouble(Vector.AsVectorInt64(sum) + (Vector.AsVectorInt64(shifted) << MantissaBits));
        return true;
    }
}

/// <summary>Returns logarithms of several numbers with the same bits as <see cref="PortableMath.Log"/>.</summary>
internal static class PortableLogarithms
{
    /// <summary>Number of bits of the mantissa of a double.</summary>
    internal const int MantissaBits = 52;

    /// <summary>Adding an integer below 2^51 in magnitude leaves it in the low bits of the sum.</summary>
    internal const double Shifter = 6755399441055744;

    internal const int ExponentBias = 1023;

    /// <param name="values">Positive normal numbers.</param>
    public static Vector<double> Log(Vector<double> values)
    {
        var (fraction, whole) = Split(values);
        return (whole * PortableMath.Ln2High) + (fraction + (whole * PortableMath.Ln2Low));
    }

    /// <summary>Returns the natural logarithm of the mantissa, which is between sqrt(1/2) and sqrt(2), and the
    /// exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<double> Fraction, Vector<double> Exponent) Split(Vector<double> values)
    {
        var bits = Vector.AsVectorInt64(values);
        var mantissa = Vector.AsVectorDouble(
            (bits & Vector.Create((1L << MantissaBits) - 1)) | Vector.Create((long)ExponentBias << MantissaBits));
        var isLarge = Vector.GreaterThan(mantissa, Vector.Create(1.4142135623730951));
        mantissa = Vector.ConditionalSelect(isLarge, mantissa * Vector.Create(.5), mantissa);
        var exponent = (bits >>> MantissaBits) - Vector.Create((long)ExponentBias) - isLarge;

        // ln m = 2 artanh((m - 1) / (m + 1)).
        var s = (mantissa - Vector<double>.One) / (mantissa + Vector<double>.One);
        var square = s * s;
        var sum = Vector<double>.Zero;
        for (var n = 10; n >= 0; n--)
        {
            sum = (sum * square) + Vector.Create(PortableMath.InverseOdds[n]);
        }

        var twice = s + s;
        return (twice + (twice * square * sum), ToDouble(exponent));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> ToDouble(Vector<long> whole) =>
        Vector.AsVectorDouble(whole + Vector.AsVectorInt64(Vector.Create(Shifter))) - Vector.Create(Shifter);
}
