using Stylize.Codecs.WebP;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>GIF and WebP files for the rows of the inventory.</summary>
internal static class FilmDrawings
{
    /// <summary>Position of the first block of a TinyGif, after its header and palette.</summary>
    private const int GifStart = 13 + (3 * 128);

    /// <summary>Colors of a TinyGif: (i, i, 255 - i) of the palette, and (i, 2i, 255 - i) of that of a frame.
    /// </summary>
    private const string Nine = "0909f6", Eight = "0808f7";

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["GIF: global palette"] = () => Still($"{Nine} {Eight}"),

        // A palette of two colors.
        ["GIF: index above the palette"] = () =>
            TinyGif.Write(2, 1, null, new TinyGif.Frame(0, 0, 2, 1, [1, 9], 5, 0)) is var gif
            ? new([.. gif[..10], 0x80, .. gif[11..19], .. gif[397..]], "0101fe -") : new([]),
        ["GIF: screen of no pixels"] = () => Still($"{Nine} {Eight}") is var still
            ? still with { File = [.. still.File[..6], 0, 0, 0, 0, .. still.File[10..]] } : still,
        ["GIF: local palette"] = () => new(
            TinyGif.Write(2, 1, null, new TinyGif.Frame(0, 0, 2, 1, [9, 8], 5, 0, HasOwnPalette: true)),
                "0912f6 0810f7"),
        ["GIF: transparent index"] = () => new(
            TinyGif.Write(2, 1, null, new TinyGif.Frame(0, 0, 2, 1, [9, 0], 5, 0)), $"{Nine} -"),
        ["GIF: two graphic control blocks"] = () =>
            WithBlock([0x21, 0xf9, 4, 1, 5, 0, 9, 0]),
        ["GIF: graphic control before another extension"] = () => Still($"{Nine} -") is var still ? still with
        {
            File = [.. still.File[..GifStart], 0x21, 0xf9, 4, 1, 5, 0, 8, 0, 0x21, 0xfe, 1, (byte)'x', 0,
                .. still.File[(GifStart + 8)..]],
        } : still,
        ["GIF: loops after the first frame"] = () => Gif($"50 {Nine} {Nine} | 70 {Nine} {Eight}", 1, 7) is var film
            ? film with { File = LoopsLast(film.File) } : film,
        ["GIF: color resolution"] = () => Still($"{Nine} {Eight}") is var still
            ? still with { File = Changed(still.File, 10, (byte)(still.File[10] & 0x8f)) } : still,
        ["GIF: background color"] = () => new(
            Changed(TinyGif.Write(2, 1, null, new TinyGif.Frame(1, 0, 1, 1, [9], 5, 0)), 11, 8), $"- {Nine}"),
        ["GIF: image position"] = () => new(
            TinyGif.Write(2, 2, null, new TinyGif.Frame(1, 1, 1, 1, [9], 5, 0)), $"- - / - {Nine}"),
        ["GIF: interlace"] = () => new(
            Changed(TinyGif.Write(1, 8, null, new TinyGif.Frame(0, 0, 1, 8, [9, 8, 7, 6, 5, 4, 3, 2], 5, 0)),
                GifStart + 17, 0x40),
            $"{Nine} / 0505fa / 0707f8 / 0404fb / {Eight} / 0303fc / 0606f9 / 0202fd"),
        ["GIF: disposal to the background"] = () => Gif($"50 {Nine} {Nine} | 50 - {Eight}", 2, 5),
        ["GIF: disposal to the previous frame"] = () => new(
            TinyGif.Write(2, 1, 2, new(0, 0, 2, 1, [9, 9], 5, 1), new(0, 0, 1, 1, [8], 5, 3), new(1, 0, 1, 1,
                [8], 5, 1)),
            $"50 {Nine} {Nine} | 50 {Eight} {Nine} | 50 {Nine} {Eight}", Loops: 3),
        ["GIF: disposal 4"] = () => new(
            TinyGif.Write(2, 1, 2, new(0, 0, 2, 1, [9, 9], 5, 1), new(0, 0, 1, 1, [8], 5, 4), new(1, 0, 1, 1,
                [8], 5, 1)),
            $"50 {Nine} {Nine} | 50 {Eight} {Nine} | 50 {Nine} {Eight}", Loops: 3),
        ["GIF: image position outside of the screen"] = () => new(
            TinyGif.Write(1, 1, null, new TinyGif.Frame(1, 0, 1, 1, [9], 5, 0)), $"- {Nine}"),
        ["GIF: ANIMEXTS1.0 loops"] = () => Gif($"50 {Nine} {Nine} | 70 {Nine} {Eight}", 1, 7) is var film
            ? film with { File = Renamed(film.File) } : film,
        ["GIF: user input"] = () => Gif($"50 {Nine} {Nine} | 70 {Nine} {Eight}", 1, 7) is var film
            ? film with { File = Changed(film.File, GifStart + 19 + 3, (1 << 2) | 2 | 1) } : film,
        ["GIF: delay"] = () => Gif($"50 {Nine} {Nine} | 70 {Nine} {Eight}", 1, 7),
        ["GIF: delay 0"] = () => Gif($"50 {Nine} {Nine} | 0 {Nine} {Eight}", 1, 0),
        ["GIF: NETSCAPE2.0 loops"] = () => Gif($"50 {Nine} {Nine} | 70 {Nine} {Eight}", 1, 7),
        ["GIF: pixel aspect ratio"] = () => Still($"{Nine} {Eight}") is var still
            ? still with { File = Changed(still.File, 12, 113) } : still,
        ["GIF: image without a palette"] = () => TinyGif.Write(
            2, 1, null, new TinyGif.Frame(0, 0, 2, 1, [1, 1], 5, 0)) is var file
            ? new([.. file[..10], 0, .. file[11..13], .. file[GifStart..]], "ffffff ffffff") : new(file),
        ["GIF: plain text extension"] = () => WithBlock([0x21, 1, 12, .. new byte[12], 1, (byte)'A', 0]),
        ["GIF: ICC profile (ICCRGBG1012)"] = () => WithBlock([0x21, 0xff, 11, .. "ICCRGBG1012"u8, 1, 0, 0]),
        ["WebP: alpha"] = () => new(WebP(new(200, 120, 80), new(1, 2, 3, 90)), "c87850 0102035a"),
        ["WebP: ICCP"] = () => new(
            Extended(0x20, [("ICCP", TinyProfile.AdobeRgb()), Pixels(new(200, 120, 80), new(0, 160, 160))]),
                "e0794d 00a1a1", Off: 2),
        ["WebP: ICCP of an animation"] = () => Film(
            "50 ff8400 ff8400 ff8400 ff8400 | 50 0000ff ff8400 ff8400 ff8400", profile: TinyProfile.AdobeRgb(),
            green: 128) with { Off = 4 },
        ["WebP: EXIF PrimaryChromaticities and WhitePoint"] = () => new(
            Extended(0x08, [Pixels(new(200, 120, 80), new(0, 160, 160)),
                ("EXIF", TinyExif.Rational(318, 3457, 10000, 3585, 10000))]), "c87850 00a0a0"),
        ["WebP: EXIF resolution with unequal sides"] = () => new(
            Extended(0x08, [Pixels(new(200, 120, 80), new(0, 160, 160)), ("EXIF", TinyExif.Oblong())]),
                "c87850 00a0a0"),
        ["WebP: EXIF color space Adobe RGB without a profile"] = () => new(
            Extended(0x08, [Pixels(new(200, 120, 80), new(0, 160, 160)), ("EXIF", TinyExif.AdobeRgb())]),
            "c87850 00a0a0"),
        ["WebP: ICCP damaged or for other colors"] = () => new(
            Extended(0x20, [("ICCP", new byte[200]), Pixels(new(200, 120, 80), new(0, 160, 160))]), "c87850 00a0a0"),
        ["WebP: alpha without its flag"] = () => new(
            Changed(Extended(0, [Pixels(new(200, 120, 80), new(0, 160, 160, 90))]), 20, 0), "c87850 00a0a0"),
        ["WebP: EXIF orientation"] = () => new(
            Extended(0x08, [Pixels(new(200, 120, 80), new(0, 160, 160)), ("EXIF", TinyExif.Make("x", 6,
                isBig: true))]),
            "c87850 / 00a0a0"),
        ["WebP: XMP orientation"] = () => new(Extended(
            0x04, [Pixels(new(200, 120, 80), new(0, 160, 160)), ("XMP ", TinyExif.TurnedXmp.ToArray())]),
            "c87850 00a0a0"),
        ["WebP: frame position"] = () =>
            Film("50 ff0000 ff0000 ff0000 ff0000 | 50 ff0000 ff0000 0000ff ff0000", x: 2),
        ["WebP: blending"] = () =>
            Film("50 ff0000 ff0000 ff0000 ff0000 | 50 - ff0000 ff0000 ff0000", flags: 2, alpha: 0),
        ["WebP: disposal"] = () => Film("50 ff0000 ff0000 ff0000 ff0000 | 50 0000ff - - -", firstFlags: 1),
        ["WebP: duration"] = () =>
            Film("50 ff0000 ff0000 ff0000 ff0000 | 33 0000ff ff0000 ff0000 ff0000", time: 33),
        ["WebP: loop count"] = () => Film("50 ff0000 ff0000 ff0000 ff0000 | 50 0000ff ff0000 ff0000 ff0000"),
        ["WebP: background color"] = () =>
            Film("50 ff0000 ff0000 ff0000 ff0000 | 50 0000ff - - -", firstFlags: 1),
        ["WebP: VP8 scale"] = Scaled,
    };

    private static Drawing Still(string shown) =>
        new(TinyGif.Write(2, 1, null, new TinyGif.Frame(0, 0, 2, 1, [9, 8], 5, 0)), shown);

    private static Drawing Gif(string shown, int disposal, int time) => new(
        TinyGif.Write(2, 1, 2, new(0, 0, 2, 1, [9, 9], 5, disposal), new(1, 0, 1, 1, [8], time, 1)), shown,
            Loops: 3);

    private static Drawing WithBlock(byte[] block) => Still($"{Nine} {Eight}") is var still
        ? still with { File = [.. still.File[..GifStart], .. block, .. still.File[GifStart..]] } : still;

    /// <summary>Moves the block of loops to the end.</summary>
    private static byte[] LoopsLast(byte[] film) =>
        [.. film[..GifStart], .. film[(GifStart + 19)..^1], .. film[GifStart..(GifStart + 19)], film[^1]];

    private static byte[] Renamed(byte[] film)
    {
        "ANIMEXTS1.0"u8.CopyTo(film.AsSpan(film.AsSpan().IndexOf("NETSCAPE2.0"u8)));
        return film;
    }

    private static byte[] Changed(byte[] file, int at, byte value)
    {
        file[at] = value;
        return file;
    }

    private static byte[] WebP(params Rgba32[] pixels)
    {
        using var image = Paint<Rgba32>(pixels.Length, 1, (x, _) => pixels[x]);
        return EncodedFiles.Written(target => ImageCodecs.Default.Encode(
            image, target, new EncodeOptions(ImageFormat.WebP) { Lossless = true }));
    }

    private static (string, byte[]) Pixels(params Rgba32[] pixels)
    {
        var chunk = WebPFile.ImageChunks(WebP(pixels));
        return ("VP8L", chunk[8..(8 + BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(4)))]);
    }

    private static byte[] Extended(byte flags, (string Type, byte[] Data)[] chunks, int width = 2)
    {
        using var body = new MemoryStream();
        body.Write("RIFF\0\0\0\0WEBP"u8);
        RiffChunk.Write(body, "VP8X"u8, [(byte)(flags | 0x10), 0, 0, 0, (byte)(width - 1), 0, 0, 0, 0, 0]);
        foreach (var (type, data) in chunks)
        {
            RiffChunk.Write(body, Encoding.ASCII.GetBytes(type), data);
        }

        var file = body.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        return file;
    }

    /// <summary>Returns four red pixels, and then one of another color, three times.</summary>
    private static Drawing Film(
        string shown, int x = 0, byte flags = 0, byte firstFlags = 0, int time = 50, byte alpha = 255,
        byte[]? profile = null, byte green = 0)
    {
        byte[] Frame(int left, byte kind, int duration, Rgba32[] pixels)
        {
            var (type, data) = Pixels(pixels);
            using var chunk = new MemoryStream();
            RiffChunk.Write(chunk, Encoding.ASCII.GetBytes(type), data);
            return
            [
                (byte)(left / 2), 0, 0, 0, 0, 0, (byte)(pixels.Length - 1), 0, 0, 0, 0, 0, (byte)duration, 0,
                    0, kind,
                .. chunk.ToArray(),
            ];
        }

        // The background is green.
        return new(Extended((byte)(profile is null ? 0x02 : 0x22),
        [
            .. profile is null ? [] : ((string, byte[])[])[("ICCP", profile)],
            ("ANIM", [0, 255, 0, 255, 3, 0]),
            ("ANMF", Frame(0, firstFlags, 50, [.. Enumerable.Repeat(new Rgba32(255, green, 0), 4)])),
            ("ANMF", Frame(x, flags, time, [new(0, 0, 255, alpha)])),
        ], width: 4), shown, Loops: 3);
    }

    private static Drawing Scaled()
    {
        using var image = Paint<Rgba32>(16, 16, (_, _) => new(128, 128, 128));
        var file = EncodedFiles.Written(target => ImageCodecs.Default.Encode(
            image, target, new EncodeOptions(ImageFormat.WebP)));

        // The upper bits of the width and the height.
        var at = file.AsSpan().IndexOf("VP8 "u8);
        file[at + 8 + 7] |= 0x40;
        return new(file, "808080", Step: 16, Off: 2);
    }
}
