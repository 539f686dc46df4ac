using System.Buffers.Binary;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>The range over which values are quantised evenly, both ends included.</summary>
internal readonly record struct ValueRange(float Least, float Most)
{
    /// <summary>The range of values, widened to hold [least, most].</summary>
    public static ValueRange Of(float least, float most, ReadOnlySpan<float> values) => new ValueRange(least, most).Including(values);

    public ValueRange Including(ReadOnlySpan<float> values)
    {
        var (least, most) = this;
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return new(least, most);
    }

    /// <summary>Nearest of levels 0 to <paramref name="levels"/>.</summary>
    public uint Quantise(float value, uint levels) =>
        (uint)Math.Clamp(Math.Round((value - (double)Least) / ((double)Most - Least) * levels), 0, levels);

    /// <summary>The value of a level.</summary>
    public float Value(uint level, uint levels) => (float)(Least + (((double)Most - Least) * level / levels));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteSingleLittleEndian(target, Least);
        BinaryPrimitives.WriteSingleLittleEndian(target[4..], Most);
    }

    public static ValueRange Parse(ReadOnlySpan<byte> source)
    {
        var range = new ValueRange(BinaryPrimitives.ReadSingleLittleEndian(source), BinaryPrimitives.ReadSingleLittleEndian(source[4..]));
        return float.IsFinite(range.Least) && float.IsFinite(range.Most) && range.Least < range.Most
            ? range
            : throw new GaussianFormatException("a range of the profile's parameters is empty or not finite");
    }
}
