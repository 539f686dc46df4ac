using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Stylize.Codecs.Zarr;

/// <summary>
/// Decodes a buffer of Blosc 1 (README_CHUNK_FORMAT of c-blosc). Blocks have one stream, or one per byte of an element,
/// are compressed with LZ4, zlib or zstd, and have their bytes or bits shuffled.
/// </summary>
internal static class Blosc
{
    private const int HeaderBytes = 16;
    private const int MaxSplits = 16;
    private const int MinSplitBytes = 128;

    public static byte[] Decode(ReadOnlySpan<byte> packed, int size, string folder)
    {
        try
        {
            return Unpack(packed, size, folder);
        }
        catch (Exception failure) when (failure is ArgumentOutOfRangeException or IndexOutOfRangeException
            or OverflowException)
        {
            throw new InvalidDataException("The Blosc data is damaged.", failure);
        }
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, int size, string folder)
    {
        var (flags, typeSize) = (packed[2], (int)packed[3]);
        var (bytes, blockSize) =
            (BinaryPrimitives.ReadInt32LittleEndian(packed[4..]), BinaryPrimitives.ReadInt32LittleEndian(packed[8..]));
        if (bytes != size) throw new InvalidDataException($"The Blosc data has {bytes} bytes instead of {size}.");
        if ((flags & 2) != 0) return packed.Slice(HeaderBytes, size).ToArray();
        if (blockSize < 1 || typeSize < 1) throw new InvalidDataException("The Blosc data has no blocks.");

        var data = new byte[size];
        var codec = flags >> 5;
        for (var block = 0; (long)block * blockSize < size; block++)
        {
            var target = data.AsSpan(block * blockSize, Math.Min(blockSize, size - (block * blockSize)));
            var start = BinaryPrimitives.ReadInt32LittleEndian(packed[(HeaderBytes + (4 * block))..]);
            var isSplit = (flags & 0x10) == 0 && target.Length == blockSize && typeSize <= MaxSplits
                && blockSize / typeSize >= MinSplitBytes;
            var isShuffled = (flags & 5) != 0 && (typeSize > 1 || (flags & 4) != 0);
            var plain = isShuffled ? new byte[target.Length] : [];
            var streams = isShuffled ? plain : target;
            var parts = isSplit ? typeSize : 1;
            for (var part = 0; part < parts; part++)
            {
                var stream = streams.Slice(part * (target.Length / parts), target.Length / parts);
                var length = BinaryPrimitives.ReadInt32LittleEndian(packed[start..]);
                var source = packed.Slice(start + 4, length);
                start += 4 + length;
                if (length == stream.Length)
                {
                    source.CopyTo(stream);
                }
                else
                {
                    DecodeStream(codec, source, stream, folder);
                }
            }

            if ((flags & 4) != 0)
            {
                UnshuffleBits(plain, target, typeSize);
            }
            else if (isShuffled)
            {
                UnshuffleBytes(plain, target, typeSize);
            }
        }

        return data;
    }

    private static void DecodeStream(int codec, ReadOnlySpan<byte> source, Span<byte> target, string folder)
    {
        switch (codec)
        {
            case 1:
                if (LZ4Codec.Decode(source, target) != target.Length)
                {
                    throw new InvalidDataException("The LZ4 data is damaged.");
                }

                break;
            case 3:
                using (var zlib = new ZLibStream(new MemoryStream(source.ToArray()), CompressionMode.Decompress))
                {
                    zlib.ReadExactly(target);
                }

                break;
            case 4:
                Zstd.Decode(source, target);
                break;
            default:
                throw Errors.ZarrCodec.With(
                    folder, "blosc with " + codec switch { 0 => "blosclz", 2 => "snappy", _ => $"codec {codec}" });
        }
    }

    /// <summary>
    /// Undoes the shuffling of bytes: the first bytes of all elements come first. A partial element at the end is not
    /// shuffled.
    /// </summary>
    private static void UnshuffleBytes(ReadOnlySpan<byte> plain, Span<byte> target, int typeSize)
    {
        var count = target.Length / typeSize;
        for (var part = 0; part < typeSize; part++)
        {
            var from = plain.Slice(part * count, count);
            for (var i = 0; i < count; i++)
            {
                target[(i * typeSize) + part] = from[i];
            }
        }

        plain[(count * typeSize)..].CopyTo(target[(count * typeSize)..]);
    }

    /// <summary>
    /// Undoes the shuffling of bits: the lowest bits of all elements come first. Elements beyond a multiple of eight
    /// are not shuffled.
    /// </summary>
    private static void UnshuffleBits(ReadOnlySpan<byte> plain, Span<byte> target, int typeSize)
    {
        var count = target.Length / typeSize / 8 * 8;
        target[..(count * typeSize)].Clear();
        for (var bit = 0; bit < 8 * typeSize; bit++)
        {
            var from = plain.Slice(bit * (count / 8), count / 8);
            for (var i = 0; i < count; i++)
            {
                target[(i * typeSize) + (bit >> 3)] |= (byte)(((from[i >> 3] >> (i & 7)) & 1) << (bit & 7));
            }
        }

        plain[(count * typeSize)..].CopyTo(target[(count * typeSize)..]);
    }
}
