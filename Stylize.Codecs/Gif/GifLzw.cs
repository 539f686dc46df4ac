namespace Stylize.Codecs.Gif;

/// <summary>Encodes LZW as used by GIF: codes of 2 to 12 bits, least significant bit first (GIF89a specification,
/// appendix F).</summary>
internal sealed class GifLzw
{
    public const int MaxBits = 12;
    public const int MaxCodes = 1 << MaxBits;
    private const int Slots = 2 * MaxCodes;

    private readonly MemoryStream _packed = new();
    private readonly int[] _keys = new int[Slots];
    private readonly short[] _codes = new short[Slots];
    private int _bits;
    private int _bitCount;

    /// <summary>
    /// Returns the image data of a frame: the minimum code size, blocks of up to 255 bytes with their lengths, and an
    /// empty block.
    /// </summary>
    /// <param name="minCodeSize">2 to 8; each index is less than 2 to this power.</param>
    internal static byte[] Encode(ReadOnlySpan<byte> indices, int minCodeSize)
    {
        var lzw = new GifLzw();
        lzw.Pack(indices, minCodeSize);
        using var data = new MemoryStream();
        data.WriteByte((byte)minCodeSize);
        GifBlock.WriteSubBlocks(data, lzw._packed.GetBuffer().AsSpan(0, (int)lzw._packed.Length));
        return data.ToArray();
    }

    private void Pack(ReadOnlySpan<byte> indices, int minCodeSize)
    {
        var clear = 1 << minCodeSize;
        var (size, next) = (minCodeSize + 1, clear + 2);
        Array.Fill(_keys, -1);
        Emit(clear, size);
        int prefix = indices[0];
        foreach (var index in indices[1..])
        {
            var key = (prefix << 8) | index;
            var slot = Find(key);
            if (_keys[slot] == key)
            {
                prefix = _codes[slot];
                continue;
            }

            Emit(prefix, size);
            prefix = index;
            if (next == MaxCodes)
            {
                Emit(clear, size);
                Array.Fill(_keys, -1);
                (size, next) = (minCodeSize + 1, clear + 2);
                continue;
            }

            (_keys[slot], _codes[slot]) = (key, (short)next);

            // A decoder learns each string one code later than the encoder, so codes grow when this one no longer fits.
            if (next++ == 1 << size)
            {
                size++;
            }
        }

        Emit(prefix, size);
        Emit(clear + 1, NextSize(size, next));
        if (_bitCount > 0)
        {
            _packed.WriteByte((byte)_bits);
        }
    }

    /// <summary>Returns the width of the last code. The decoder adds one more string for the code before it.</summary>
    private static int NextSize(int size, int next) => next == 1 << size && size < MaxBits ? size + 1 : size;

    private int Find(int key)
    {
        var slot = (int)(((uint)key * 2654435761u) >> 19);
        while (_keys[slot] != -1 && _keys[slot] != key)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        return slot;
    }

    private void Emit(int code, int size)
    {
        _bits |= code << _bitCount;
        for (_bitCount += size; _bitCount >= 8; _bitCount -= 8)
        {
            _packed.WriteByte((byte)_bits);
            _bits >>= 8;
        }
    }
}
