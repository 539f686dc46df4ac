using System.Buffers.Binary;
using System.Globalization;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>
/// The size that a file claims, read before the decoder does: decoders have limits of their own, call an absurd size damage, and believe a
/// size that the bytes of the file cannot hold.
/// </summary>
internal static class ClaimedSize
{
    // A block of 8 x 8 pixels takes a bit of Huffman code at least (ITU-T T.81, F.1.2): 512 pixels a byte. Twice that is no picture.
    private const long JpegPixelsPerByte = 1024;

    // A code of 12 bits stands for 3,839 pixels at most (GIF89a, appendix F): 2,560 pixels a byte.
    private const long GifPixelsPerByte = 4096;

    // Headers and tables are more than the pixels of a small picture.
    private const long FreePixels = 1 << 20;

    /// <summary>Holds the claimed size against the limits; other formats, and headers too damaged to claim any, pass.</summary>
    /// <exception cref="StylizeException">ImageTooLarge; ImageUnreadable: the file has too few bytes for so many pixels.</exception>
    internal static void CheckLimits(SourceStream source, DecodeOptions options)
    {
        var (size, perByte) = source.Format switch
        {
            ImageFormat.Png => (OfPng(source.Stream), long.MaxValue),
            ImageFormat.Jpeg => OfJpeg(source.Stream),
            ImageFormat.Gif => (OfGif(source.Stream), GifPixelsPerByte),
            _ => (null, long.MaxValue),
        };
        if (size is var (width, height))
        {
            SourceLimits.Check(source.Name, width, height, 1, options);
            if (perByte < long.MaxValue && (long)width * height > FreePixels + (source.Stream.Length * perByte))
            {
                throw SourceStream.Unreadable(
                    source.Name,
                    string.Create(CultureInfo.InvariantCulture,
                        $"claims {width:N0} x {height:N0} pixels, which its {source.Stream.Length:N0} bytes cannot hold"),
                    "Replace the file with an intact copy.");
            }
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

    private static (uint Width, uint Height)? OfGif(Stream stream)
    {
        Span<byte> sides = stackalloc byte[4];
        stream.Position = 6;
        return Fill(stream, sides)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(sides), BinaryPrimitives.ReadUInt16LittleEndian(sides[2..]))
            : null;
    }

    private static ((uint Width, uint Height)? Size, long PixelsPerByte) OfJpeg(Stream stream)
    {
        Span<byte> head = stackalloc byte[9];
        for (var at = 2L; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[2..]))
        {
            stream.Position = at;
            if (!Fill(stream, head) || head[0] != 0xff || head[1] is 0xd9 or 0xda)
            {
                return (null, long.MaxValue);
            }

            // Start of frame: 0xc0 to 0xcf but for the tables C4 (Huffman), C8 (reserved) and CC (arithmetic).
            if (head[1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                // Arithmetic coding (C9 and later) takes less than a bit.
                var size = ((uint)BinaryPrimitives.ReadUInt16BigEndian(head[7..]), (uint)BinaryPrimitives.ReadUInt16BigEndian(head[5..]));
                return (size, head[1] < 0xc9 ? JpegPixelsPerByte : long.MaxValue);
            }
        }
    }

    private static bool Fill(Stream stream, Span<byte> bytes) =>
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
}
