namespace Stylize.Codecs.Files;

/// <summary>The start-of-frame segment of a JPEG (ITU-T T.81, B.2.2).</summary>
internal readonly record struct JpegFrame(byte Marker, int Bits, int Width, int Height)
{
    /// <summary>Finds the first segment; null if none precedes the pixels.</summary>
    internal static JpegFrame? Find(Stream stream)
    {
        Span<byte> head = stackalloc byte[9];
        for (var at = 2L; StreamBytes.TryRead(stream, at, head) && head[0] == 0xff && head[1] is not (0xd9 or 0xda);
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]))
        {
            // 0xc0 to 0xcf, except C4 (Huffman tables), C8 (reserved) and CC (arithmetic conditioning).
            if (head[1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return new JpegFrame(
                    head[1], head[4], BinaryPrimitives.ReadUInt16BigEndian(head[7..]), BinaryPrimitives.ReadUInt16BigEndian(head[5..]));
            }
        }

        return null;
    }
}
