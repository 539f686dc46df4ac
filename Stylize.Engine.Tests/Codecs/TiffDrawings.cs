namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF files for the rows of the inventory.</summary>
internal static class TiffDrawings
{
    private const string Shown = "c87850 00a0a0";

    private static DrawnTiff YCbCr { get; } = new(2, 1, 8) { Meaning = 6, Samples = 3, Extra = [(530, [1, 1])] };

    private static readonly long[] s_colors = [200, 120, 80, 0, 160, 160];

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["TIFF: WhiteIsZero"] = () => Gray("fafafa f0f0f0", new(2, 1, 8) { Meaning = 0 }, 5, 15),
        ["TIFF: BlackIsZero"] = () => Gray("050505 0f0f0f", new(2, 1, 8), 5, 15),
        ["TIFF: RGB"] = () => Colors(Shown),
        ["TIFF: palette (ColorMap)"] = () => Gray(Shown, new(2, 1, 1)
        {
            Meaning = 3, Extra = [(320, [0, 200 * 257, 160 * 257, 120 * 257, 160 * 257, 80 * 257])],
        }, 1, 0),
        ["TIFF: CMYK"] = () => new(
            new DrawnTiff(2, 1, 8) { Meaning = 5, Samples = 4 }.Write([0, 0, 0, 0, 0, 0, 0, 255]),
                "ffffff 231f20", Off: 16),
        ["TIFF: YCbCr"] = () => new(
            new DrawnTiff(2, 1, 8) { Meaning = 6, Samples = 3, Extra = [(530, [1, 1])] }.Write([76, 85, 255,
                29, 255, 107]),
            "ff0000 0000ff", Off: 4),
        ["TIFF: ICC profile"] = () => new(
            WithBytes(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }.Write(s_colors), 34675,
                TinyProfile.AdobeRgb()), "e0794d 00a1a1", Off: 2),
        ["TIFF: ExtraSamples 0"] = () => Alpha("c87850 00a0a0", 0),
        ["TIFF: ExtraSamples 1"] = () =>
            Alpha("c878503c 00a0a0", 1, 200 * 60 / 255, 120 * 60 / 255, 80 * 60 / 255) with { Off = 5 },
        ["TIFF: ExtraSamples 2"] = () => Alpha("c878503c 00a0a0", 2),
        ["TIFF: ExtraSamples 999"] = () => Alpha("c878503c 00a0a0", 999),
        ["TIFF: RGB of four samples without ExtraSamples"] = () => new(
            new DrawnTiff(1, 1, 8) { Meaning = 2, Samples = 4 }.Write([200, 120, 80, 60]), "c878503c"),
        ["TIFF: ExtraSamples 2 and 0"] = () => Extras("c878503c", 2, 0),
        ["TIFF: ExtraSamples with alpha after 0"] = () => Extras("", 0, 2),
        ["TIFF: Indexed with another PhotometricInterpretation"] = () => Colors("", (346, [1])),
        ["TIFF: unknown PhotometricInterpretation"] = () => Gray("", new(2, 1, 8) { Meaning = 77 }, 5, 15),
        ["TIFF: WhiteIsZero of signed or floating-point numbers"] = () =>
            Gray("818181 ffffff", new(2, 1, 8) { Kind = 2, Meaning = 0 }, 64, 127),
        ["TIFF: ICC profile damaged or for other colors"] = () => new(
            WithBytes(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }.Write(s_colors), 34675, new byte[200]),
                Shown),
        ["TIFF: SubfileType 2"] = () => new(
            DrawnTiff.Join((new DrawnTiff(2, 1, 8), [5, 5]), (new DrawnTiff(1, 1, 8) { Extra = [(255, [2])] }, [15]),
                (new DrawnTiff(1, 1, 8), [25])), "050505 050505 | 191919"),
        ["TIFF: Orientation 0"] = () => Colors(Shown, (274, [0])),
        ["TIFF: Orientation"] = () => Colors("c87850 / 00a0a0", (274, [6])),
        ["TIFF: SampleFormat 2"] = () => Gray("818181 ffffff", new(2, 1, 8) { Kind = 2 }, 64, 127),
        ["TIFF: SampleFormat 3"] = () => Gray(
            "808080 ffffff", new(2, 1, 32) { Kind = 3 }, BitConverter.SingleToUInt32Bits(.5f),
                BitConverter.SingleToUInt32Bits(1)),
        ["TIFF: FillOrder 2"] = () =>
            Gray("000000 ffffff", new(2, 1, 1) { Extra = [(266, [2])] }, 0, 1) is var plain
            ? plain with { File = Reversed(plain.File) } : plain,
        ["TIFF: Predictor 2"] = () => Colors(Shown, predictor: 2),
        ["TIFF: Predictor 3"] = () => new(
            new DrawnTiff(2, 1, 32) { Kind = 3, Predictor = 3,
                Compression = DrawnTiff.Packing.Deflate }.Write(
                [BitConverter.SingleToUInt32Bits(.5f), BitConverter.SingleToUInt32Bits(1)]), "808080 ffffff"),
        ["TIFF: PlanarConfiguration 2"] = () => new(
            new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3, IsPlanar = true }.Write(s_colors), Shown),
        ["TIFF: pages"] = () => new(
            DrawnTiff.Join((new DrawnTiff(1, 1, 8), [5]), (new DrawnTiff(2, 1, 8), [15, 25])),
                "050505 | 0f0f0f 191919"),
        ["TIFF: L*a*b* of 8 bits"] = () =>
            new(new DrawnTiff(1, 1, 8) { Meaning = 8, Samples = 3 }.Write([1, 2, 3])),
        ["TIFF: LogLuv"] = () => new(new DrawnTiff(1, 1, 16) { Meaning = 32844 }.Write([1])),
        ["TIFF: SampleFormat 5 and 6"] = () => new(new DrawnTiff(1, 1, 32) { Kind = 5 }.Write([1])),
        ["TIFF: XResolution unlike YResolution"] = () => Rational(282, [204, 1], 283, [98, 1]),
        ["TIFF: PrimaryChromaticities and WhitePoint"] = () =>
            Rational(319, [64, 100, 33, 100, 21, 100, 71, 100, 15, 100, 6, 100]),
        ["TIFF: TransferFunction and TransferRange"] = () =>
            Colors(Shown, (301, [.. Enumerable.Range(0, 3 * 256).Select(i => 257L * (i & 255))])),
        ["TIFF: SampleFormat 4"] = () => Gray("050505 0f0f0f", new(2, 1, 8) { Kind = 4 }, 5, 15),
        ["TIFF: minimum, maximum and colors of ImageJ"] = () => new(
            new DrawnTiff(2, 1, 8) { Text = "ImageJ=1.53t\nmin=0.0\nmax=15.0\n" }.Write([5, 15]), "050505 0f0f0f"),
        ["TIFF: HalftoneHints and Threshholding"] = () => Colors(Shown, (263, [2]), (321, [10, 200])),
        ["TIFF: Matteing"] = () => new(new DrawnTiff(1, 1, 8) { Meaning = 2, Samples = 4, Extra = [(32995, [1])] }
            .Write([200 * 60 / 255, 120 * 60 / 255, 80 * 60 / 255, 60]), "c878503c", Off: 5),
        ["TIFF: Matteing of gray"] = () => new(
            new DrawnTiff(1, 1, 8) { Samples = 2, Extra = [(32995, [1])] }.Write([200 * 60 / 255, 60]),
            "c8c8c83c", Off: 5),
        ["TIFF: GeoTIFF"] = () => Colors(Shown) is var plain
            ? plain with { File = WithTag(plain.File, 33550, 12, 3, new byte[24]) } : plain,
        ["TIFF: YCbCrPositioning"] = () => new((YCbCr with { Extra = [(530, [1, 1]), (531, [2])] })
            .Write([76, 85, 255, 29, 255, 107]), "ff0000 0000ff", Off: 4),
        ["TIFF: OPIProxy"] = () => Colors(Shown, (351, [1])),
        ["TIFF: ImageBaseColor"] = () => Colors(Shown, (434, [1, 2, 3])),
        ["TIFF: clipping path of Photoshop"] = () => Bytes(34377, [.. "8BIM"u8, 0x0b, 0xb7, 0, 0, 0, 0, 0, 0]),
        ["TIFF: annotations (tag 32932)"] = () => Bytes(32932, new byte[20]),
        ["TIFF: RegionAffine"] = () => Bytes(32956, new byte[24]),
        ["TIFF: DataType"] = () => Colors(Shown, (32996, [2])),
        ["TIFF: MD_SCALEPIXEL"] = () => Rational(33446, [1, 21025]),
        ["TIFF: scale and offset of GDAL_METADATA"] = () => Bytes(42112,
            [.. "<GDALMetadata><Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.1</Item></GDALMetadata>\0"u8]),
        ["TIFF: ColorSequence (TIFF/IT)"] = () => Bytes(34017, [.. "YMCK\0"u8]),
        ["TIFF: PixelIntensityRange (TIFF/IT)"] = () => Bytes(34027, [10, 200, 0, 0, 0]),
        ["TIFF: TransparencyIndicator (TIFF/IT)"] = () => Bytes(34028, new byte[8]),
        ["TIFF: ImageLayer"] = () => Colors(Shown, (34732, [2, 1])),
        ["TIFF: EXIF Gamma"] = () => Colors(Shown) is var plain ? plain with
        {
            File = WithTag(plain.File, 34665, 4, 1,
                [1, 0, .. Little(0xa500, 2), 5, 0, 1, 0, 0, 0, .. Little(8, 4), 0, 0, 0, 0]),
        } : plain,
        ["TIFF: GrayResponseCurve"] = () => Gray("050505 0f0f0f", new(2, 1, 8)
        {
            Extra = [(290, [3]), (291, [.. Enumerable.Range(0, 256).Select(i => 2000L - (7 * i))])],
        }, 5, 15),
        ["TIFF: InkSet 2"] = () => Inks((332, [2])),
        // Luminance 76, differences 85 and 255: green is .298 - .2126 * 1.085 + .0722 * .016, by .7152.
        ["TIFF: YCbCrCoefficients"] = () => Rational(
            529, [2126, 10000, 7152, 10000, 722, 10000], layout: YCbCr, samples: [76, 85, 255, 76, 85, 255],
                shown: "ff1800 ff1800"),
        ["TIFF: ReferenceBlackWhite"] = () => Rational(
            532, [16, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1], layout: YCbCr, samples: [126, 128, 128, 235,
                128, 128], shown: "808080 ffffff"),

        // L* of 0 to 65535 is 0 to 100, a* and b* are 256ths: L* of 53.59 without a color is half of sRGB.
        ["TIFF: L*a*b* of 16 bits"] = () => new(
            new DrawnTiff(1, 1, 16) { Meaning = 8, Samples = 3 }.Write([35118, 0, 0]), "808080", Off: 2),
        ["TIFF: MaxSampleValue and SMaxSampleValue"] = () =>
            Gray("050505 0f0f0f", new(2, 1, 8) { Extra = [(281, [15]), (341, [15])] }, 5, 15),
        ["TIFF: XPosition and YPosition"] = () => Rational(286, [1, 1], 287, [1, 1]),
        ["TIFF: PageNumber"] = () => new(
            DrawnTiff.Join((new DrawnTiff(1, 1, 8) { Extra = [(297, [1, 2])] }, [5]),
                (new DrawnTiff(1, 1, 8) { Extra = [(297, [0, 2])] }, [15])), "050505 | 0f0f0f"),
        ["TIFF: NewSubfileType 1"] = () => new(
            DrawnTiff.Join((new DrawnTiff(2, 1, 8), [5, 5]), (new DrawnTiff(1, 1, 8) { Extra = [(254, [1])] }, [15]),
                (new DrawnTiff(1, 1, 8), [25])), "050505 050505 | 191919"),
        ["TIFF: layers of Photoshop"] = () => new(
            WithBytes(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }.Write(s_colors), 37724,
                [.. "Adobe Photoshop Document Data Block\0"u8]), Shown),
        ["TIFF: NumberOfInks above 4"] = () => new(
            new DrawnTiff(1, 1, 8) { Meaning = 5, Samples = 5, Extra = [(334, [5]), (338, [0])] }
                .Write([0, 0, 0, 0, 99]), "ffffff", Off: 2),
        ["TIFF: LinearRaw"] = () => new(new DrawnTiff(1, 1, 16) { Meaning = 34892, Samples = 3 }.Write([1, 2, 3])),
        ["TIFF: DNGVersion"] = () => new(
            WithBytes(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }.Write(s_colors), 50706, [1, 4, 0, 0, 0])),
        ["TIFF: GDAL_NODATA"] = () => new(
            WithBytes(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }.Write(s_colors), 42113, [.. "-9999\0"u8]),
                Shown),
        ["TIFF: transparency mask (NewSubfileType 4)"] = () => new(
            DrawnTiff.Join((new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }, s_colors),
                (new DrawnTiff(2, 1, 8) { Extra = [(254, [4])] }, [0, 255])), Shown),

        // The directory again.
        ["TIFF: SubIFDs that are not reduced"] = () => Colors(Shown) is var plain ? plain with
        {
            File = WithTag(plain.File, 330, 13, 1,
                plain.File[BinaryPrimitives.ReadInt32LittleEndian(plain.File.AsSpan(4))..]),
        } : plain,
        ["TIFF: XMP orientation"] = () =>
            Colors(Shown) is var plain ? plain with { File = WithBytes(plain.File, 700, [.. TinyExif.TurnedXmp]) }
                : plain,
        ["TIFF: ClipPath"] = () =>
            Colors(Shown) is var plain ? plain with { File = WithBytes(plain.File, 343, [0, 3, 0, 0, 0, 0]) } : plain,
        ["TIFF: Decode"] = () => Rational(433, [0, 1, 100, 1, 0, 1, 255, 1, 0, 1, 255, 1]),
        ["TIFF: ImageDepth"] = () => Colors(Shown, (32997, [2])),

        // A directory of EXIF data with the color space 2.
        ["TIFF: EXIF color space Adobe RGB without a profile"] = () => Colors(Shown) is var plain ? plain with
        {
            File = WithTag(plain.File, 34665, 4, 1,
                [1, 0, .. Little(0xa001, 2), 3, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]),
        } : plain,
        ["TIFF: CFA"] = () => new(new DrawnTiff(1, 1, 16) { Meaning = 32803 }.Write([1])),
        ["TIFF: DotRange"] = () => Inks((336, [10, 240])),
    };

    private static Drawing Gray(string shown, DrawnTiff layout,
        params long[] samples) => new(layout.Write(samples), shown);

    private static Drawing Colors(string shown, params (int, long[])[] extra) =>
        new(new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3, Extra = extra }.Write(s_colors), shown);

    private static Drawing Colors(string shown, int predictor) => new(new DrawnTiff(2, 1, 8)
    {
        Meaning = 2, Samples = 3, Predictor = predictor, Compression = DrawnTiff.Packing.Lzw,
    }.Write(s_colors), shown);

    private static Drawing Alpha(string shown, int kind, params long[] first) => new(
        new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 4, Extra = [(338, [kind])] }.Write(
            [.. first.Length > 0 ? first : [200, 120, 80], 60, 0, 160, 160, 255]), shown, Off: 3);

    private static Drawing Extras(string shown, params long[] kinds) => new(
        new DrawnTiff(1, 1, 8) { Meaning = 2, Samples = 5, Extra = [(338, kinds)] }.Write([200, 120, 80, 60, 99]),
        shown);

    private static Drawing Inks(params (int, long[])[] extra) => new(
        new DrawnTiff(1, 1, 8) { Meaning = 5, Samples = 4, Extra = extra }.Write([0, 0, 0, 0]), "ffffff",
            Off: 2);

    /// <summary>Returns two pixels of color with rational numbers.</summary>
    private static Drawing Rational(int tag, int[] values, int other = 0, int[]? others = null,
        DrawnTiff? layout = null, long[]? samples = null, string shown = Shown)
    {
        var file = (layout ?? new DrawnTiff(2, 1, 8) { Meaning = 2, Samples = 3 }).Write(samples ?? s_colors);
        file = WithTag(file, tag, 5, values.Length / 2, [.. values.SelectMany(BitConverter.GetBytes)]);
        return new(others is null ? file
            : WithTag(file, other, 5, others.Length / 2, [.. others.SelectMany(BitConverter.GetBytes)]),
                shown, Off: layout is null ? 0 : 2);
    }

    private static Drawing Bytes(int tag, byte[] data) =>
        Colors(Shown) is var plain ? plain with { File = WithBytes(plain.File, tag, data) } : plain;

    private static byte[] WithBytes(byte[] file, int tag, byte[] data) => WithTag(file, tag, 7, data.Length,
        data);

    /// <summary>Writes the directory of a file in little-endian order again, with one more tag.</summary>
    private static byte[] WithTag(byte[] file, int tag, int type, int count, byte[] data)
    {
        var directory = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4));
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(directory));
        var own = (byte[])
            [.. Little(tag, 2), .. Little(type, 2), .. Little(count, 4), .. Little(file.Length, 4)];
        var all = Enumerable.Range(0, entries).Select(i => file.AsSpan(directory + 2 + (12 * i),
            12).ToArray())
            .Append(own).OrderBy(entry => BinaryPrimitives.ReadUInt16LittleEndian(entry));
        byte[] padded = [.. file, .. data, .. new byte[(file.Length + data.Length) % 2]];
        Little(padded.Length, 4).CopyTo(padded, 4);
        return [.. padded, .. Little(entries + 1, 2), .. all.SelectMany(entry => entry), .. Little(0, 4)];
    }

    private static byte[] Little(int value, int size) => BitConverter.GetBytes(value)[..size];

    /// <summary>Reverses the bits of the only byte of samples, which follows the header.</summary>
    private static byte[] Reversed(byte[] file)
    {
        file[8] = 0b10;
        return file;
    }
}
