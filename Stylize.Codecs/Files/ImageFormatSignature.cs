using System.Buffers.Binary;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Tells a file's format by its first bytes, whatever its name says.</summary>
internal static class ImageFormatSignature
{
    /// <summary>Bytes that <see cref="Detect"/> wants to see.</summary>
    internal const int Length = 1024;

    /// <summary>The format that a file beginning with these bytes has, or Unknown.</summary>
    internal static ImageFormat Detect(ReadOnlySpan<byte> head)
    {
        if (head.Length >= 8 && head[0] == 0x89 && head[1..8].SequenceEqual("PNG\r\n\u001a\n"u8))
        {
            return ImageFormat.Png;
        }

        if (head.Length >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff)
        {
            return ImageFormat.Jpeg;
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        if (IsCameraRaw(head))
        {
            return ImageFormat.CameraRaw;
        }

        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) && OfBrands(head) is var branded and not ImageFormat.Unknown)
        {
            return branded;
        }

        if (head.StartsWith(JpegXlCodestream) || head.StartsWith(JpegXlContainer))
        {
            return ImageFormat.JpegXl;
        }

        if (head.StartsWith(Jpeg2000Codestream) || head.StartsWith(Jpeg2000Container))
        {
            return ImageFormat.Jpeg2000;
        }

        if (head.StartsWith("%PDF-"u8))
        {
            return ImageFormat.Pdf;
        }

        if (head.StartsWith("BM"u8) && head.Length >= 26 && head[6..10].IndexOfAnyExcept((byte)0) < 0)
        {
            return ImageFormat.Bmp;
        }

        if (head.Length >= 3
            && head[0] == 'P'
            && head[1] is >= (byte)'1' and <= (byte)'7'
            && head[2] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            return ImageFormat.Ppm;
        }

        if (head.IndexOf("<svg"u8) >= 0)
        {
            return ImageFormat.Svg;
        }

        return IsTga(head) ? ImageFormat.Tga : ImageFormat.Unknown;
    }

    private static ReadOnlySpan<byte> JpegXlCodestream => [0xff, 0x0a];

    private static ReadOnlySpan<byte> JpegXlContainer => [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', 13, 10, 0x87, 10];

    private static ReadOnlySpan<byte> Jpeg2000Codestream => [0xff, 0x4f, 0xff, 0x51];

    private static ReadOnlySpan<byte> Jpeg2000Container => [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', 13, 10, 0x87, 10];

    // ISO base media files (ISO/IEC 14496-12) name a major brand at 8 and compatible brands from 16 on; an AVIF may call itself mif1 first.
    private static ImageFormat OfBrands(ReadOnlySpan<byte> head)
    {
        var end = Math.Min((uint)head.Length, BinaryPrimitives.ReadUInt32BigEndian(head));
        var found = ImageFormat.Unknown;
        for (var at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        {
            var brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return ImageFormat.Avif;
            }

            if (brand.SequenceEqual("crx "u8))
            {
                return ImageFormat.CameraRaw;
            }

            if (brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8))
            {
                found = ImageFormat.Heic;
            }
        }

        return found;
    }

    // Raw files that say so. DNG, NEF, ARW and PEF begin as any TIFF does; their names tell them apart (SourceStream).
    private static bool IsCameraRaw(ReadOnlySpan<byte> head) =>
        head.StartsWith("FUJIFILMCCD-RAW"u8)
        || head.StartsWith("IIRO"u8)
        || head.StartsWith("IIRS"u8)
        || head.StartsWith("IIU\0"u8)
        || (head.Length >= 10 && head.StartsWith("II*\0"u8) && head[8..10].SequenceEqual("CR"u8));

    // TGA has no signature: a header whose every field is one of the few legal values has to do.
    private static bool IsTga(ReadOnlySpan<byte> head) =>
        head.Length >= 18
        && head[1] <= 1
        && head[2] is 1 or 2 or 3 or 9 or 10 or 11
        && head[16] is 8 or 15 or 16 or 24 or 32
        && (head[12] | head[13]) != 0
        && (head[14] | head[15]) != 0
        && (head[1] == 1 || head[3..8].IndexOfAnyExcept((byte)0) < 0);
}
