using System.IO.Compression;
using ZstdSharp;

namespace Stylize.Codecs.Zarr;

internal static class ZarrCodecs
{
    public static ZarrCodec Named(string folder, string name) => name switch
    {
        "gzip" or "numcodecs.gzip" => Inflating(data => new GZipStream(data, CompressionMode.Decompress)),
        "zlib" or "numcodecs.zlib" => Inflating(data => new ZLibStream(data, CompressionMode.Decompress)),
        "blosc" or "numcodecs.blosc" => (packed, size) => Blosc.Decode(packed, size, folder),
        "zstd" or "numcodecs.zstd" => Zstd.Decode,
        "crc32c" => static (packed, _) => WithoutChecksum(packed),
        _ => throw Errors.ZarrCodec.With(folder, name),
    };

    /// <summary>Checks and removes the four bytes of a checksum at the end (RFC 3720, CRC-32C).</summary>
    public static byte[] WithoutChecksum(byte[] packed)
    {
        var data = packed.Length >= 4 ? packed[..^4] : throw new InvalidDataException("The chunk has no checksum.");
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc = System.Numerics.BitOperations.Crc32C(crc, value);
        }

        return ~crc == BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4)) ? data
            : throw new InvalidDataException("The checksum is wrong.");
    }

    private static ZarrCodec Inflating(Func<Stream, Stream> open) => (packed, size) =>
    {
        using var stream = open(new MemoryStream(packed));
        var data = new byte[size];
        stream.ReadExactly(data);
        return data;
    };
}

/// <summary>Undoes one encoding step of a chunk whose decoded size is given.</summary>
internal delegate byte[] ZarrCodec(byte[] packed, int size);

/// <summary>Decodes Zstandard (RFC 8878).</summary>
internal static class Zstd
{
    public static byte[] Decode(byte[] packed, int size)
    {
        var data = new byte[size];
        Decode(packed, data);
        return data;
    }

    public static void Decode(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        try
        {
            using var decompressor = new Decompressor();
            if (decompressor.Unwrap(packed, target) != target.Length)
            {
                throw new InvalidDataException("The zstd data ends too early.");
            }
        }
        catch (ZstdException failure)
        {
            throw new InvalidDataException("The zstd data is damaged.", failure);
        }
    }
}
