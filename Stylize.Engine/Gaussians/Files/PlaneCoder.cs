using System.Numerics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Codes a plane of integers as one stream: a bit for the kind of prediction (from the value before, or from a constant), the constant
/// where there is one, then the residuals by <see cref="ValueModel"/>.
/// </summary>
internal static class PlaneCoder
{
    private const byte FromPrevious = 0;
    private const byte FromBase = 1;

    /// <summary>Writes values of a given width.</summary>
    /// <param name="values">The values.</param>
    /// <param name="bits">Bits of a value, 1 to 32; differences wrap at 2^bits.</param>
    public static byte[] Encode(ReadOnlySpan<uint> values, int bits)
    {
        var encoder = new RangeEncoder();
        var model = new ValueModel();
        var start = Middle(values, bits);
        var kind = Cost(values, bits, true, 0) <= Cost(values, bits, false, start) ? FromPrevious : FromBase;
        encoder.EncodeBits(kind, 1);
        if (kind == FromBase)
        {
            encoder.EncodeBits(start, bits);
        }

        var previous = kind == FromBase ? start : 0;
        foreach (var value in values)
        {
            model.Encode(encoder, Fold(value - previous, bits));
            previous = kind == FromPrevious ? value : start;
        }

        return encoder.Finish().ToArray();
    }

    /// <summary>Reads values of a given width.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, int bits, Span<uint> values)
    {
        var decoder = new RangeDecoder(bytes);
        var model = new ValueModel();
        var kind = decoder.DecodeBits(1);
        var start = kind == FromBase ? decoder.DecodeBits(bits) : 0;
        var previous = start;
        var mask = uint.MaxValue >> (32 - bits);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (previous + Unfold(model.Decode(ref decoder))) & mask;
            previous = kind == FromPrevious ? values[i] : start;
        }
    }

    /// <summary>Maps signed differences modulo 2^bits to unsigned integers: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4 ("zigzag").</summary>
    internal static uint Fold(uint difference, int bits)
    {
        var signed = (int)(difference << (32 - bits)) >> (32 - bits);
        return (uint)((signed << 1) ^ (signed >> 31));
    }

    internal static uint Unfold(uint folded) => (folded >> 1) ^ (uint)-(int)(folded & 1);

    private static long Cost(ReadOnlySpan<uint> values, int bits, bool fromPrevious, uint start)
    {
        var cost = 0L;
        var previous = start;
        foreach (var value in values)
        {
            cost += 32 - BitOperations.LeadingZeroCount(Fold(value - previous, bits));
            previous = fromPrevious ? value : start;
        }

        return cost;
    }

    /// <summary>
    /// The mean of the values, computed from differences to the first one, so that values on both sides of 0 have a mean near 0.
    /// </summary>
    private static uint Middle(ReadOnlySpan<uint> values, int bits)
    {
        if (values.IsEmpty)
        {
            return 0;
        }

        var sum = 0L;
        foreach (var value in values)
        {
            sum += (int)((value - values[0]) << (32 - bits)) >> (32 - bits);
        }

        return (values[0] + (uint)(sum / values.Length)) & (uint.MaxValue >> (32 - bits));
    }
}
