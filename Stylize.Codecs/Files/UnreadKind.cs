using System.Globalization;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>
/// Tells a whole file of a kind that no decoder here reads from a damaged one, by its header: libraries answer both alike.
/// </summary>
internal static class UnreadKind
{
    /// <summary>What is unusual about the file, such as "LZMA compression"; null where its header says nothing unusual.</summary>
    internal static string? Of(ImageFormat format, Stream stream)
    {
        try
        {
            return format switch
            {
                ImageFormat.Tiff => OfTiff(stream),
                ImageFormat.Jpeg => OfJpeg(stream),
                _ => null,
            };
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static string? OfTiff(Stream stream)
    {
        var tiff = new TiffReader(stream);
        var directory = tiff.Directories(0)[0];
        var tags = Enumerable.Range(0, (int)tiff.EntryCount(directory)).Select(i => tiff.Entry(directory, i))
            .ToLookup(entry => entry.Tag, entry => entry.Values);
        var bits = First(258) ?? 1;
        return First(259) switch
        {
            6 => "old-style JPEG compression",
            34925 => "LZMA compression",
            34712 => "JPEG 2000 compression",
            34887 => "LERC compression",
            50000 => "Zstandard compression",
            50001 => "WebP compression",
            50002 => "JPEG XL compression",
            not (null or 1 or 2 or 3 or 4 or 5 or 7 or 8 or 32773 or 32946) and var other => Invariant($"compression {other}"),
            _ when bits is not (1 or 2 or 4 or 8 or 16 or 32 or 64) => Invariant($"samples of {bits} bits"),
            _ when First(262) is 8 or 9 or 10 => "colours in L*a*b*",
            _ when First(262) is 32844 or 32845 => "colours as logarithms (LogLuv)",
            _ when First(284) == 2 && tags.Contains(322) => "a plane of tiles for each channel",
            _ => null,
        };

        long? First(int tag) => tags[tag].LastOrDefault()?.Invoke() is [var value, ..] ? value : null;
    }

    /// <summary>By the start of frame (ITU-T T.81, B.2.2): 12 bits, lossless, hierarchical.</summary>
    private static string? OfJpeg(Stream stream)
    {
        var head = new byte[5];
        for (var at = 2L; StreamBytes.TryRead(stream, at, head) && head[0] == 0xff && head[1] is not (0xd9 or 0xda);
            at += 2 + (head[2] << 8) + head[3])
        {
            if (head[1] is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
            {
                return head[1] is 0xc3 or 0xcb ? "lossless JPEG data"
                    : head[1] is >= 0xc5 and <= 0xc7 or >= 0xcd ? "hierarchical JPEG data"
                    : head[4] != 8 ? Invariant($"samples of {head[4]} bits")
                    : null;
            }
        }

        return null;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
