namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>A range encoder with carry propagation (Martin, 1979; as in LZMA) and frequencies out of 2^<see cref="TotalBits"/>.</summary>
internal sealed class RangeEncoder
{
    /// <summary>Binary logarithm of the sum of all frequencies of a model.</summary>
    public const int TotalBits = 15;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private uint _low;
    private uint _range = uint.MaxValue;

    /// <summary>Writes the symbol with the cumulative frequencies [start, start + size).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(uint start, uint size)
    {
        var unit = _range >> TotalBits;

        // The last symbol also receives the remainder of the division, so that the whole range is used.
        var rest = _range & (0 - ((start + size) >> TotalBits)) & ((1u << TotalBits) - 1);
        Narrow(unit * start, (unit * size) + rest);
    }

    /// <summary>Writes the low bits of a value with equal probabilities.</summary>
    public void EncodeBits(uint value, int count)
    {
        if (count > 16)
        {
            EncodeBits(value >> 16, count - 16);
            (value, count) = (value & 0xFFFF, 16);
        }

        var unit = _range >> count;
        Narrow(unit * value, unit);
    }

    /// <summary>Ends the stream. Trailing zeros are removed, because decoders read zeros beyond the end.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        // Choose the value in [low, low + range) with the most trailing zero bits.
        for (var shift = 32; shift >= 0; shift -= 8)
        {
            var mask = (1ul << shift) - 1;
            var rounded = (_low + mask) & ~mask;
            if (rounded < (ulong)_low + _range)
            {
                if (rounded > uint.MaxValue)
                {
                    Carry();
                }

                _low = (uint)rounded;
                break;
            }
        }

        Reserve();
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), _low);
        return _bytes.AsSpan(0, _length + sizeof(uint)).TrimEnd((byte)0);
    }

    /// <summary>Narrows the range and writes the leading bytes that are final. Branch-free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Narrow(uint offset, uint range)
    {
        var low = _low + offset;
        if (low < offset)
        {
            Carry();
        }

        Reserve();
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), low);
        var known = BitOperations.LeadingZeroCount(range) & ~7;
        _length += known >> 3;
        _low = low << known;
        _range = range << known;
    }

    private void Carry()
    {
        var at = _length - 1;
        while (++_bytes[at] == 0)
        {
            at--;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Reserve()
    {
        if (_bytes.Length - _length < sizeof(uint))
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }
    }
}
