namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>Packs unmodeled bits, least significant bit first.</summary>
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

        // Branch-free: always writes eight bytes, and keeps the whole ones.
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(_length), _held);
        _length += _count >> 3;
        _held >>= _count & ~7;
        _count &= 7;
    }

    public ReadOnlySpan<byte> Finish() => _bytes.AsSpan(0, _length + (_count > 0 ? 1 : 0));
}

/// <summary>Reads the bits of <see cref="PlainBitWriter"/>. Beyond the end of the bytes it returns zeros.</summary>
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

    /// <summary>Returns the next eight bytes, padded with zeros beyond the end.</summary>
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
