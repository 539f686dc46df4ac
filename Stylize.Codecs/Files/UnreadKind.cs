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
        var tags = Tags(stream);
        var bits = First(tags, 258) ?? 1;
        return First(tags, 259) switch
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
            _ when First(tags, 262) is 8 or 9 or 10 => "colours in L*a*b*",
            _ when First(tags, 262) is 32844 or 32845 => "colours as logarithms (LogLuv)",
            _ when First(tags, 284) == 2 && tags.ContainsKey(322) => "a plane of tiles for each channel",
            _ => null,
        };
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

    /// <summary>The first value of each short or long tag of the first directory; of BigTIFF none.</summary>
    private static Dictionary<int, long> Tags(Stream stream)
    {
        var head = StreamBytes.Read(stream, 0, 8);
        var isBigEndian = head[0] == 'M';
        var directory = Number(head.AsSpan(4, 4));
        var tags = new Dictionary<int, long>();
        for (var i = 0; i < (Word(head, 2) == 42 ? Word(StreamBytes.Read(stream, directory, 2), 0) : 0); i++)
        {
            var entry = StreamBytes.Read(stream, directory + 2 + (12L * i), 12);
            var bytes = Word(entry, 2) == 3 ? 2 : 4;
            var value = Number(entry.AsSpan(4, 4)) * bytes <= 4 ? entry[8..] : StreamBytes.Read(stream, Number(entry.AsSpan(8, 4)), bytes);
            tags[Word(entry, 0)] = Number(value.AsSpan(0, bytes));
        }

        return tags;

        int Word(byte[] bytes, int at) => (int)Number(bytes.AsSpan(at, 2));

        long Number(ReadOnlySpan<byte> bytes)
        {
            var number = 0L;
            for (var i = 0; i < bytes.Length; i++)
            {
                number = (number << 8) | bytes[isBigEndian ? i : bytes.Length - 1 - i];
            }

            return number;
        }
    }

    private static long? First(Dictionary<int, long> tags, int tag) => tags.TryGetValue(tag, out var value) ? value : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
