namespace Stylize.Engine.Imaging;

/// <summary>Raises many numbers to a power, four at a time, with the same bits as <see cref="PortableMath.Pow"/>.</summary>
internal static class PortablePowers
{
    private const int MantissaBits = PortableLogarithms.MantissaBits;
    private const double Shifter = PortableLogarithms.Shifter;

    /// <summary>Maximum exponent for which powers are neither infinite nor subnormal.</summary>
    private const double MaxExponent = 1000;

    public static void Raise(Span<double> values, double y)
    {
        var vectors = IsPlain(y) ? MemoryMarshal.Cast<double, Vector256<double>>(values) : [];
        foreach (ref var vector in vectors)
        {
            if (!TryRaise(ref vector, y))
            {
                RaiseEach(MemoryMarshal.Cast<Vector256<double>, double>(MemoryMarshal.CreateSpan(ref vector, 1)), y);
            }
        }

        RaiseEach(values[(vectors.Length * Vector256<double>.Count)..], y);
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

    /// <summary>Raises four values if all are positive, and neither they nor the powers are subnormal or infinite.</summary>
    private static bool TryRaise(ref Vector256<double> values, double y)
    {
        var bits = values.AsInt64();
        var isNormal = Vector256.GreaterThan(bits, Vector256.Create((1L << MantissaBits) - 1))
            & Vector256.LessThan(bits, Vector256.Create(0x7FFL << MantissaBits));
        var (fraction, exponent) = PortableLogarithms.Split(values);
        var power = Vector256.Create(y) * (exponent + (fraction * Vector256.Create(PortableMath.Log2E)));
        var isInRange = Vector256.LessThan(Vector256.Abs(power), Vector256.Create(MaxExponent)).AsInt64();
        if ((isNormal & isInRange) != Vector256<long>.AllBitsSet) return false;

        var shifted = power + Vector256.Create(Shifter);
        var whole = shifted - Vector256.Create(Shifter);
        var rest = power - whole;
        rest = (rest * Vector256.Create(PortableMath.Ln2High)) + (rest * Vector256.Create(PortableMath.Ln2Low));
        var sum = Vector256<double>.Zero;
        for (var n = PortableMath.InverseFactorials.Length - 1; n >= 0; n--)
        {
            sum = (sum * rest) + Vector256.Create(PortableMath.InverseFactorials[n]);
        }

        values = (sum.AsInt64() + (shifted.AsInt64() << MantissaBits)).AsDouble();
        return true;
    }
}

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
