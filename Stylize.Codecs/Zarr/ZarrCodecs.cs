using System.IO.Compression;
using Stylize.Engine;

namespace Stylize.Codecs.Zarr;

/// <summary>The codecs of chunks by the names that Zarr 2 and 3 give them.</summary>
internal static class ZarrCodecs
{
    /// <exception cref="StylizeException">FormatUnsupported, naming the codec: it is not read.</exception>
    public static ZarrCodec Named(string folder, string name) => name switch
    {
        "gzip" or "numcodecs.gzip" => Inflating(data => new GZipStream(data, CompressionMode.Decompress)),
        "zlib" or "numcodecs.zlib" => Inflating(data => new ZLibStream(data, CompressionMode.Decompress)),
        "blosc" or "numcodecs.blosc" => (packed, size) => Blosc.Decode(packed, size, folder),
        "zstd" or "numcodecs.zstd" => Zstd.IsThere ? Zstd.Decode : throw Zstd.Missing(folder),
        "crc32c" => static (packed, _) => WithoutChecksum(packed),
        _ => throw Unsupported(folder, name),
    };

    public static StylizeException Unsupported(string folder, string name) => new(
        StylizeError.FormatUnsupported, folder, $"'{folder}' is packed with the codec '{name}', which is not read. "
        + "Read are none, gzip, zlib, zstd, Blosc with LZ4, zlib or zstd, crc32c, and chunks in shards.",
        "Write the array with one of these codecs.");

    /// <summary>Bytes without the four of their checksum at the end (RFC 3720, CRC-32C).</summary>
    /// <exception cref="InvalidDataException">The checksum is wrong.</exception>
    public static byte[] WithoutChecksum(byte[] packed)
    {
        var data = packed.Length >= 4 ? packed[..^4] : throw new InvalidDataException("It has no checksum.");
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

/// <summary>Undoes one step of the packing of a chunk, which has so many bytes unpacked.</summary>
/// <exception cref="InvalidDataException">The bytes are damaged.</exception>
internal delegate byte[] ZarrCodec(byte[] packed, int size);
