using System.Buffers.Binary;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>
/// The size that a PNG or JPEG claims, read before the decoder does: decoders have limits of their own, and call an absurd size damage.
/// </summary>
internal static class ClaimedSize
{
    /// <summary>Holds the claimed size against the limits; other formats, and headers too damaged to claim any, pass.</summary>
    internal static void CheckLimits(SourceStream source, DecodeOptions options)
    {
        var size = source.Format switch
        {
            ImageFormat.Png => OfPng(source.Stream),
            ImageFormat.Jpeg => OfJpeg(source.Stream),
            _ => null,
        };
        if (size is var (width, height))
        {
            SourceLimits.Check(source.Name, width, height, 1, options);
        }
    }

    private static (uint Width, uint Height)? OfPng(Stream stream)
    {
        Span<byte> sides = stackalloc byte[8];
        stream.Position = 16;
        return Fill(stream, sides)
            ? (BinaryPrimitives.ReadUInt32BigEndian(sides), BinaryPrimitives.ReadUInt32BigEndian(sides[4..]))
            : null;
    }

    private static (uint Width, uint Height)? OfJpeg(Stream stream)
    {
        Span<byte> head = stackalloc byte[9];
        for (var at = 2L; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]))
        {
            stream.Position = at;
            if (!Fill(stream, head) || head[0] != 0xff || head[1] is 0xd9 or 0xda)
            {
                return null;
            }

            // Start of frame: 0xc0 to 0xcf but for the tables C4 (Huffman), C8 (reserved) and CC (arithmetic).
            if (head[1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(head[7..]), BinaryPrimitives.ReadUInt16BigEndian(head[5..]));
            }
        }
    }

    private static bool Fill(Stream stream, Span<byte> bytes) =>
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
