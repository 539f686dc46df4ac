namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The range of a uniform quantizer, both ends included.</summary>
/// <param name="Min">Value of level 0.</param>
/// <param name="Max">Value of the largest level.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>Returns the smallest range that contains the values and [min, max].</summary>
    public static ValueRange Of(float min, float max, ReadOnlySpan<float> values) => new ValueRange(min, max).Including(values);

    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (min, max) = this;
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return new(min, max);
    }

    /// <summary>Returns the nearest level, 0 to <paramref name="levels"/>. Values outside the range are clamped.</summary>
    public uint Quantize(float value, uint levels) =>
        (uint)Math.Clamp(Math.Round((value - (double)Min) / ((double)Max - Min) * levels), 0, levels);

    public float Value(uint level, uint levels) => (float)(Min + (((double)Max - Min) * level / levels));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteSingleLittleEndian(target, Min);
        BinaryPrimitives.WriteSingleLittleEndian(target[4..], Max);
    }

    public static ValueRange Parse(ReadOnlySpan<byte> source)
    {
        var range = new ValueRange(BinaryPrimitives.ReadSingleLittleEndian(source), BinaryPrimitives.ReadSingleLittleEndian(source[4..]));
        return float.IsFinite(range.Min) && float.IsFinite(range.Max) && range.Min < range.Max
            ? range
            : throw new GaussianFormatException("a range in the parameters of the profile is empty or not finite");
    }
}

/// <summary>Quantizes a shape: binary logarithms of both standard deviations, and the angle of the longer axis.</summary>
internal static class QuantizedShape
{
    /// <summary>Binary logarithm of the standard deviation of level 0, in pixels.</summary>
    public const double MinLog = -10;

    /// <param name="angles">Number of angles in half a turn, a power of 2.</param>
    public static (uint Long, uint Short, uint Angle) FromCholesky(float l11, float l21, float l22, double step, uint max, uint angles)
    {
        var (xx, xy, yy) = ((double)l11 * l11, (double)l11 * l21, ((double)l21 * l21) + ((double)l22 * l22));
        var half = (xx - yy) / 2;
        var large = ((xx + yy) / 2) + Math.Sqrt((half * half) + (xy * xy));
        var determinantLog = PortableMath.Log2((double)l11 * l22);
        var longLog = PortableMath.Log2(large) / 2;
        var angle = PortableMath.Atan2(xy, half) / (2 * Math.PI);
        return (Level(longLog), Level(determinantLog - longLog), (uint)(int)Math.Round(angle * angles) & (angles - 1));

        uint Level(double log) => (uint)Math.Clamp(Math.Round((log - MinLog) / step), 0, max);
    }

    public static CholeskyShape<float> ToCholesky(uint longer, uint shorter, uint angle, double step, uint angles)
    {
        var a = PortableMath.Exp2(MinLog + (longer * step));
        var b = PortableMath.Exp2(MinLog + (shorter * step));
        var (sin, cos) = PortableMath.SinCos(Math.PI * angle / angles);
        var xx = (a * a * cos * cos) + (b * b * sin * sin);
        var xy = ((a * a) - (b * b)) * cos * sin;
        var l11 = Math.Sqrt(xx);
        return new((float)l11, (float)(xy / l11), (float)(a * b / l11));
    }
}
