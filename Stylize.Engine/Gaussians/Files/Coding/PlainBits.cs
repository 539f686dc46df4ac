namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Numbers of a few bits behind each other, in each byte from the lowest bit on.</summary>
internal sealed class PlainBitWriter(int capacity)
{
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity + sizeof(ulong));
    private int _length;
    private ulong _held;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint value, int count)
    {
        _held |= (value & ((1ul << count) - 1)) << _count;
        _count += count;
        if (_bytes.Length - _length < sizeof(ulong))
        {
            Array.Resize(ref _bytes, 2 * _bytes.Length);
        }

        // Without a branch on the number of whole bytes.
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), _held);
        _length += _count >> 3;
        _held >>= _count & ~7;
        _count &= 7;
    }

    public ReadOnlySpan<byte> Finish() => _bytes.AsSpan(0, _length + (_count > 0 ? 1 : 0));
}

/// <summary>Reads what <see cref="PlainBitWriter"/> wrote. Never reads beyond its bytes: after them come zeros.</summary>
internal ref struct PlainBitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

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
