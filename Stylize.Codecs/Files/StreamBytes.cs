using System.IO.Compression;

namespace Stylize.Codecs.Files;

/// <summary>Reads parts of a file that may end too early.</summary>
internal static class StreamBytes
{
    /// <summary>Largest part of metadata that is read: 64 MiB, far more than any real profile.</summary>
    internal const int MaxPiece = 64 << 20;

    /// <summary>Largest block that is held when decompressed, and largest directory: 1 GiB. Ordinary files have far
    /// smaller ones.</summary>
    internal const int MaxBlock = 1 << 30;

    /// <summary>Maximum number of bytes that a byte of compressed data can give (RFC 1951).</summary>
    internal const int MaxInflation = 1032;

    internal static bool TryRead(Stream stream, long at, Span<byte> bytes)
    {
        if (at < 0 || at > stream.Length) return false;

        stream.Position = at;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }

    /// <summary>Reads a part of the stream.</summary>
    /// <exception cref="InvalidDataException">The part exceeds the end of the stream, or is longer than
    /// <paramref name="max"/>.</exception>
    internal static byte[] Read(Stream stream, long at, long length, int max = MaxPiece)
    {
        if (length < 0 || length > max || at < 0 || at > stream.Length - length)
        {
            throw new InvalidDataException("A part of the file claims more bytes than the file has.");
        }

        var bytes = new byte[length];
        stream.Position = at;
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Unpacks metadata (zlib).</summary>
    /// <exception cref="InvalidDataException">It is damaged, or has more than 64 MiB: a few bytes can claim
    /// gigabytes.</exception>
    internal static byte[] Inflate(ReadOnlySpan<byte> packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = zlib.Read(buffer)) > 0;)
        {
            plain.Write(buffer.AsSpan(0, read));
            if (plain.Length > MaxPiece) throw new InvalidDataException("Metadata is larger than 64 MiB.");
        }

        return plain.ToArray();
    }
}
