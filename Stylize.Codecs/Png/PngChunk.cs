using System.IO.Hashing;
using Stylize.Engine.Imaging.Png;

namespace Stylize.Codecs.Png;

/// <summary>A chunk of a PNG (PNG specification, third edition, 5.3): position, type and length of its data.</summary>
/// <param name="Length">Bytes of its data.</param>
internal readonly record struct PngChunk(long At, string Type, long Length)
{
    internal const int SignatureLength = 8;

    /// <summary>Bytes of length, type and checksum.</summary>
    internal const int FrameLength = 12;

    internal static ReadOnlySpan<byte> Signature => IndexedPngWriter.Signature;

    internal static IEnumerable<PngChunk> All(Stream stream)
    {
        var head = new byte[8];
        for (long at = SignatureLength; StreamBytes.TryRead(stream, at, head);)
        {
            var chunk = new PngChunk(at, System.Text.Encoding.Latin1.GetString(head, 4, 4), BinaryPrimitives.ReadUInt32BigEndian(head));
            yield return chunk;
            if (chunk.Type == "IEND") yield break;

            at += FrameLength + chunk.Length;
        }
    }

    internal byte[] Data(Stream stream)
    {
        var max = Type is "IDAT" or "fdAT" ? Array.MaxLength : StreamBytes.MaxPiece;
        var bytes = StreamBytes.Read(stream, At + 4, Length + 8, max);
        var data = bytes.AsSpan(0, bytes.Length - 4);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(data.Length)) == Crc32.HashToUInt32(data)
            ? bytes[4..^4]
            : throw new InvalidDataException($"The checksum of the chunk {Type} is wrong.");
    }

    internal static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) =>
        IndexedPngWriter.WriteChunk(target, type, data);
}
