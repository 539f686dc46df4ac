using Stylize.Codecs.Aseprite;
using Stylize.Codecs.Avif;
using Stylize.Codecs.Jpeg;
using Stylize.Codecs.Netpbm;
using Stylize.Codecs.WebP;

namespace Stylize.Codecs.Containers;

/// <summary>Finds what a file declares and no reader obeys, so that a warning names it, as rows of
/// <see cref="Declaration.Table"/> say.</summary>
internal static class Unobeyed
{
    private const string GainMap = "has a gain map for screens with high dynamic range, which is not applied. The base "
        + "picture is used";

    /// <summary>Returns ends of sentences that begin with the name of the file; none for a damaged file, which
    /// the decoder reports.</summary>
    public static IReadOnlyList<string> Find(SourceStream source)
    {
        try
        {
            return [.. source.Format switch
            {
                ImageFormat.Png => OfPng(source.Stream),
                ImageFormat.Jpeg => OfJpeg(source.Stream),
                ImageFormat.WebP => OfWebP(source.Stream),
                ImageFormat.Gif => OfGif(source.Stream),
                ImageFormat.Tiff => OfTiff(source.Stream),
                ImageFormat.Bmp => OfBmp(source.Stream),
                ImageFormat.Ppm => OfNetpbm(source.Stream),
                ImageFormat.Aseprite => OfAseprite(source.Stream),
                ImageFormat.Avif or ImageFormat.Heic
                    when AvifFile.TryRead(source.Stream) is { } file => OfAvif(file),
                _ => [],
            }];
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException
            or IndexOutOfRangeException)
        {
            return [];
        }
    }

    private static IEnumerable<string> OfAvif(AvifFile file)
    {
        var shape = Shape(file.Pixel.Height, file.Pixel.Width);
        return file.HasGainMap ? shape.Append(GainMap) : shape;
    }

    /// <param name="across">Pixels per length from left to right; 0 if it is not stated.</param>
    /// <param name="down">Pixels per length from top to bottom.</param>
    private static IEnumerable<string> Shape(double across, double down)
    {
        const double Rounding = .02;
        if (across > 0 && down > 0 && Math.Abs(across - down) > Rounding * Math.Max(across, down))
        {
            yield return Invariant($"states pixels that are not square ({down / across:0.##}:1), ")
                + "but they are drawn square. Resize it first if it looks stretched";
        }
    }

