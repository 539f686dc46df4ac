namespace Stylize.Engine.Tests.Codecs;

/// <summary>JPEG files for the rows of the inventory.</summary>
internal static class JpegDrawings
{
    private const string Red = "ff0000", Blue = "0000ff", White = "ffffff";

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["JPEG: YCbCr"] = () => Shown(TinyJpeg.RedBlue(), $"{Red} {Blue}"),
        ["JPEG: Adobe transform 0"] = () => Shown(Samples(1, 255, 0, 0) with { Segments = [Adobe(0)] }, Red),
        ["JPEG: JFIF and Adobe transform 0"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [(0xe0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0]), Adobe(0)] },
            $"{Red} {Blue}"),
        ["JPEG: components R, G and B"] = () => Shown(
            new TinyJpeg(8, 8, One('R', 255), One('G', 0), One('B', 0)), Red),
        ["JPEG: gray"] = () => Shown(Samples(1, 100), "646464"),

        // Paper without ink is white. Inverted, it would be black.
        ["JPEG: CMYK without a marker"] = () => Shown(Samples(1, 255, 255, 255, 255), White),
        ["JPEG: Adobe CMYK"] = () =>
            Shown(Samples(1, 255, 255, 255, 255) with { Segments = [Adobe(0)] }, White),
        ["JPEG: Adobe YCCK"] = () =>
            Shown(Samples(1, 0, 128, 128, 255) with { Segments = [Adobe(2)] }, White),
        ["JPEG: sampling factors"] = () => Shown(TinyJpeg.RedBlue(2, 2), $"{Red} {Blue}", 16),
        ["JPEG: EXIF orientation"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [Exif(TinyExif.Make("x", 6, isBig: false))] },
                $"{Red} / {Blue}"),
        ["JPEG: progressive"] = () => Shown(TinyJpeg.RedBlue() with { Frame = 0xc2 }, $"{Red} {Blue}"),
        ["JPEG: ICC profile in several segments"] = Profile,
        ["JPEG: gray with an ICC profile for colors"] = () => Shown(
            Samples(1, 30) with { Segments = [Whole(TinyProfile.AdobeRgb())] }, "181818"),
        ["JPEG: intent of the ICC profile"] = () => TinyProfile.AdobeRgb() is var profile ? Shown(
            Samples(1, 200, 120, 80) with { Segments = [Adobe(0), Whole([.. profile[..67], 1, .. profile[68..]])] },
            "e0794d") : Profile(),
        ["JPEG: ICC profile damaged or for other colors"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [Whole(TinyProfile.AdobeRgb()[..200])] }, $"{Red} {Blue}"),
        ["JPEG: EXIF PrimaryChromaticities and WhitePoint"] = () => Shown(TinyJpeg.RedBlue() with
        {
            Segments = [Exif(TinyExif.Rational(318, 3457, 10000, 3585, 10000))],
        }, $"{Red} {Blue}"),
        ["JPEG: EXIF YCbCrCoefficients, YCbCrPositioning and ReferenceBlackWhite"] = () => Shown(TinyJpeg.RedBlue() with
        {
            Segments = [Exif(TinyExif.Rational(529, 2126, 10000, 7152, 10000, 722, 10000))],
        }, $"{Red} {Blue}"),
        ["JPEG: gain map (hdrgm or ISO 21496-1)"] = () => Shown(
            TinyJpeg.RedBlue() with
            {
                Segments =
                [
                    (0xe1, [.. "http://ns.adobe.com/xap/1.0/\0"u8,
                        .. "<x:xmpmeta xmlns:x='adobe:ns:meta/' hdrgm:Version='1.0'/>"u8]),
                    (0xe2, [.. "MPF\0"u8, .. Views(0x000000, 0x000000)]),
                ],
            }, $"{Red} {Blue}"),
        ["JPEG: EXIF color space Adobe RGB without a profile"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [Exif(TinyExif.AdobeRgb())] }, $"{Red} {Blue}"),
        ["JPEG: JFIF density with unequal sides"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [(0xe0, [.. "JFIF\0"u8, 1, 2, 0, 0, 2, 0, 1, 0, 0])] },
            $"{Red} {Blue}"),
        ["JPEG: EXIF resolution with unequal sides"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [Exif(TinyExif.Oblong())] }, $"{Red} {Blue}"),
        ["JPEG: XMP orientation"] = () => Shown(TinyJpeg.RedBlue() with
        {
            Segments = [(0xe1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. TinyExif.TurnedXmp])],
        }, $"{Red} {Blue}"),
        ["JPEG: gain map of Apple (MPF)"] = () =>
            Segment(0xe2, [.. "MPF\0"u8, .. Views(0x030000, 0x000000)]) is var still
            ? still with { File = WithGainMap(still.File) } : still,
        ["JPEG: SPIFF color space"] = () => Segment(0xe8,
            [.. "SPIFF\0"u8, 1, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 16, 1, 8, 5, 1, .. new byte[8]]),
        ["JPEG: XMP settings of raw photographs and panoramas"] = () => Segment(0xe1,
        [
            .. "http://ns.adobe.com/xap/1.0/\0"u8,
            .. "<x:xmpmeta xmlns:x='adobe:ns:meta/' crs:HasCrop='True' GPano:PoseRollDegrees='90'/>"u8,
        ]),

        // 144 dots per inch, and half of the pixels.
        ["JPEG: EXIF resolution and size (density)"] = () => Segment(0xe1,
        [
            .. "Exif\0\0"u8, .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(4), .. TinyExif.Entry(282, 5, 1, 92),
            .. TinyExif.Entry(283, 5, 1, 92), .. TinyExif.Entry(296, 3, 1, 2 << 16),
            .. TinyExif.Entry(0x8769, 4, 1, 62),
            .. BigEndian.Long(0), .. BigEndian.Word(2), .. TinyExif.Entry(0xa002, 4, 1, 8),
            .. TinyExif.Entry(0xa003, 4, 1, 4), .. BigEndian.Long(0), .. BigEndian.Long(144), .. BigEndian.Long(1),
        ]),
        ["JPEG: motion photo (film after the picture)"] = () => Segment(0xe0, [.. "JFXX\0"u8]) is var still
            ? still with { File = [.. still.File, 0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[12]] } : still,
        ["JPEG: JPEG XT (RESI or FINE)"] = () =>
            Segment(0xeb,
                [.. "JP\0\u0001"u8, .. BigEndian.Long(1), .. BigEndian.Long(16), .. "RESI"u8, .. new byte[8]]),
        ["JPEG: clipping path of Photoshop"] = () => Segment(
            0xed, [.. "Photoshop 3.0\0"u8, .. "8BIM"u8, 0x0b, 0xb7, 0, 0, .. BigEndian.Long(4), .. "\u0001a\0\0"u8]),
        ["JPEG: EXIF TransferFunction"] = () =>
            Segment(0xe1, [.. "Exif\0\0"u8, .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(1),
                .. TinyExif.Entry(301, 3, 1, 9 << 16), .. BigEndian.Long(0)]),
        ["JPEG: EXIF Gamma"] = () => Segment(0xe1,
        [
            .. "Exif\0\0"u8, .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(1),
            .. TinyExif.Entry(0x8769, 4, 1, 26), .. BigEndian.Long(0), .. BigEndian.Word(1),
            .. TinyExif.Entry(0xa500, 5, 1, 44), .. BigEndian.Long(0),
            .. BigEndian.Long(18), .. BigEndian.Long(10),
        ]),
        ["JPEG: height after the pixels (DNL)"] = () => new(WithoutHeight(Samples(1, 100).Write())),
        ["JPEG: MPF with several views"] = () => Shown(
            TinyJpeg.RedBlue() with { Segments = [(0xe2, [.. "MPF\0"u8, .. Views(0x020002, 0x020002)])] },
            $"{Red} {Blue}"),
        ["JPEG: 12 bits"] = () => new((Samples(1, 1000) with { Bits = 12, Frame = 0xc1 }).Write()),
        ["JPEG: lossless"] = () => new((Samples(1, 100) with { Frame = 0xc3 }).Write()),
        ["JPEG: JPEG-LS"] = () => new((Samples(1, 100) with { Frame = 0xf7 }).Write()),
        ["JPEG: hierarchical"] = () => new((Samples(1, 100) with { Frame = 0xc5 }).Write()),
    };

    private static Drawing Shown(TinyJpeg jpeg, string shown, int step = 8) => new(jpeg.Write(), shown, step,
        Off: 4);

    /// <summary>Returns a file whose second picture is a gain map: the offset of its entry leads to its XMP data.
    /// </summary>
    private static byte[] WithGainMap(byte[] file)
    {
        var index = file.AsSpan().IndexOf("MPF\0"u8) + 4;
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(index + 38 + 16 + 8), file.Length - index);
        return [.. file, .. "HDRGainMap:HDRGainMapVersion"u8];
    }

    /// <summary>Returns red and blue with one more segment.</summary>
    private static Drawing Segment(byte marker, byte[] data) =>
        Shown(TinyJpeg.RedBlue() with { Segments = [(marker, data)] }, $"{Red} {Blue}");

    /// <summary>Returns a file whose height of 0 a segment after the pixels replaces.</summary>
    private static byte[] WithoutHeight(byte[] file)
    {
        var at = file.AsSpan().IndexOf((byte[])[0xff, 0xc0]);
        (file[at + 5], file[at + 6]) = (0, 0);
        return [.. file[..^2], 0xff, 0xdc, 0, 4, 0, 8, .. file[^2..]];
    }

    private static Drawing Profile()
    {
        var profile = TinyProfile.AdobeRgb();
        (byte, byte[]) Part(byte number, byte[] data) => (0xe2, [.. "ICC_PROFILE\0"u8, number, 2, .. data]);
        return Shown(
            Samples(1, 200, 120, 80) with { Segments = [Adobe(0), Part(1, profile[..100]), Part(2,
                profile[100..])] },
            "e0794d");
    }

    /// <summary>Returns one block of color.</summary>
    private static TinyJpeg Samples(int first, params int[] values) =>
        new(8, 8, [.. values.Select((value, i) => new TinyJpeg.Component(first + i, 1, 1, value))]);

    private static TinyJpeg.Component One(char name, int value) => new(name, 1, 1, value);

    private static (byte, byte[]) Adobe(byte transform) => (0xee, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0,
        transform]);

    private static (byte, byte[]) Whole(byte[] profile) => (0xe2, [.. "ICC_PROFILE\0"u8, 1, 1, .. profile]);

    private static (byte, byte[]) Exif(byte[] exif) => (0xe1, [.. "Exif\0\0"u8, .. exif]);

    /// <summary>The index of pictures of the given kinds (CIPA DC-007).</summary>
    private static byte[] Views(params int[] kinds) =>
    [
        .. "MM\0*"u8, .. BigEndian.Long(8), .. BigEndian.Word(2), .. TinyExif.Entry(0xb001, 4, 1, kinds.Length),
        .. TinyExif.Entry(0xb002, 7, 16 * kinds.Length, 38), .. BigEndian.Long(0),
        .. kinds.SelectMany(kind => (byte[])[.. BigEndian.Long(kind), .. new byte[12]]),
    ];
}
