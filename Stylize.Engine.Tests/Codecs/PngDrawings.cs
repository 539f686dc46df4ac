using Stylize.Codecs.Png;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>PNG and APNG files for the rows of the inventory.</summary>
internal static class PngDrawings
{
    private const string Shown = "c87850 00a0a0", Adobe = "e0794d 00a1a1", Linear = "e5b798 00d0d0";
    private const string P3 = "d57346 00a3a1";

    private static readonly byte[] s_colors = [0, 200, 120, 80, 0, 160, 160];

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["PNG: 1, 2, 4, 8 and 16 bits"] = () =>
            new(Png(2, 1, 16, 2, [0, 0xc8, 0xc8, 0x78, 0x78, 0x50, 0x50, 0, 0, 0xa0, 0xa0, 0xa0, 0xa0]),
                Shown),
        ["PNG: sBIT"] = () => Colors(Shown, ("sBIT", [4, 4, 4])),
        ["PNG: PLTE"] = () => new(Png(2, 1, 2, 3, [0, 0x40], ("PLTE", [0, 160, 160, 200, 120, 80])), Shown),
        ["PNG: cICP"] = () =>
            Colors(P3, ("cICP", [12, 13, 0, 1]), ("iCCP", Profile()), ("sRGB", [0]), ("gAMA", Long(100000))),
        ["PNG: cICP of sRGB"] = () => Colors(Shown, ("cICP", [1, 13, 0, 1]), ("iCCP", Profile())),
        ["PNG: cICP with unknown codes, or code 2 once"] = () =>
            Colors(Linear, ("cICP", [9, 2, 0, 1]), ("gAMA", Long(100000))),
        ["PNG: iCCP damaged or for other colors"] = () =>
            Colors(Linear, ("iCCP", [.. "x\0\0"u8, 1, 2, 3]), ("gAMA", Long(100000))),
        ["PNG: index above PLTE"] = () =>
            new(Png(2, 1, 8, 3, [0, 0, 9], ("PLTE", [200, 120, 80])), "c87850 000000"),

        // Red and green are one point.
        ["PNG: cHRM that spans no colors"] = () =>
            Colors(Shown, ("gAMA", Long(100000)), ("cHRM", [.. new[] { 31270, 32900, 64000, 33000, 64000,
                33000, 15000, 6000 }.SelectMany(Long)])),
        ["PNG: orNT"] = () => Colors(Shown, ("orNT", [6])),
        ["PNG: iCCP"] = () => Colors(Adobe, ("iCCP", Profile()), ("gAMA", Long(100000))),
        ["PNG: sRGB"] = () => Colors(Shown, ("sRGB", [0]), ("gAMA", Long(100000))),
        ["PNG: gAMA"] = () => Colors(Linear, ("gAMA", Long(100000))),
        ["PNG: cHRM"] = () =>
            Colors(Adobe, ("gAMA", Long(45455)), ("cHRM", [.. new[] { 31270, 32900, 64000, 33000, 21000,
                71000, 15000, 6000 }.SelectMany(Long)])),

        ["PNG: cHRM without gAMA"] = () => Colors(Shown, ("cHRM", [.. new[] { 31270, 32900, 64000, 33000, 21000, 71000,
            15000, 6000 }.SelectMany(Long)])),

