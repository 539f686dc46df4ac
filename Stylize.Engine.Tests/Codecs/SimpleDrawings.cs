namespace Stylize.Engine.Tests.Codecs;

/// <summary>BMP, Netpbm and Aseprite files for the rows of the inventory.</summary>
internal static class SimpleDrawings
{
    private const string Shown = "c87850 00a0a0";
    private const int Calibrated = 0, Linked = 0x4c494e4b;

    /// <summary>Two pixels of 32 bits: blue, green, red and a fourth byte.</summary>
    private static readonly byte[] s_pixels = [80, 120, 200, 60, 160, 160, 0, 255];

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["BMP: palette"] = () => new(
            Bmp(2, 1, 8, 0, [1, 0, 0, 0], palette: [160, 160, 0, 0, 80, 120, 200, 0]), Shown),
        ["BMP: bit fields"] = () =>
            new(Bmp(2, 1, 32, 3, s_pixels, size: 56, masks: [0xff00, 0xff0000, 0xff, 0]), "78c850 a000a0"),
        ["BMP: palette after a header of 12 bytes"] = () => new(
            [
                .. "BM"u8, .. Little(36), .. Little(0), .. Little(32), .. Little(12), 2, 0, 1, 0, 1, 0, 1, 0,
                160, 160, 0, 80, 120, 200, 0x80, 0, 0, 0,
            ], Shown),
        ["BMP: index above the palette"] = () =>
            new(Bmp(2, 1, 8, 0, [0, 9, 0, 0], palette: [80, 120, 200, 0]), "c87850 000000"),
        ["BMP: 16 bits without bit fields"] = () => new(Bmp(2, 1, 16, 0, [0, 0x7c, 0x1f, 0]), "ff0000 0000ff"),
        ["BMP: run lengths from the top or of other bits"] = () =>
            new(Bmp(1, -1, 8, 1, [1, 0, 0, 1], palette: [80, 120, 200, 0])),
        ["BMP: alpha mask"] = () => new(
            Bmp(2, 1, 32, 3, s_pixels, size: 56, masks: [0xff0000, 0xff00, 0xff,
                unchecked((int)0xff000000)]), "c878503c 00a0a0"),
        ["BMP: alpha mask without bit fields"] = () => new(
            Bmp(2, 1, 32, 0, s_pixels, size: 56, masks: [0, 0, 0, unchecked((int)0xff000000)]), "c878503c 00a0a0"),
        ["BMP: 2 and 64 bits"] = () => new(Bmp(2, 1, 64, 0, s_pixels)),
        ["BMP: fourth byte without a mask"] = () => new(Bmp(2, 1, 32, 0, s_pixels), Shown),
        ["BMP: hot spot of OS/2"] = () => Bmp(2, 1, 32, 0, s_pixels) is var file
            ? new([.. file[..6], 1, 0, 1, 0, .. file[10..]], Shown) : new([]),
        ["BMP: negative height"] = () => new(Bmp(1, -2, 32, 0, s_pixels), "c87850 / 00a0a0"),

