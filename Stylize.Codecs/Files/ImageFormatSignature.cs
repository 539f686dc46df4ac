using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Tells a file's format by its first bytes, whatever its name says.</summary>
internal static class ImageFormatSignature
{
    /// <summary>Bytes that <see cref="Detect"/> wants to see.</summary>
    internal const int Length = 64;

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

        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
        {
            return ImageFormat.Gif;
        }

        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) && IsAvifBrand(head[8..12]))
        {
            return ImageFormat.Avif;
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

    private static bool IsAvifBrand(ReadOnlySpan<byte> brand) => brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8);

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
