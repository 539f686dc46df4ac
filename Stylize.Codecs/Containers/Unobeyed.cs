using Stylize.Codecs.Aseprite;
using Stylize.Codecs.Avif;
using Stylize.Codecs.Color;
using Stylize.Codecs.Netpbm;
using Stylize.Codecs.WebP;

namespace Stylize.Codecs.Containers;

/// <summary>Finds what a file declares and no reader obeys, so that a warning names it, as rows of
/// <see cref="Declaration.Table"/> say.</summary>
internal static class Unobeyed
{
    private const string AdobeRgb = "states the colors of Adobe RGB in its EXIF data, but has no profile, and is "
        + "used as sRGB. Assign the profile in another program";

    private const string Clipping = "has an outline (clipping path of Photoshop), which is not applied";

    /// <summary>Tags of TIFF that change a page and are not applied.</summary>
    private static readonly (int Tag, string Says)[] s_tags =
    [
        (291, "states its tones (GrayResponseCurve), which are used as sRGB"),
        (343, "has an outline (ClipPath), which is not applied"),
        (433, "states the range of its samples (Decode), which is not applied"),
        (434, "states a color of missing pixels (ImageBaseColor), which is not applied"),
        (32932, "has annotations (tag 32932), which are not drawn"),
        (32956, "states a place by RegionAffine, which is not applied"),
        (32996, "states the kind of its numbers by an obsolete tag (DataType), which does not count"),
        (33446, "states a scale of its numbers (MD_SCALEPIXEL), which is not applied"),
        (34017, "states its colors by tags of TIFF/IT (ColorSequence), which are not applied"),
        (34027, "states its colors by tags of TIFF/IT (PixelIntensityRange), which are not applied"),
        (34028, "states its colors by tags of TIFF/IT (TransparencyIndicator), which are not applied"),
        (34732, "has layers (ImageLayer), of which only the first is read"),
        (42113, "states a number for missing pixels (GDAL_NODATA), which are drawn as all others"),
    ];

    /// <summary>Returns ends of sentences that begin with the name of the file; for a damaged file, those about what
    /// precedes the damage.</summary>
    public static IReadOnlyList<string> Find(SourceStream source)
    {
        var said = new List<string>();
        try
        {
            switch (source.Format)
            {
                case ImageFormat.Png: OfPng(source.Stream, said); break;
                case ImageFormat.Jpeg: OfJpeg(source.Stream, said); break;
                case ImageFormat.WebP: OfWebP(source.Stream, said); break;
                case ImageFormat.Gif: OfGif(source.Stream, said); break;
                case ImageFormat.Tiff: OfTiff(source.Stream, said); break;
                case ImageFormat.Bmp: OfBmp(source.Stream, said); break;
                case ImageFormat.Ppm: OfNetpbm(source.Stream, said); break;
                case ImageFormat.Aseprite: OfAseprite(source.Stream, said); break;
                case ImageFormat.Avif or ImageFormat.Heic when AvifFile.TryRead(source.Stream) is { } file:
                    said.AddRange(file.Said);
                    break;
            }

            if (source.Format is ImageFormat.Png or ImageFormat.Jpeg or ImageFormat.WebP) OfMetadata(source, said);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException
            or IndexOutOfRangeException)
        {
            // The decoder reports the damage.
        }

        return [.. said.Distinct()];
    }

    /// <summary>Finds what the EXIF data and the profile of a PNG, JPEG or WebP state.</summary>
    private static void OfMetadata(SourceStream source, List<string> said)
    {
        var metadata = FormatCodec.ForFormat(source.Format).Metadata!(source.Stream);
        var (isPng, profile) = (source.Format == ImageFormat.Png, metadata.IccProfile);
        var colors = source.Format == ImageFormat.Jpeg ? JpegFrame.Find(source.Stream)?.Colors ?? 0 : 3;
        if (!isPng && !profile.IsEmpty && !IccProfile.Fits(profile.Span, colors)) said.Add(UnobeyedTexts.Misfit);

        if (ReaderOf(ExifBlock.WithoutName(metadata.Exif)) is not { } reader) return;

        if (!isPng) said.AddRange(ShapeOf(reader));

        var isCoded = isPng && PngChunk.All(source.Stream).Any(chunk => chunk.Type is "cICP" or "sRGB");
        if (isCoded || !profile.IsEmpty) return;

        AddExifColor(reader, said);
    }