        // One pixel, a delta of one pixel to the right and one row up, another pixel.
        ["BMP: delta of run lengths"] = () => new(
            Bmp(3, 2, 8, 1, [1, 1, 0, 2, 1, 1, 1, 1, 0, 1], palette: [160, 160, 0, 0, 80, 120, 200, 0]),
            "00a0a0 00a0a0 c87850 / c87850 00a0a0 00a0a0"),
        ["BMP: pixels that run lengths skip"] = () => new(
            Bmp(3, 1, 8, 1, [1, 1, 0, 1], palette: [160, 160, 0, 0, 80, 120, 200, 0]), "c87850 00a0a0 00a0a0"),
        ["BMP: calibrated colors of version 4"] = () =>
            new(Bmp(2, 1, 32, 0, s_pixels, 108, space: Calibrated, ends: 1), Shown),
        ["BMP: profile of version 5"] = () => new(Bmp(2, 1, 32, 0, s_pixels, 124, space: Linked), Shown),
        ["BMP: resolution with unequal sides"] = () => new(Bmp(2, 1, 32, 0, s_pixels, across: 2000), Shown),
        ["BMP: JPEG or PNG inside"] = () => new(Bmp(2, 1, 0, 5, s_pixels)),
        ["BMP: array of OS/2 (BA)"] = () =>
            new([.. "BA"u8, .. Little(40), .. new byte[8], .. Bmp(2, 1, 32, 0, s_pixels)]),
        ["BMP: short header of OS/2"] = () => new(Bmp(2, 1, 32, 0, s_pixels, size: 16)),
        ["BMP: codes of OS/2"] = () => new(Bmp(2, 1, 24, 4, s_pixels, size: 64)),
        ["BMP: CMYK"] = () => new(Bmp(2, 1, 32, 11, s_pixels)),
        ["Netpbm: maxval"] = () => new("P5 2 1 100\n\u0064\u0032"u8.ToArray(), "ffffff 808080"),
        ["Netpbm: samples above maxval"] = () => new("P5 2 1 100\n\u0065\u0032"u8.ToArray()),
        ["Netpbm: PAM of an unknown tuple type"] = () => new(
            [.. "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nTUPLTYPE HSV\nENDHDR\n"u8, 200, 120, 80], "c87850"),
        ["Netpbm: bits of PBM"] = () => new("P1 2 1 1 0"u8.ToArray(), "000000 ffffff"),
        ["Netpbm: PAM tuple type with alpha"] = () => new(
            [.. "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nTUPLTYPE GRAYSCALE_ALPHA\nENDHDR\n"u8, 9, 60],
                "0909093c"),
        ["Netpbm: PAM without a tuple type"] = () => new(
            [.. "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 3\nMAXVAL 255\nENDHDR\n"u8, 200, 120, 80], "c87850"),
        ["Netpbm: several pictures"] = () =>
            new("P5 1 1 255\n\u0009P5 1 1 255\n\u0008"u8.ToArray(), "090909"),
        ["Netpbm: PAM tuple type BLACKANDWHITE"] = () => new(
            [.. "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n"u8, 0, 1],
            "000000 ffffff"),
        ["Netpbm: floating-point numbers (PFM, PHM)"] = () => new([.. "Pf\n1 1\n-1.0\n"u8, 0, 0, 0, 63]),
        ["Netpbm: PAM of more than 4 samples"] = () => new(
            [.. "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n"u8, 9, 9, 9, 9, 9]),
        ["Netpbm: thumbnail of XV (P7 332)"] = () => new("P7 332\n#END_OF_COMMENTS\n1 1 255\n\u0009"u8.ToArray()),
        ["Netpbm: PAM tuple type CMYK"] = () => new(
            [.. "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n"u8, 9, 9, 9, 9]),
        ["JPEG XL: codestream and container"] = () => new([0xff, 0x0a, .. new byte[30]]),
        ["JPEG 2000: codestream and container"] = () =>
            new([0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 10, 0, 0, 0, 20, .. "ftypjp2 "u8, .. new byte[30]]),
        ["JPEG XR: file"] = () => new([.. "II"u8, 0xbc, 1, .. new byte[30]]),
        ["Aseprite: layer opacity"] = () =>
            Sprite("c8785080", s => s.Layer("a", opacity: 128).Cel(0, 0, 0, 1, 1, Pixel(255))),

