namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Decodes the stream of a <see cref="RangeEncoder"/>. Beyond the end of the bytes it reads zeros.</summary>
internal ref struct RangeDecoder
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private uint _range = uint.MaxValue;
    private uint _code;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _code = bytes.Length < sizeof(uint) ? Tail() : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        _position = sizeof(uint);
    }

    /// <summary>True if the decoder has read beyond the end, so the last symbol may depend on missing bytes.</summary>
    public readonly bool IsBeyondEnd => _position > _bytes.Length;

    /// <summary>Returns a cumulative frequency that the next symbol covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek() => Math.Min(_code / (_range >> RangeEncoder.TotalBits), (1u << RangeEncoder.TotalBits) - 1);

    /// <summary>
    /// Consumes the symbol with the cumulative frequencies [start, start + size), which contain the result of <see cref="Peek"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint start, uint size)
    {
        var unit = _range >> RangeEncoder.TotalBits;
        var rest = _range & (0 - ((start + size) >> RangeEncoder.TotalBits)) & ((1u << RangeEncoder.TotalBits) - 1);
        _code -= unit * start;
        Narrow((unit * size) + rest);
    }

    /// <summary>Reads a bit that is 0 with a frequency of 1 to 2^15 - 1. Uses no division and no unpredictable branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBit(uint zero)
    {
        var bound = (_range >> RangeEncoder.TotalBits) * zero;
        var mask = _code < bound ? 0 : uint.MaxValue;
        _code -= bound & mask;
        Narrow(bound ^ ((bound ^ (_range - bound)) & mask));
        return (int)(mask & 1);
    }

    public uint DecodeBits(int count)
    {
        if (count == 0) return 0;

        if (count > 16)
        {
            var upper = DecodeBits(count - 16);
            return (upper << 16) | DecodeBits(16);
        }

        var unit = _range >> count;
        var value = Math.Min(_code / unit, (1u << count) - 1);
        _code -= value * unit;
        Narrow(unit);
        return value;
    }

    /// <summary>Renormalizes the range and reads the bytes it needs. Branch-free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Narrow(uint range)
    {
        var known = BitOperations.LeadingZeroCount(range) & ~7;
        var next = _position <= _bytes.Length - sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[_position..])
            : Tail();
        _code = (uint)((((ulong)_code << 32) | next) << known >> 32);
        _range = range << known;
        _position += known >> 3;
    }

    /// <summary>Returns the next four bytes, padded with zeros beyond the end.</summary>
    private readonly uint Tail()
    {
        Span<byte> next = stackalloc byte[sizeof(uint)];
        next.Clear();
        if (_position < _bytes.Length)
        {
            _bytes[_position..].CopyTo(next);
        }

        return BinaryPrimitives.ReadUInt32BigEndian(next);
    }
}
