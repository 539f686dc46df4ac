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
