using System.Buffers.Binary;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The range over which values are quantised uniformly, both ends included.</summary>
/// <param name="Min">Value of level 0.</param>
/// <param name="Max">Value of the largest level.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>The range of the values and [min, max] together.</summary>
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

    /// <summary>The nearest level, 0 to <paramref name="levels"/>; values outside the range are clamped.</summary>
    public uint Quantise(float value, uint levels) =>
        (uint)Math.Clamp(Math.Round((value - (double)Min) / ((double)Max - Min) * levels), 0, levels);

    /// <summary>The value of a level.</summary>
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
            : throw new GaussianFormatException("a range of the profile's parameters is empty or not finite");
    }
}
