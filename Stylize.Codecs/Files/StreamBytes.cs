namespace Stylize.Codecs.Files;

/// <summary>Reads pieces of a file that may end too early.</summary>
internal static class StreamBytes
{
    /// <summary>Largest piece of metadata that is read: 64 MiB, far beyond any real profile.</summary>
    internal const int MaxPiece = 64 << 20;

    /// <summary>Fills the span from a place in the stream; false where the stream ends before.</summary>
    internal static bool TryRead(Stream stream, long at, Span<byte> bytes)
    {
        if (at < 0 || at > stream.Length) return false;

        stream.Position = at;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }

    /// <summary>A piece of the stream.</summary>
    /// <exception cref="InvalidDataException">The piece is beyond the end of the stream, or longer than <paramref name="max"/>.</exception>
    internal static byte[] Read(Stream stream, long at, long length, int max = MaxPiece)
    {
        if (length < 0 || length > max || at < 0 || at > stream.Length - length)
        {
            throw new InvalidDataException("A piece of the file claims more bytes than there are.");
        }

        var bytes = new byte[length];
        stream.Position = at;
        stream.ReadExactly(bytes);
        return bytes;
    }
}
