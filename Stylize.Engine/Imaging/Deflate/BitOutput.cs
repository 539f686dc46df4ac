using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>Collects the bits of a deflate stream, the lowest first.</summary>
internal sealed class BitOutput
{
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private ulong _pending;
    private int _count;

    public void Clear() => (_length, _pending, _count) = (0, 0, 0);

    /// <summary>Makes room for so many bytes, and for the last store, which is of eight.</summary>
    public void Reserve(int bytes)
    {
        if (_bytes.Length < _length + bytes + 16)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + bytes + 16));
        }
    }

    /// <summary>Adds up to 48 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(uint bits, int count)
    {
        _pending |= (ulong)bits << _count;
        _count += count;
        Store();
    }

    /// <summary>Adds the codes of literals.</summary>
    /// <param name="literals">The literals.</param>
    /// <param name="packed">For each byte its code times 256 plus the code's length.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void WriteLiterals(ReadOnlySpan<byte> literals, ReadOnlySpan<uint> packed)
    {
        // A code has at most 15 bits, and at most 7 are pending: three of them fit.
        var (pending, count, length) = (_pending, _count, _length);
        ref var code = ref MemoryMarshal.GetReference(packed);
        ref var target = ref MemoryMarshal.GetArrayDataReference(_bytes);
        var at = 0;
        for (; at + 3 <= literals.Length; at += 3)
        {
            var (first, second, third) = (
                Unsafe.Add(ref code, (nint)literals[at]), Unsafe.Add(ref code, (nint)literals[at + 1]),
                Unsafe.Add(ref code, (nint)literals[at + 2]));
            var both = (int)(first & 255) + (int)(second & 255);
            var three = (first >> 8) | ((ulong)(second >> 8) << (int)(first & 255)) | ((ulong)(third >> 8) << both);
            pending |= three << count;
            count += both + (int)(third & 255);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, (nint)length), pending);
            length += count >> 3;
            pending >>= count & ~7;
            count &= 7;
        }

        (_pending, _count, _length) = (pending, count, length);
        for (; at < literals.Length; at++)
        {
            Write(packed[literals[at]] >> 8, (int)(packed[literals[at]] & 255));
        }
    }

    /// <summary>Fills the last byte with zeros.</summary>
    public void AlignToByte() => Write(0, -_count & 7);

    /// <summary>Writes the whole bytes, and keeps the bits behind them.</summary>
    public void WriteTo(Stream target)
    {
        target.Write(_bytes, 0, _length);
        _length = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store()
    {
        Unsafe.WriteUnaligned(ref _bytes[_length], _pending);
        _length += _count >> 3;
        _pending >>= _count & ~7;
        _count &= 7;
    }
}