        // White of 203 cd/m² is the brightest pixel, so nothing is compressed.
        ["PNG: cLLI"] = () =>
            new(Png(1, 1, 8, 2, [0, 148, 148, 148], ("cICP", [9, 16, 0, 1]), ("cLLI", [.. Long(2030000),
                .. Long(1000000)])), "fdfdfd", Off: 4),
        ["PNG: mDCV"] = () =>
            new(Png(1, 1, 8, 2, [0, 128, 128, 128], ("cICP", [1, 16, 0, 1]), ("mDCV", new byte[24])),
                "848484", Off: 2),
        ["PNG: cICP with PQ or HLG"] = () =>
            new(Png(1, 1, 8, 2, [0, 128, 128, 128], ("cICP", [1, 18, 0, 1])), "636363", Off: 2),
        ["PNG: cICP of narrow range"] = () => Colors(Shown, ("cICP", [1, 13, 0, 0])),
        ["PNG: cICP with a matrix"] = () => Colors(Shown, ("cICP", [12, 13, 6, 1])),
        ["PNG: tRNS of gray"] = () => new(Png(2, 1, 8, 0, [0, 7, 9], ("tRNS", [0, 9])), "070707 -"),
        ["PNG: tRNS of color"] = () => Colors("c87850 -", ("tRNS", [0, 0, 0, 160, 0, 160])),
        ["PNG: tRNS of a palette"] = () =>
            new(Png(2, 1, 1, 3, [0, 0x40], ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [99])), "01020363 040506"),
        ["PNG: tRNS of gray above its bits"] = () => new(Png(2, 1, 8, 0, [0, 7, 9], ("tRNS", [1, 9])), "070707 -"),
        ["PNG: tRNS longer than PLTE"] = () =>
            new(Png(2, 1, 1, 3, [0, 0x40], ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [99, 98, 97])), "010203 040506"),
        ["PNG: npTc, npOl and npLb"] = () => Colors(Shown, ("npOl", new byte[24]), ("npTc", new byte[40])),
        ["PNG: bKGD"] = () =>
            Colors("c87850 -", ("tRNS", [0, 0, 0, 160, 0, 160]), ("bKGD", [0, 255, 0, 0, 0, 0])),
        ["PNG: eXIf orientation"] = () =>
            Colors("c87850 / 00a0a0", ("eXIf", TinyExif.Make("x", 6, isBig: true))),
        ["PNG: interlace"] = () =>
            new(Png(2, 2, 8, 0, [0, 1, 0, 2, 0, 3, 4], isInterlaced: true), "010101 020202 / 030303 040404"),
        ["PNG: pHYs with unequal sides"] = () => Colors(Shown, ("pHYs", [.. Long(2000), .. Long(1000), 1])),
        ["PNG: sCAL with unequal sides"] = () => Colors(Shown, ("sCAL", [1, .. "2\0001"u8])),
        ["PNG: sPLT, hIST and PLTE of colors"] = () => new(
            Png(2, 1, 2, 3, [0, 0x40], ("PLTE", [0, 160, 160, 200, 120, 80]),
            ("hIST", [0, 1, 0, 1]), ("sPLT", [.. "x\0"u8, 8, 1, 2, 3, 255, 0, 1])), Shown),
        ["PNG: cICP, gAMA and acTL after IDAT"] = () => Colors(Shown) is var plain ? plain with
        {
            File = [.. plain.File[..^12], .. Chunk("cICP", [12, 13, 0, 1]), .. Chunk("gAMA", Long(100000)),
                .. Chunk("acTL", [.. Long(2), .. Long(0)]), .. plain.File[^12..]],
        } : plain,
        ["PNG: gIFg, gIFt and gIFx"] = () => Colors(Shown, ("gIFg", [2, 0, 0, 9]), ("gIFx", [.. "NETSCAPE2.0"u8, 1])),
        ["PNG: cLLi and mDCv (drafts)"] = () => Colors(
            Shown, ("cLLi", [.. Long(2030000), .. Long(1000000)]), ("mDCv", new byte[24])),
        ["PNG: EXIF PrimaryChromaticities and WhitePoint"] = () =>
            Colors(Shown, ("eXIf", TinyExif.Rational(318, 3457, 10000, 3585, 10000))),
        ["PNG: pCAL"] = () => Colors(Shown, ("pCAL", [.. "x\0"u8, .. Long(0), .. Long(255), 0, 2,
            .. "K\00\05"u8])),
        ["PNG: oFFs and vpAg"] = () =>
            Colors(Shown, ("oFFs", [.. Long(5), .. Long(5), 0]), ("vpAg", [.. Long(9), .. Long(9), 0])),
        ["PNG: sTER"] = () => Colors(Shown, ("sTER", [1])),
        ["PNG: XMP orientation"] = () =>
            Colors(Shown, ("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. TinyExif.TurnedXmp])),
        ["PNG: EXIF color space Adobe RGB without a profile"] = () =>
            Colors(Shown, ("eXIf", TinyExif.AdobeRgb())),
        ["PNG: caNv"] = () => Colors(Shown, ("caNv", [.. Long(9), .. Long(9), .. Long(5), .. Long(5)])),
        ["PNG: Raw profile type exif and icc"] = () => Colors(Shown, ("tEXt",
            [.. "Raw profile type exif\0\nexif\n      80\n"u8,
            .. Encoding.ASCII.GetBytes(Convert.ToHexString([.. "Exif\0\0"u8, .. TinyExif.Make("x", 6,
                isBig: true)])), .. "\n"u8])),
        ["PNG: gain map (gmAP)"] = () => Colors(Shown, ("gmAP", new byte[8])),
        ["PNG: CgBI"] = () =>
            new([.. Signature(), .. Chunk("CgBI", [0x50, 0, 0x20, 2]), .. Png(1, 1, 8, 2, [0, 1, 2,
                3])[8..]]),
        ["APNG: dispose_op none"] = () => Film("50 ff0000 ff0000 | 50 ff0000 0000ff", (1, Blue(dispose: 0))),
        ["APNG: dispose_op background"] = () =>
            Film("50 ff0000 ff0000 | 50 ff0000 0000ff | 50 0000ff -", (1, Blue(dispose: 1)), (0, Blue())),
        ["APNG: dispose_op previous"] = () =>
            Film("50 ff0000 ff0000 | 50 ff0000 0000ff | 50 0000ff ff0000", (1, Blue(dispose: 2)), (0,
                Blue())),
        ["APNG: blend_op source"] = () =>
            Film("50 ff0000 ff0000 | 50 ff0000 -", (1, Blue(alpha: 0, blend: 0))),
        ["APNG: blend_op over"] = () =>
            Film("50 ff0000 ff0000 | 50 ff0000 7f0080", (1, Blue(alpha: 128, blend: 1))),
        ["APNG: x_offset and y_offset"] = () => Film("50 ff0000 ff0000 | 50 0000ff ff0000", (0, Blue())),
        ["APNG: delay"] = () => Film("50 ff0000 ff0000 | 500 0000ff ff0000", (0, Blue(delay: (1, 2)))),
        ["APNG: delay with a denominator of 0"] = () =>
            Film("50 ff0000 ff0000 | 30 0000ff ff0000", (0, Blue(delay: (3, 0)))),
        ["APNG: num_plays"] = () => Film("50 ff0000 ff0000 | 50 0000ff ff0000", (0, Blue())),
        ["APNG: picture before the first fcTL"] = () =>
            new([.. Signature(), .. Header(1, 1, 8, 2), .. Chunk("acTL", [.. Long(1), .. Long(0)]),
            .. Chunk("IDAT", EncodedFiles.Deflated(0, 255, 0, 0)), .. Control(0, 1, 0, new()),
                .. Chunk("fdAT", [.. Long(1), .. EncodedFiles.Deflated(0, 0, 255, 0)]), .. Chunk("IEND",
                [])], "00ff00"),
        ["APNG: sequence_number out of order"] = () =>
            Film("50 ff0000 ff0000 | 50 0000ff ff0000", (0, Blue())) is var film
            ? film with { File = Renumbered(film.File) } : film,
    };

    /// <summary>A frame of one blue pixel.</summary>
    private sealed record OnePixel(int Alpha = 255, int Dispose = 0, int Blend = 0, int Over = 5,
        int Under = 100);

    private static OnePixel Blue(int alpha = 255, int dispose = 0, int blend = 0, (int Over,
        int Under)? delay = null) =>
        new(alpha, dispose, blend, delay?.Over ?? 5, delay?.Under ?? 100);

    /// <summary>Returns an animation that begins with two red pixels and plays three times.</summary>
    private static Drawing Film(string shown, params (int X, OnePixel Frame)[] frames)
    {
        using var file = new MemoryStream();
        file.Write([.. Signature(), .. Header(2, 1, 8, 6), .. Chunk("acTL", [.. Long(frames.Length + 1),
            .. Long(3)])]);
        file.Write([.. Control(0, 2, 0, new()), .. Chunk("IDAT", EncodedFiles.Deflated(0, 255, 0, 0, 255,
            255, 0, 0, 255))]);
        var number = 1;
        foreach (var (x, frame) in frames)
        {
            file.Write([.. Control(number++, 1, x, frame), .. Chunk("fdAT", [.. Long(number++),
                .. EncodedFiles.Deflated(0, 0, 0, 255, (byte)frame.Alpha)])]);
        }

        file.Write(Chunk("IEND", []));
        return new Drawing(file.ToArray(), shown, Off: 1, Loops: 3);
    }

    private static byte[] Control(int number, int width, int x, OnePixel frame) => Chunk("fcTL",
    [
        .. Long(number), .. Long(width), .. Long(1), .. Long(x), .. Long(0), .. BigEndian.Word(frame.Over),
        .. BigEndian.Word(frame.Under), (byte)frame.Dispose, (byte)frame.Blend,
    ]);

    private static byte[] Renumbered(byte[] film)
    {
        var at = film.AsSpan().LastIndexOf("fcTL"u8);
        return [.. film[..(at - 4)], .. Chunk("fcTL", [.. Long(7), .. film[(at + 8)..(at + 30)]]),
            .. film[(at + 34)..]];
    }

    private static Drawing Colors(string shown, params (string Type, byte[] Data)[] chunks) =>
        new(Png(2, 1, 8, 2, s_colors, chunks), shown, Off: 2);

    private static byte[] Profile() => [.. "x\0\0"u8, .. EncodedFiles.Deflated(TinyProfile.AdobeRgb())];

    private static byte[] Png(int width, int height, int bits, int type, byte[] rows, params (string Type,
        byte[] Data)[] chunks) =>
        Png(width, height, bits, type, rows, false, chunks);

    private static byte[] Png(
        int width, int height, int bits, int type, byte[] rows, bool isInterlaced, params (string Type,
            byte[] Data)[] chunks) =>
    [
        .. Signature(), .. Header(width, height, bits, type, isInterlaced),
        .. chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)), .. Chunk("IDAT",
            EncodedFiles.Deflated(rows)),
        .. Chunk("IEND", []),
    ];

    private static byte[] Header(int width, int height, int bits, int type, bool isInterlaced = false) =>
        Chunk("IHDR", [.. Long(width), .. Long(height), (byte)bits, (byte)type, 0, 0,
            (byte)(isInterlaced ? 1 : 0)]);

    private static byte[] Signature() => PngChunk.Signature.ToArray();

    private static byte[] Chunk(string type, byte[] data)
    {
        using var chunk = new MemoryStream();
        PngChunk.Write(chunk, Encoding.ASCII.GetBytes(type), data);
        return chunk.ToArray();
    }

    private static byte[] Long(int value) => BigEndian.Long(value);
}
