using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>The reading side of <see cref="IBitCoder"/>.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes) : IBitCoder
{
    private RangeDecoder _decoder = new(bytes);

    public static bool Writes => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Code(ref AdaptiveBit model, int bit)
    {
        bit = _decoder.TakeBit(model.Zero);
        model.Learn(bit);
        return bit;
    }

    public readonly uint Peek() => _decoder.Peek();

    public void Take(uint start, uint size) => _decoder.Take(start, size);

    public uint CodeBits(uint value, int count) => _decoder.DecodeBits(count);
}
