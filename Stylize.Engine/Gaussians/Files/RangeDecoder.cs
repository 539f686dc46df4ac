using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Reads what <see cref="RangeEncoder"/> wrote. Never reads beyond its bytes: after them come zeros.</summary>
internal ref struct RangeDecoder
{
    private const uint MinRange = 1u << 24;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private uint _range = uint.MaxValue;
    private uint _code;

    public RangeDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        for (var i = 0; i < 4; i++)
        {
            _code = (_code << 8) | Next();
        }
    }

    /// <summary>The cumulative frequency that the next symbol covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Peek() => Math.Min(_code / (_range >> RangeEncoder.TotalBits), (1u << RangeEncoder.TotalBits) - 1);

    /// <summary>
    /// True where <see cref="Peek"/> is below <paramref name="frequency"/>, 1 to 2^<see cref="RangeEncoder.TotalBits"/> - 1; without a
    /// division.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsBelow(uint frequency) => _code < (_range >> RangeEncoder.TotalBits) * frequency;

    /// <summary>Consumes the symbol whose frequencies are [start, start + size), which hold what <see cref="Peek"/> gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint start, uint size)
    {
        var unit = _range >> RangeEncoder.TotalBits;
        _code -= unit * start;
        _range = start + size == 1u << RangeEncoder.TotalBits ? _range - (unit * start) : unit * size;
        while (_range < MinRange)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }
    }

    /// <summary>Reads unmodelled bits.</summary>
    /// <param name="count">0 to 32.</param>
    public uint DecodeBits(int count)
    {
        if (count == 0)
        {
            return 0;
        }

        if (count > 16)
        {
            var upper = DecodeBits(count - 16);
            return (upper << 16) | DecodeBits(16);
        }

        _range >>= count;
        var value = Math.Min(_code / _range, (1u << count) - 1);
        _code -= value * _range;
        while (_range < MinRange)
        {
            _range <<= 8;
            _code = (_code << 8) | Next();
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Next()
    {
        var position = _position++;
        return (uint)position < (uint)_bytes.Length ? _bytes[position] : (byte)0;
    }
}