    private static IEnumerable<string> OfPng(Stream stream)
    {
        foreach (var chunk in PngChunk.All(stream).TakeWhile(chunk => chunk.Type != "IDAT"))
        {
            if (chunk is { Type: "pHYs", Length: 9 })
            {
                var data = chunk.Data(stream);
                var (across, down) = (BinaryPrimitives.ReadUInt32BigEndian(data),
                    BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4)));
                foreach (var text in Shape(across, down))
                {
                    yield return text;
                }
            }
            else if (chunk is { Type: "cICP", Length: 4 }
                && chunk.Data(stream) is [_, _, var matrix, var isFull])
            {
                if (matrix != 0) yield return "states samples that are not red, green and blue (cICP)";
                else if (isFull == 0)
                {
                    yield return "states samples of narrow range (cICP), which are used as full range";
                }
            }
        }
    }

    private static IEnumerable<string> OfJpeg(Stream stream)
    {
        var metadata = JpegMetadata.Read(stream);
        if (metadata.IccProfile.IsEmpty && IsAdobeRgb(ExifBlock.WithoutName(metadata.Exif)))
        {
            yield return "states the colors of Adobe RGB in its EXIF data, but has no profile, "
                + "and is used as sRGB. Assign the profile in another program";
        }

        foreach (var segment in JpegSegment.All(stream).Where(segment => segment.Marker is >= 0xe0 and <= 0xe2))
        {
            var data = segment.Data(stream);
            // The XMP data of Adobe, or ISO 21496-1, which states a version next to the base picture.
            if (segment.Marker == 0xe1 ? data.AsSpan().IndexOf("hdrgm:Version"u8) >= 0
                : data.AsSpan().StartsWith("urn:iso:std:iso:ts:21496:-1"u8))
            {
                yield return GainMap;
                yield break;
            }

            if (segment.Marker == 0xe0 && data.Length >= 12 && data.AsSpan().StartsWith("JFIF\0"u8))
            {
                foreach (var text in Shape(
                    BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(8)),
                    BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(10))))
                {
                    yield return text;
                }
            }
            else if (data.AsSpan().StartsWith("MPF\0"u8) && Views(data[4..]) is > 1 and var views)
            {
                yield return Invariant($"has {views} pictures (MPF), of which only the first is read");
            }
        }
    }

    /// <summary>True if EXIF data names the optional color space of DCF (CIPA DC-008, 4.6.5): the value
    /// 2, which some cameras write, or none with the rule R03.</summary>
    private static bool IsAdobeRgb(ReadOnlyMemory<byte> exif)
    {
        if (exif.Length < 8) return false;

        var reader = new TiffReader(new MemoryStream(exif.ToArray()));
        var photograph = reader.Tags(reader.Directories(0)[0]).First(0x8769, 0);
        if (photograph == 0) return false;

        var tags = reader.Tags(photograph);
        return tags.First(0xa001, 1) == 2
            || (tags.First(0xa005, 0) is > 0 and var rules
                && reader.BytesOf(rules, 1).AsSpan().StartsWith("R03"u8));
    }

    /// <summary>Returns the number of pictures that are views of one scene (CIPA DC-007, 5.2.3.3), not reduced
    /// copies of the first or parts of it.</summary>
    private static int Views(byte[] index)
    {
        var reader = new TiffReader(new MemoryStream(index));
        var entries = reader.BytesOf(reader.Directories(0)[0], 0xb002);
        var views = 0;
        for (var at = 0; at + 16 <= entries.Length; at += 16)
        {
            var kind = (reader.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(entries.AsSpan(at))
                : BinaryPrimitives.ReadUInt32LittleEndian(entries.AsSpan(at))) & 0xffffff;
            views += kind is 0x020001 or 0x020002 or 0x020003 ? 1 : 0;
        }

        return views;
    }

    private static IEnumerable<string> OfWebP(Stream stream)
    {
        foreach (var chunk in RiffChunk.All(stream).Where(chunk => chunk.Type == "VP8 "))
        {
            var data = StreamBytes.Read(stream, chunk.At, 10);
            if (((data[7] | data[9]) & 0xc0) != 0)
            {
                yield return "asks for an enlarged picture (VP8), but is drawn in its own size";
            }
        }
    }

    private static IEnumerable<string> OfGif(Stream stream)
    {
        // The ratio of width and height of a pixel is (n + 15) / 64; 0 for none.
        var ratio = StreamBytes.Read(stream, 12, 1)[0];
        foreach (var text in Shape(ratio > 0 ? 64 : 0, ratio + 15))
        {
            yield return text;
        }

        const byte PlainText = 1, Application = 0xff;
        _ = GifBlock.Palette(stream, out var first);
        foreach (var block in GifBlock.All(stream, first))
        {
            if (block.IsExtension(PlainText)) yield return "has a text in letters, which is not drawn";
            if (block.IsExtension(Application)
                && StreamBytes.Read(stream, block.DataAt + 1, 11).AsSpan().SequenceEqual("ICCRGBG1012"u8))
            {
                yield return "has a color profile, which is not applied, as in other programs that show GIF";
            }
        }
    }

    private static IEnumerable<string> OfTiff(Stream stream)
    {
        var reader = new TiffReader(stream);
        var tags = reader.Tags(reader.Directories(0)[0]);
        double Ratio(int tag) =>
            tags.All(tag) is [var over, > 0 and var under, ..] ? (double)over / under : 0;

        // 1 is a ratio without a unit, 2 inches, 3 centimeters.
        foreach (var text in Shape(Ratio(282), Ratio(283)))
        {
            yield return text;
        }

        var hasProfile = tags.Has(34675);
        if (!hasProfile && IsForeign(tags.All(319), PngColor.SrgbPoints.AsSpan(2)))
        {
            yield return "states its primary colors (PrimaryChromaticities), which are used as those of sRGB";
        }

        if (!hasProfile && tags.Has(301))
        {
            yield return "states its tones (TransferFunction), which are used as sRGB";
        }

        if (tags.Has(291)) yield return "states its tones (GrayResponseCurve), which are used as sRGB";
        if (tags.First(262, 0) == 5 && tags.All(336) is [var low, var high, ..]
            && (low > 0 || high + 1 < 1L << (int)tags.First(258, 8)))
        {
            yield return "states the range of its inks (DotRange), which is not applied";
        }
    }

    private static bool IsForeign(long[] pairs, ReadOnlySpan<double> points)
    {
        var isForeign = false;
        for (var i = 0; (2 * i) + 1 < pairs.Length && i < points.Length; i++)
        {
            var (over, under) = (pairs[2 * i], pairs[(2 * i) + 1]);
            isForeign |= under > 0 && Math.Abs(((double)over / under) - points[i]) > .01;
        }

        return isForeign;
    }

    private static IEnumerable<string> OfBmp(Stream stream)
    {
        var start = StreamBytes.Read(stream, 0, 18);
        var at = start.AsSpan().StartsWith("BM"u8) ? 14 : 0;
        var size = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(at));
        if (size < 40) yield break;

        var header = StreamBytes.Read(stream, at, size);
        int Long(int place) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(place));
        foreach (var text in Shape(Long(24), Long(28)))
        {
            yield return text;
        }

        if (size < 108) yield break;

        // Calibrated colors without values are those of programs that leave the fields empty.
        switch ((uint)Long(56))
        {
            case 0 when header.AsSpan(60, 48).ContainsAnyExcept((byte)0):
                yield return "states its primary colors and tones, which are used as those of sRGB";
                break;
            case 0x4c494e4b or 0x4d424544:
                yield return "has a color profile, which is not applied. Convert it to PNG elsewhere";
                break;
        }
    }

    private static IEnumerable<string> OfNetpbm(Stream stream)
    {
        stream.Position = 0;
        var header = NetpbmHeader.Read(stream);
        Span<byte> next = stackalloc byte[2];
        if (!header.IsPlain && StreamBytes.TryRead(stream, stream.Position + header.MinBytes, next)
            && next[0] == 'P' && next[1] is >= (byte)'1' and <= (byte)'7')
        {
            return ["has several pictures, of which only the first is read"];
        }

        return [];
    }

    private static IEnumerable<string> OfAseprite(Stream stream)
    {
        var header = StreamBytes.Read(stream, 0, AsepriteFile.HeaderBytes);
        foreach (var text in Shape(header[35], header[34]))
        {
            yield return text;
        }

        var (at, end, count) = AsepriteFile.FrameAt(stream, AsepriteFile.HeaderBytes, out _);
        foreach (var chunk in AsepriteChunk.All(stream, at, end, count))
        {
            if (chunk.Type != AsepriteChunkType.ColorProfile) continue;

            var fields = chunk.ReadHead(stream, 8);
            if (fields.Word() == 2 || (fields.Word() & 1) != 0)
            {
                yield return "has a color profile, which is not applied. Convert it to sRGB in Aseprite";
            }
        }
    }
}
