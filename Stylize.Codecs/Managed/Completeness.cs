using Stylize.Codecs.Files;
using Stylize.Codecs.Png;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Managed;

/// <summary>Rejects truncated files, because ImageSharp silently fills missing parts of a JPEG or WebP.</summary>
internal static class Completeness
{
    private const byte Marker = 0xff;
    private const byte EndOfImage = 0xd9;

    /// <summary>Throws ImageUnreadable if the structure of the file shows that bytes are missing.</summary>
    internal static void Require(SourceStream source)
    {
        source.Stream.Position = 0;
        var complete = source.Format switch
        {
            ImageFormat.Jpeg => HasEndOfImage(source.Stream),
            ImageFormat.WebP => HasWholeRiff(source.Stream),
            ImageFormat.Png => PngChunk.All(source.Stream).Any(chunk => chunk.Type == "IEND"),
            _ => true,
        };
        if (!complete) throw source.Damaged(new EndOfStreamException("The file ends before its data does."));
    }

    private static bool HasWholeRiff(Stream stream)
    {
        Span<byte> head = stackalloc byte[8];
        return StreamBytes.TryRead(stream, 0, head) && stream.Length >= BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) + 8L;
    }

    private static bool HasEndOfImage(Stream stream)
    {
        Span<byte> length = stackalloc byte[2];
        stream.Position = 2;
        for (int marker; (marker = NextMarker(stream)) >= 0;)
        {
            if (marker == EndOfImage) return true;
            if (stream.ReadAtLeast(length, 2, throwOnEndOfStream: false) != 2) return false;

            stream.Position += BinaryPrimitives.ReadUInt16BigEndian(length) - 2;
        }

        return false;
    }

    /// <summary>Skips entropy-coded data, stuffed zeros and restart markers up to the next other marker; -1 at the end.</summary>
    private static int NextMarker(Stream stream)
    {
        for (var last = 0; ;)
        {
            var value = stream.ReadByte();
            if (value < 0) return -1;
            if (last == Marker && value is not (0 or Marker or (>= 0xd0 and <= 0xd7))) return value;

            last = value;
        }
    }
}
