using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// A carry-propagating range coder with a 32-bit range (Martin, 1979; the byte-wise form of LZMA). Frequencies have a total of
/// 2^<see cref="TotalBits"/>.
/// </summary>
internal sealed class RangeEncoder
{
    /// <summary>Binary logarithm of the sum of all frequencies of a model.</summary>
    public const int TotalBits = 15;

    private const uint MinRange = 1u << 24;

    private byte[] _bytes = new byte[4096];
    private int _length;
    private ulong _low;
    private uint _range = uint.MaxValue;
    private byte _held;
    private long _pending;
    private bool _any;

    /// <summary>Writes a symbol whose cumulative frequencies are [start, start + size).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Encode(uint start, uint size)
    {
        var unit = _range >> TotalBits;
        _low += (ulong)unit * start;
        // The last symbol also gets the remainder of the division, so that none of the range is lost.
        _range = start + size == 1u << TotalBits ? _range - (unit * start) : unit * size;
        while (_range < MinRange)
        {
            _range <<= 8;
            ShiftOut();
        }
    }

    /// <summary>Writes the low bits of a value unmodelled, each value equally likely.</summary>
    /// <param name="count">0 to 32.</param>
    public void EncodeBits(uint value, int count)
    {
        if (count > 16)
        {
            EncodeBits(value >> 16, count - 16);
            (value, count) = (value & 0xFFFF, 16);
        }

        _range >>= count;
        _low += (ulong)_range * value;
        while (_range < MinRange)
        {
            _range <<= 8;
            ShiftOut();
        }
    }

    /// <summary>Ends the stream. A decoder reads zeros after the end, so trailing zeros are left out.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        // Choose the value in [low, low + range) that ends in most zero bits.
        for (var shift = 32; shift >= 0; shift -= 8)
        {
            var mask = (1ul << shift) - 1;
            var rounded = (_low + mask) & ~mask;
            if (rounded < _low + _range)
            {
                _low = rounded;
                break;
            }
        }

        for (var i = 0; i < 5; i++)
        {
            ShiftOut();
        }

        return _bytes.AsSpan(0, _length).TrimEnd((byte)0);
    }

    private void ShiftOut()
    {
        if (_low < 0xFF00_0000 || _low > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            if (_any)
            {
                Put((byte)(_held + carry));
            }

            for (; _pending > 0; _pending--)
            {
                Put((byte)(0xFF + carry));
            }

            _any = true;
            _held = (byte)(_low >> 24);
        }
        else
        {
            _pending++;
        }

        _low = (uint)_low << 8;
    }

    private void Put(byte value)
    {
        if (_length == _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _length);
        }

        _bytes[_length++] = value;
    }
}
