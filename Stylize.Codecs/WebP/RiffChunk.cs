using System.Buffers.Binary;
using System.Text;
using Stylize.Codecs.Files;

namespace Stylize.Codecs.WebP;

/// <summary>A chunk of a RIFF file: four letters, its length, its data and a zero where that is odd (RFC 9649, 2.3).</summary>
/// <param name="Type">Four letters.</param>
/// <param name="At">Where its data begins.</param>
/// <param name="Length">Bytes of its data.</param>
internal readonly record struct RiffChunk(string Type, long At, long Length)
{
    /// <summary>Bytes before the first chunk: "RIFF", the length of the rest, "WEBP".</summary>
    internal const int FileHeaderLength = 12;

    /// <summary>The chunks of a WebP file, to where the file ends.</summary>
    internal static IEnumerable<RiffChunk> All(Stream stream)
    {
        var head = new byte[8];
        for (long at = FileHeaderLength; StreamBytes.TryRead(stream, at, head);)
        {
            var chunk = new RiffChunk(
                Encoding.Latin1.GetString(head, 0, 4), at + 8, BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)));
            yield return chunk;
            at = chunk.At + chunk.Length + (chunk.Length & 1);
        }
    }

    /// <summary>Writes a chunk.</summary>
    internal static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        target.Write(type);
        target.Write(length);
        target.Write(data);
        if (data.Length % 2 != 0)
        {
            target.WriteByte(0);
        }
    }
}
