using K4os.Compression.LZ4;
using Stylize.Codecs;
using Stylize.Engine.Imaging;
using ZstdSharp;

namespace Stylize.Benchmarks;

/// <summary>Compressed chunks of Zarr arrays.</summary>
internal static class FuzzChunks
{
    private const int Side = 64;

    private static readonly byte[] Plain =
    [
        .. Enumerable.Range(0, Side * Side).SelectMany(i => (byte[])[(byte)(i * i >> 5), (byte)(i >> 9)]),
    ];

    public static IEnumerable<FuzzTarget> All(FuzzFolder folder)
    {
        using var compressor = new Compressor();
        var zstd = compressor.Wrap(Plain).ToArray();
        var lz4 = new byte[LZ4Codec.MaximumOutputSize(Plain.Length)];
        lz4 = lz4[..LZ4Codec.Encode(Plain, lz4, LZ4Level.L09_HC)];
        yield return Target(folder, "zarr-blosc", "blosc", Blosc(1, lz4), Blosc(4, zstd));
        yield return Target(folder, "zarr-zstd", "zstd", zstd);
    }

    private static FuzzTarget Target(FuzzFolder folder, string name, string codec, params byte[][] chunks)
    {
        var header = Encoding.UTF8.GetBytes($$"""
            {"zarr_format": 2, "shape": [{{Side}}, {{Side}}], "chunks": [{{Side}}, {{Side}}],
             "dtype": "<u2", "compressor": {"id": "{{codec}}"},
            "filters": null, "fill_value": 0, "order": "C"}
            """);
        return new FuzzTarget(name, chunks, bytes =>
        {
            folder.Put(name + "/.zarray", header);
            var chunk = folder.Put(name + "/0.0", bytes);
            using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(Path.GetDirectoryName(chunk)!));
            return true;
        });
    }

    /// <summary>Returns a Blosc buffer with one block of one stream, whose bytes count as shuffled.</summary>
    private static byte[] Blosc(int codec, byte[] stream)
    {
        const int StreamAt = 20, Version = 2, OneStream = 0x10, Shuffled = 1, SampleBytes = 2;
        var buffer = new byte[StreamAt + 4 + stream.Length];
        (buffer[0], buffer[1], buffer[2], buffer[3]) =
            (Version, 1, (byte)((codec << 5) | OneStream | Shuffled), SampleBytes);
        int[] numbers = [Plain.Length, Plain.Length, buffer.Length, StreamAt, stream.Length];
        MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(buffer.AsSpan(4));
        stream.CopyTo(buffer.AsSpan(StreamAt + 4));
        return buffer;
    }
}
