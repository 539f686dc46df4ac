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
        var zero = model.Zero;
        if (_decoder.IsBelow(zero))
        {
            _decoder.Take(0, zero);
            bit = 0;
        }
        else
        {
            _decoder.Take(zero, (1u << RangeEncoder.TotalBits) - zero);
            bit = 1;
        }

        model.Learn(bit);
        return bit;
    }

    public readonly uint Peek() => _decoder.Peek();

    public void Take(uint start, uint size) => _decoder.Take(start, size);

    public uint CodeBits(uint value, int count) => _decoder.DecodeBits(count);
}
