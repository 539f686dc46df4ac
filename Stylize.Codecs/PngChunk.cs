using System.Buffers.Binary;
using Stylize.Engine.IO;

namespace Stylize.Codecs;

/// <summary>A chunk of a PNG (PNG specification, third edition, 5.3).</summary>
internal static class PngChunk
{
    /// <summary>Writes length, type, data and checksum.</summary>
    internal static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        target.Write(word);
        target.Write(type);
        target.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Finish(Crc32.Update(Crc32.Update(Crc32.Start, type), data)));
        target.Write(word);
    }
}