    private static void OfPng(Stream stream, List<string> said)
    {
        foreach (var chunk in PngChunk.All(stream).TakeWhile(chunk => chunk.Type != "IDAT").ToList())
        {
            if (chunk.Type == "gmAP") said.Add(UnobeyedTexts.GainMap);
            if (chunk.Type == "iCCP" && !PngColor.HasProfile(stream, chunk)) said.Add(UnobeyedTexts.Misfit);

            if (chunk is { Type: "sCAL", Length: < 100 })
            {
                // A unit, and width and height of a pixel as texts.
                var sides = Encoding.Latin1.GetString(chunk.Data(stream)[1..]).Split('\0');
                said.AddRange(sides is [var width, var height] && TryNumber(width, out var x)
                    && TryNumber(height, out var y) ? UnobeyedTexts.Shape(y, x) : []);
            }

            if (chunk is { Type: "pHYs", Length: 9 })
            {
                var data = chunk.Data(stream);
                var (across, down) = (BinaryPrimitives.ReadUInt32BigEndian(data),
                    BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4)));
                said.AddRange(UnobeyedTexts.Shape(across, down));
            }
            else if (chunk is { Type: "cICP", Length: 4 }
                && chunk.Data(stream) is [var primaries, var transfer, var matrix, var isFull])
            {
                if (matrix != 0) said.Add("states samples that are not red, green and blue (cICP)");
                else if ((primaries, transfer) is not (2, 2) && PngColor.OfCodes(chunk.Data(stream)) is null)
                {
                    said.Add(UnobeyedTexts.Codes);
                }
                else if (isFull == 0)
                {
                    said.Add("states samples of narrow range (cICP), which are used as full range");
                }
            }
        }
    }

    private static void OfJpeg(Stream stream, List<string> said)
    {
        foreach (var segment in JpegSegment.All(stream).Where(segment => segment.Marker is >= 0xe0 and <= 0xed))
        {
            var data = segment.Data(stream);
            // The XMP data of Adobe, or ISO 21496-1, which states a version next to the base picture.
            if (segment.Marker == 0xe1 ? data.AsSpan().IndexOf("hdrgm:Version"u8) >= 0
                : data.AsSpan().StartsWith("urn:iso:std:iso:ts:21496:-1"u8))
            {
                said.Add(UnobeyedTexts.GainMap);
                return;
            }

            if (segment.Marker == 0xed && HasClipping(data)) said.Add(Clipping);

            // Boxes of JPEG XT (ISO/IEC 18477-3): residual data, and refinement of the coefficients.
            if (segment.Marker == 0xeb && data is [(byte)'J', (byte)'P', ..] && data.Length >= 16
                && (data.AsSpan(12).StartsWith("RESI"u8) || data.AsSpan(12).StartsWith("FINE"u8)))
            {
                said.Add("has samples of more bits (JPEG XT), which are not read");
            }

            if (segment.Marker == 0xe0 && data.Length >= 12 && data.AsSpan().StartsWith("JFIF\0"u8))
            {
                said.AddRange(UnobeyedTexts.Shape(
                    BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(8)),
                    BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(10))));
            }
            else if (data.AsSpan().StartsWith("MPF\0"u8))
            {
                // Others are reduced copies of the first, or parts of it.
                var pictures = Pictures(data[4..]);
                var views = pictures.Count(picture => picture.Kind is 0x020001 or 0x020002 or 0x020003);
                if (views > 1) said.Add(Invariant($"has {views} pictures (MPF), of which only the first is read"));
                if (pictures.Exists(picture => picture.Offset > 0
                    && IsGainMap(stream, segment.At + 4 + picture.Offset))) said.Add(UnobeyedTexts.GainMap);
            }
        }
    }

    /// <summary>Returns the reader of EXIF data; null for none.</summary>
    private static TiffReader? ReaderOf(ReadOnlyMemory<byte> exif) =>
        exif.Length >= 8 ? new TiffReader(new MemoryStream(exif.ToArray())) : null;

    /// <summary>Returns the sentence about the resolution of the first directory. Its unit does not matter.</summary>
    private static IEnumerable<string> ShapeOf(TiffReader reader)
    {
        var first = reader.Directories(0)[0];
        return UnobeyedTexts.Shape(reader.Ratio(first, 282) ?? 0, reader.Ratio(first, 283) ?? 0);
    }

    /// <summary>Adds what EXIF data states of colors: their primaries, their tones, and the optional color space of
    /// DCF (CIPA DC-008, 4.6.5): the value 2, which some cameras write, or none with the rule R03.</summary>
    private static void AddExifColor(TiffReader reader, List<string> said)
    {
        var tags = reader.Tags(reader.Directories(0)[0]);
        if (IsForeign(tags.All(319), PngColor.SrgbPoints.AsSpan(2)) || IsForeign(tags.All(318), PngColor.SrgbPoints))
        {
            said.Add("states its primary colors (PrimaryChromaticities), which are used as those of sRGB");
        }

        if (tags.Has(301)) said.Add("states its tones (TransferFunction), which are used as sRGB");
        if (tags.First(0x8769, 0) is not (> 0 and var photograph)) return;

        tags = reader.Tags(photograph);
        if (tags.First(0xa001, 1) == 2 || (tags.First(0xa005, 0) is > 0 and var rules
            && reader.BytesOf(rules, 1).AsSpan().StartsWith("R03"u8)))
        {
            said.Add(AdobeRgb);
        }
        else if (reader.Ratio(photograph, 0xa500) is { } gamma && Math.Abs(gamma - 2.2) > .05)
        {
            said.Add("states its tones (Gamma), which are used as sRGB");
        }
    }

    /// <summary>True if resources of Photoshop name one of their paths as outline of the picture.</summary>
    private static bool HasClipping(ReadOnlySpan<byte> resources) =>
        resources.IndexOf((ReadOnlySpan<byte>)[.. "8BIM"u8, 0x0b, 0xb7]) >= 0;

    /// <summary>Returns the kinds and positions of the pictures of a file (CIPA DC-007, 5.2.3.3).</summary>
    private static List<(uint Kind, uint Offset)> Pictures(byte[] index)
    {
        var reader = new TiffReader(new MemoryStream(index));
        var entries = reader.BytesOf(reader.Directories(0)[0], 0xb002);
        return [.. Enumerable.Range(0, entries.Length / 16).Select(i => (Long(16 * i) & 0xffffff, Long((16 * i) + 8)))];

        uint Long(int at) => (uint)TiffReader.Unsigned(entries.AsSpan(at, 4), reader.BigEndian);
    }

    /// <summary>True if the XMP data of a further picture calls it a gain map of Apple.</summary>
    private static bool IsGainMap(Stream stream, long at) => at < stream.Length
        && StreamBytes.Read(stream, at, Math.Min(stream.Length - at, 1 << 16)).AsSpan().IndexOf("HDRGainMap"u8) >= 0;

    private static void OfWebP(Stream stream, List<string> said)
    {
        foreach (var chunk in RiffChunk.All(stream).Where(chunk => chunk.Type == "VP8 "))
        {
            var data = StreamBytes.Read(stream, chunk.At, 10);
            if (((data[7] | data[9]) & 0xc0) != 0)
            {
                said.Add("asks for an enlarged picture (VP8), but is drawn in its own size");
            }
        }
    }

    private static void OfGif(Stream stream, List<string> said)
    {
        // The ratio of width and height of a pixel is (n + 15) / 64; 0 for none.
        var ratio = StreamBytes.Read(stream, 12, 1)[0];
        said.AddRange(UnobeyedTexts.Shape(ratio > 0 ? 64 : 0, ratio + 15));

        const byte PlainText = 1, Application = 0xff;
        var palette = GifBlock.Palette(stream);
        foreach (var block in GifBlock.All(stream))
        {
            if (block.IsImage && palette.Length == 0 && GifBlock.LocalPalette(stream, block) is null)
            {
                said.Add("has no palette, and is drawn in black and white");
            }

            if (block.IsExtension(PlainText)) said.Add("has a text in letters, which is not drawn");
            if (block.IsExtension(Application)
                && StreamBytes.Read(stream, block.DataAt + 1, 11).AsSpan().SequenceEqual("ICCRGBG1012"u8))
            {
                said.Add("has a color profile, which is not applied, as in other programs that show GIF");
            }
        }
    }

    private static void OfTiff(Stream stream, List<string> said)
    {
        var reader = new TiffReader(stream);
        var first = reader.Directories(0)[0];
        var tags = reader.Tags(first);
        said.AddRange(ShapeOf(reader));

        var profile = reader.BytesOf(first, 34675);
        var hasProfile = profile.Length > 0;
        var meaning = tags.First(262, 1);
        if (hasProfile && meaning < 8 && !IccProfile.Fits(profile, meaning switch { < 2 => 1, 5 => 4, _ => 3 }))
        {
            said.Add(UnobeyedTexts.Misfit);
        }

        if (meaning == 0 && TiffKind.KindOf(tags) is 'i' or 'f')
        {
            said.Add("states that white is zero, but its numbers have signs or fractions, so black is zero");
        }

        if (meaning == 5 && tags.First(334, 4) > 4)
        {
            said.Add("has more inks than cyan, magenta, yellow and black, which are not drawn");
        }

        said.AddRange(s_tags.Where(row => tags.Has(row.Tag)).Select(row => row.Says));
        if (reader.TextOf(first, 42112) is var gdal && (gdal.Contains("role=\"scale", StringComparison.Ordinal)
            || gdal.Contains("role=\"offset", StringComparison.Ordinal)))
        {
            said.Add("states a scale of its numbers (GDAL_METADATA), which is not applied");
        }

        if (HasClipping(reader.BytesOf(first, 34377))) said.Add(Clipping);
        if (reader.Directories(1) is [_, var second] && (reader.Tags(second).First(254, 0) & 4) != 0)
        {
            said.Add("has a mask of transparency, which is not applied");
        }

        if (tags.All(330).Take(100).Select(reader.Tags).Any(sub => (sub.First(254, 0) & 1) == 0
            && sub.First(256, 0) >= tags.First(256, 0)))
        {
            said.Add("has pictures in subdirectories (SubIFDs), which are not read");
        }

        if (!hasProfile) AddExifColor(reader, said);
        if (tags.First(32997, 1) > 1) said.Add("has depth (ImageDepth), of which only the first slice is read");
        if (meaning == 5 && tags.All(336) is [var low, var high, ..]
            && (low > 0 || high + 1 < 1L << (int)tags.First(258, 8)))
        {
            said.Add("states the range of its inks (DotRange), which is not applied");
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

    private static void OfBmp(Stream stream, List<string> said)
    {
        var start = StreamBytes.Read(stream, 0, 18);
        var at = start.AsSpan().StartsWith("BM"u8) ? 14 : 0;
        var size = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(at));
        if (size < 40) return;

        var header = StreamBytes.Read(stream, at, size);
        int Long(int place) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(place));
        said.AddRange(UnobeyedTexts.Shape(Long(24), Long(28)));

        if (size < 108) return;

        // Calibrated colors without values are those of programs that leave the fields empty.
        switch ((uint)Long(56))
        {
            case 0 when header.AsSpan(60, 48).ContainsAnyExcept((byte)0):
                said.Add("states its primary colors and tones, which are used as those of sRGB");
                break;
            case 0x4c494e4b or 0x4d424544:
                said.Add("has a color profile, which is not applied. Convert it to PNG elsewhere");
                break;
        }
    }

    private static void OfNetpbm(Stream stream, List<string> said)
    {
        stream.Position = 0;
        var header = NetpbmHeader.Read(stream);
        Span<byte> next = stackalloc byte[2];
        if (header.Meaning is not ("" or "BLACKANDWHITE" or "GRAYSCALE" or "RGB" or "BLACKANDWHITE_ALPHA"
            or "GRAYSCALE_ALPHA" or "RGB_ALPHA"))
        {
            said.Add("states a meaning of its samples that is unknown (TUPLTYPE), and is drawn in gray or colors");
        }

        if (!header.IsPlain && StreamBytes.TryRead(stream, stream.Position + header.MinBytes, next)
            && next[0] == 'P' && next[1] is >= (byte)'1' and <= (byte)'7')
        {
            said.Add("has several pictures, of which only the first is read");
        }
    }

    private static void OfAseprite(Stream stream, List<string> said)
    {
        var header = StreamBytes.Read(stream, 0, AsepriteFile.HeaderBytes);
        said.AddRange(UnobeyedTexts.Shape(header[35], header[34]));

        var (at, end, count) = AsepriteFile.FrameAt(stream, AsepriteFile.HeaderBytes, out _);
        foreach (var chunk in AsepriteChunk.All(stream, at, end, count))
        {
            if (chunk.Type != AsepriteChunkType.ColorProfile) continue;

            var fields = chunk.ReadHead(stream, 8);
            if (fields.Word() == 2 || (fields.Word() & 1) != 0)
            {
                said.Add("has a color profile, which is not applied. Convert it to sRGB in Aseprite");
            }
        }
    }
}