        // Multiplied: 200 * 120 / 255 and so on.
        ["Aseprite: layer blend mode"] = () => Sprite("5e381a", s => s.Layer("a").Layer("b", blend: 1)
            .Cel(0, 0, 0, 1, 1, Pixel(255)).Cel(1, 0, 0, 1, 1, [120, 120, 82, 255])),
        ["Aseprite: hidden layer"] = () =>
            Sprite("-", s => s.Layer("a", flags: 0).Cel(0, 0, 0, 1, 1, Pixel(255))),
        ["Aseprite: reference layer"] = () =>
            Sprite("-", s => s.Layer("a", flags: 65).Cel(0, 0, 0, 1, 1, Pixel(255))),
        ["Aseprite: group"] = () =>
            Sprite("-", s => s.Layer("g", flags: 0, kind: 1).Layer("a", level: 1).Cel(1, 0, 0, 1, 1,
                Pixel(255))),
        ["Aseprite: cel opacity"] = () =>
            Sprite("c8785080", s => s.Layer("a").Cel(0, 0, 0, 1, 1, Pixel(255), opacity: 128)),
        ["Aseprite: cel position"] = () =>
            Sprite("- c87850", s => s.Layer("a").Cel(0, 1, 0, 1, 1, Pixel(255)), width: 2),
        ["Aseprite: cel z-index"] = () => Sprite("c87850", s => s.Layer("a").Layer("b")
            .Cel(0, 0, 0, 1, 1, Pixel(255), order: 2).Cel(1, 0, 0, 1, 1, [1, 2, 3, 255])),
        ["Aseprite: linked cel"] = () => Sprite("100 c87850 | 100 c87850",
            s => s.Layer("a").Cel(0, 0, 0, 1, 1, Pixel(255)).Frame(100).Link(0, 0), loops: 0),
        ["Aseprite: palette"] = () => new(
            new TinyAseprite(1, 1, 8, transparent: 0).Frame(100).Palette(0, (0, 0, 0, 255), (200, 120, 80,
                255))
                .Layer("a").Cel(0, 0, 0, 1, 1, [1]).ToArray(), "c87850"),
        ["Aseprite: transparent index"] = () => new(
            new TinyAseprite(1, 1, 8, transparent: 1).Frame(100).Palette(0, (0, 0, 0, 255), (200, 120, 80,
                255))
                .Layer("a").Cel(0, 0, 0, 1, 1, [1]).ToArray(), "-"),
        ["Aseprite: transparent index in the background layer"] = () => new(
            new TinyAseprite(1, 1, 8, transparent: 1).Frame(100).Palette(0, (0, 0, 0, 255), (200, 120, 80, 255))
                .Layer("a", flags: 9).Cel(0, 0, 0, 1, 1, [1]).ToArray(), "c87850"),
        ["Aseprite: tilemap with mirrored tiles"] = () => Sprite("00a0a0 c87850",
            s => s.Tileset(0, 2, 1, 2, [.. new byte[8], .. Pixel(255), 0, 160, 160, 255]).Layer("m", kind: 2)
                .Tilemap(0, 0, 0, 1, 1, 0x80000001), width: 2),
        ["Aseprite: tiles in another file"] = () => Sprite("",
            s => s.Tileset(0, 2, 1, 2, new byte[16], flags: 1).Layer("m", kind: 2)
                .Tilemap(0, 0, 0, 1, 1, 1), width: 2),
        ["Aseprite: frame duration"] = () => Sprite("100 c87850 | 70 -",
            s => s.Layer("a").Cel(0, 0, 0, 1, 1, Pixel(255)).Frame(70), loops: 0),
        ["Aseprite: tag direction and repetitions"] = Tagged,
        ["Aseprite: pixel ratio"] = () =>
            Sprite("c87850", s => s.Layer("a").Cel(0, 0, 0, 1, 1, Pixel(255))) is var plain
            ? plain with { File = [.. plain.File[..34], 2, 1, .. plain.File[36..]] } : plain,
        ["Aseprite: color profile"] = () => Sprite("c87850",
            s => s.Chunk(0x2007, TinyAseprite.Word(2), new byte[14], TinyAseprite.Long(0)).Layer("a").Cel(0,
                0, 0, 1, 1, Pixel(255))),
    };

    private static byte[] Pixel(byte alpha) => [200, 120, 80, alpha];

    private static Drawing Sprite(string shown, Func<TinyAseprite, TinyAseprite> draw, int width = 1,
        int? loops = null) =>
        new(draw(new TinyAseprite(width, 1, 32).Frame(100)).ToArray(), shown, Off: 1, Loops: loops);

    /// <summary>Tags are listed, and the caller plays the frames in their order.</summary>
    private static Drawing Tagged()
    {
        var drawing = Sprite("100 c87850 | 70 -",
            s => s.Tag("walk", 0, 1, 2, 3).Layer("a").Cel(0, 0, 0, 1, 1, Pixel(255)).Frame(70), loops: 0);
        using var reader = ImageCodecs.Default.OpenFrames(ImageSource.Memory(drawing.File, "bytes"));
        var tag = Assert.Single(reader.Tags);
        Assert.Equal((TagDirection.PingPong, 3), (tag.Direction, tag.Repeat));
        return drawing;
    }

    private static byte[] Bmp(
        int width, int height, int bits, int compression, byte[] pixels, int size = 40, int[]? masks = null,
        byte[]? palette = null, int space = 0, byte ends = 0, int across = 1000)
    {
        palette ??= [];
        byte[] header =
        [
            .. Little(size), .. Little(width), .. Little(height), 1, 0, (byte)bits, 0, .. Little(compression),
            .. Little(pixels.Length), .. Little(across), .. Little(1000), .. Little(palette.Length / 4),
                .. Little(0),
            .. (masks ?? [0, 0, 0, 0]).SelectMany(Little), .. Little(space), ends, .. new byte[67],
        ];
        var at = 14 + size + palette.Length;
        return [.. "BM"u8, .. Little(at + pixels.Length), .. Little(0), .. Little(at), .. header[..size],
            .. palette, .. pixels];
    }

    private static byte[] Little(int value) => BitConverter.GetBytes(value);
}
