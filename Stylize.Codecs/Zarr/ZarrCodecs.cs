using System.Buffers.Binary;
using System.IO.Compression;
using Stylize.Engine;

namespace Stylize.Codecs.Zarr;

/// <summary>The codecs of chunks by the names that Zarr 2 and 3 give them.</summary>
internal static class ZarrCodecs
{
    /// <exception cref="StylizeException">FormatUnsupported, naming the codec: it is not read.</exception>
    public static IZarrCodec Named(string folder, string name) => name switch
    {
        "gzip" or "numcodecs.gzip" => new Inflating(data => new GZipStream(data, CompressionMode.Decompress)),
        "zlib" or "numcodecs.zlib" => new Inflating(data => new ZLibStream(data, CompressionMode.Decompress)),
        "blosc" or "numcodecs.blosc" => new Unblosc(folder),
        "zstd" or "numcodecs.zstd" => Zstd.IsThere ? new Unzstd() : throw Zstd.Missing(folder),
        "crc32c" => new Unchecked(),
        _ => throw Unsupported(folder, name),
    };

    public static StylizeException Unsupported(string folder, string name) => new(
        StylizeError.FormatUnsupported, folder,
        $"'{folder}' is packed with the codec '{name}', which is not read. "
        + "Read are none, gzip, zlib, zstd, Blosc with LZ4, zlib or zstd, crc32c, and chunks in shards.",
        "Write the array with one of these codecs.");

    private sealed class Inflating(Func<Stream, Stream> open) : IZarrCodec
    {
        public byte[] Decode(byte[] packed, int size)
        {
            using var stream = open(new MemoryStream(packed));
            var data = new byte[size];
            stream.ReadExactly(data);
            return data;
        }
    }

    private sealed class Unblosc(string folder) : IZarrCodec
    {
        public byte[] Decode(byte[] packed, int size) => Blosc.Decode(packed, size, folder);
    }

    private sealed class Unzstd : IZarrCodec
    {
        public byte[] Decode(byte[] packed, int size)
        {
            var data = new byte[size];
            Zstd.Decode(packed, data);
            return data;
        }
    }

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

    private sealed class Unchecked : IZarrCodec
    {
        public byte[] Decode(byte[] packed, int size) => WithoutChecksum(packed);
    }
}

/// <summary>Undoes one step of the packing of a chunk.</summary>
internal interface IZarrCodec
{
    /// <summary>Unpacks bytes.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="size">Bytes that an unpacked chunk has.</param>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    byte[] Decode(byte[] packed, int size);
}
