using ZstdSharp;

namespace Stylize.Codecs.Zarr;

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
            if (decompressor.Unwrap(packed, target) != target.Length) throw new InvalidDataException("The zstd data ends too early.");
        }
        catch (ZstdException failure)
        {
            throw new InvalidDataException("The zstd data is damaged.", failure);
        }
    }
}
