using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>The writing side of <see cref="IBitCoder"/>.</summary>
internal readonly ref struct BitWriter(RangeEncoder encoder) : IBitCoder
{
    public static bool Writes => true;

    public bool IsSpent => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(ref AdaptiveBit model, int bit)
    {
        var (zero, mask) = (model.Zero, (uint)-bit);
        encoder.Encode(zero & mask, zero ^ ((zero ^ ((1u << RangeEncoder.TotalBits) - zero)) & mask));
        model.Learn(bit);
        return bit;
    }

    public uint Peek() => 0;

    public void Take(uint start, uint size) => encoder.Encode(start, size);

    public uint CodeBits(uint value, int count)
    {
        encoder.EncodeBits(value, count);
        return value;
    }
}
