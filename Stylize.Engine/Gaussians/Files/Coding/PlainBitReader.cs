using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Reads what <see cref="PlainBitWriter"/> wrote. Never reads beyond its bytes: after them come zeros.</summary>
internal ref struct PlainBitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    /// <summary>Reads a number.</summary>
    /// <param name="count">Its bits, 0 to 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Read(int count)
    {
        var first = _position >> 3;
        var held = first <= _bytes.Length - sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(_bytes[(int)first..])
            : Tail(first);
        var value = (uint)(held >> (int)(_position & 7)) & (uint)((1ul << count) - 1);
        _position += count;
        return value;
    }

    /// <summary>The next eight bytes at the end of the stream, which zeros follow.</summary>
    private readonly ulong Tail(long first)
    {
        Span<byte> next = stackalloc byte[sizeof(ulong)];
        next.Clear();
        if (first < _bytes.Length)
        {
            _bytes[(int)first..].CopyTo(next);
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(next);
    }
}
