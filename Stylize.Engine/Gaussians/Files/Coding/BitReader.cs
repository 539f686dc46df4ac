using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>The reading side of <see cref="IBitCoder"/>.</summary>
/// <param name="bytes">The stream.</param>
/// <param name="isCut">True for a stream of which the end is missing.</param>
internal ref struct BitReader(ReadOnlySpan<byte> bytes, bool isCut = false) : IBitCoder
{
    private RangeDecoder _decoder = new(bytes);

    public static bool Writes => false;

    public readonly bool IsSpent => isCut && _decoder.IsBeyondEnd;

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
