namespace Stylize.Engine.Tests.Codecs;

/// <summary>Bitmaps and Netpbm files, written byte by byte from their specifications, are read.</summary>
public class PlainPixelsTests : CodecTest
{
    private static readonly Rgba32 Red = new(255, 0, 0);
    private static readonly Rgba32 Green = new(0, 255, 0);
    private static readonly Rgba32 Blue = new(0, 0, 255);
    private static readonly Rgba32 White = new(255, 255, 255);
    private static readonly Rgba32 Black = new(0, 0, 0);

    public static TheoryData<string, byte[]> Bitmaps => new()
    {
        // Red and green above blue and white; rows are stored bottom up and padded to four bytes.
        { "24 bits", Bmp(24, 0, [255, 0, 0, 255, 255, 255, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0]) },
        { "24 bits, top down", Bmp(24, 0, [0, 0, 255, 0, 255, 0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0], height: -2) },
        { "32 bits", Bmp(32, 0, [255, 0, 0, 9, 255, 255, 255, 9, 0, 0, 255, 9, 0, 255, 0, 9]) },
        { "16 bits, 5 each", Bmp(16, 0, [0x1f, 0, 0xff, 0x7f, 0, 0x7c, 0xe0, 0x03]) },
        { "16 bits, 5 6 5", Bmp(
            16, 3, [0x1f, 0, 0xff, 0xff, 0, 0xf8, 0xe0, 0x07], table: [0, 0xf8, 0, 0, 0xe0, 7, 0, 0, 0x1f, 0, 0, 0]) },
        { "8 bits", Bmp(8, 0, [2, 3, 0, 0, 0, 1, 0, 0], table: Palette, used: 4) },
        { "4 bits", Bmp(4, 0, [0x23, 0, 0, 0, 0x01, 0, 0, 0], table: Palette, used: 4) },
        { "8 bits, runs", Bmp(8, 1, [1, 2, 1, 3, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1], table: Palette, used: 4) },
        { "4 bits, runs", Bmp(4, 2, [2, 0x23, 0, 0, 2, 0x01, 0, 1], table: Palette, used: 4) },
    };

    public static TheoryData<string, byte[]> Netpbm => new()
    {
        { "plain", [.. "P3 # red green\n2 2 255\n255 0 0 0 255 0\n0 0 255 255 255 255\n"u8] },
        { "plain, maximum 1", [.. "P3 2 2 1 1 0 0 0 1 0 0 0 1 1 1 1"u8] },
        { "raw", [.. "P6\n2 2\n255\n"u8, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255] },
        {
            "raw, 16 bits",
            [.. "P6 2 2 65535\n"u8, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255,
                255, 255, 255]
        },
        {
            "arbitrary",
            [
                .. "P7\nWIDTH 2\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n"u8,
                255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255,
            ]
        },
    };

    private static byte[] Palette => [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0];

    [Theory]
    [MemberData(nameof(Bitmaps))]
    [MemberData(nameof(Netpbm))]
    public void Every_kind_is_decoded(string kind, byte[] file)
    {
        using var image = Codec.DecodeRgba(ImageSource.Memory(file, kind));
        Assert.Equal([Red, Green], image.Row(0).ToArray());
        Assert.Equal([Blue, White], image.Row(1).ToArray());
    }

    [Fact]
    public void Set_bits_are_black()
    {
        using var plain = Codec.DecodeRgba(Bytes([.. "P1\n3 1\n101"u8]));
        using var raw = Codec.DecodeRgba(Bytes([.. "P4 3 1\n"u8, 0b10100000]));

        Assert.Equal([Black, White, Black], plain.Row(0).ToArray());
        Assert.Equal([Black, White, Black], raw.Row(0).ToArray());
    }

    [Fact]
    public void Samples_of_16_bits_are_kept()
    {
        using var image = Codec.DecodeSamples(Bytes([.. "P5 2 1 65535\n"u8, 1, 2, 0xff, 0xfe]));

        Assert.Equal(16, image.BitsPerSample);
        Assert.Equal([0x0102, 0xfffe], image.Planes[0].Row(0).ToArray());
    }

    [Fact]
    public void Alpha_of_a_bitmap_is_read_if_a_mask_declares_it()
    {
        byte[] masks = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255];
        var file = Bmp(32, 3, [255, 0, 0, 128, 255, 255, 255, 255, 0, 0, 255, 0, 0, 255, 0, 255],
            headerEnd: [.. masks, .. new byte[52]]);

        using var image = Codec.DecodeRgba(Bytes(file));

        Assert.Equal(new Rgba32(0, 0, 255, 128), image.Row(1)[0]);
        Assert.Equal(0, image.Row(0)[0].A);
    }

    [Theory]
    [MemberData(nameof(Bitmaps))]
    [MemberData(nameof(Netpbm))]
    public void A_truncated_file_is_rejected(string kind, byte[] file)
    {
        Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeRgba(ImageSource.Memory(file.AsMemory()[..^5], kind)));
    }

    [Fact]
    public void A_size_above_the_limit_is_rejected_before_pixels_are_read()
    {
        Fails.Of(StylizeError.ImageTooLarge, () => Codec.DecodeRgba(Bytes([.. "P6 100000 100000 255\n"u8])));
    }

    [Theory]
    [InlineData("a.heic", "0000001866747970686569630000000068656963", "heif-convert")]
    [InlineData("a.jxl", "ff0a00000000000000000000", "djxl")]
    [InlineData("a.jp2", "0000000c6a5020200d0a870a", "opj_decompress")]
    [InlineData("a.pdf", "255044462d312e370a0a0a0a", "pdftoppm")]
    [InlineData("a.nef", "49492a000800000000000000", "darktable-cli")]
    [InlineData("a.cr2", "49492a00100000004352020000", "darktable-cli")]
    [InlineData("a.svg", "3c3f786d6c2076657273696f6e3d22312e30223f3e0a3c737667", "rsvg-convert")]
    public void The_error_for_an_unsupported_format_names_it_and_gives_advice(string name, string head, string advice)
    {
        var failure = Fails.Of(StylizeError.FormatUnsupported,
            () => Codec.Identify(ImageSource.Memory(Convert.FromHexString(head), name)));
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
    }

    private static byte[] Bmp(
        int bits, uint compression, byte[] pixels, int height = 2, byte[]? table = null, uint used = 0,
        byte[]? headerEnd = null)
    {
        var size = 40 + (headerEnd?.Length ?? 0);
        var offset = 14 + size + (table?.Length ?? 0);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("BM"u8);
        writer.Write(offset + pixels.Length);
        writer.Write(0);
        writer.Write(offset);
        writer.Write(size);
        writer.Write(2);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)bits);
        writer.Write(compression);
        writer.Write(pixels.Length);
        writer.Write(0L);
        writer.Write(used);
        writer.Write(0);
        writer.Write(headerEnd ?? []);
        writer.Write(table ?? []);
        writer.Write(pixels);
        return file.ToArray();
    }
}
