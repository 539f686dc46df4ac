namespace Stylize.Engine.Tests.Codecs;

/// <summary>Images survive a round trip.</summary>
public class RoundTripTests : CodecTest
{
    [Theory]
    [InlineData(ImageFormat.Png, 1, 1, true)]
    [InlineData(ImageFormat.Png, 16, 3, true)]
    [InlineData(ImageFormat.Png, 67, 41, false)]
    [InlineData(ImageFormat.WebP, 67, 41, true)]
    [InlineData(ImageFormat.WebP, 67, 41, false)]
    [InlineData(ImageFormat.Tiff, 1, 1, true)]
    [InlineData(ImageFormat.Tiff, 67, 300, false)]
    [InlineData(ImageFormat.Aseprite, 67, 41, true)]
    public void Lossless_formats_keep_every_pixel(ImageFormat format, int width, int height, bool opaque)
    {
        using var image = Pixels.Pattern(width, height, opaque);
        foreach (var compression in Enum.GetValues<LosslessCompression>())
        {
            using var back = Codec.DecodeRgba(
                Bytes(Encode(image, new EncodeOptions(format) { Lossless = true, Compression = compression })));
            Assert.Equal(Pixels.Of(image), Pixels.Of(back));
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void Lossy_formats_stay_close_to_a_photograph(ImageFormat format)
    {
        RequireWriting(format);
        using var image = Codec.DecodeRgba(ImageSource.File(Checkout.Photographs()[0]));
        var fine = Encode(image, new EncodeOptions(format));
        var coarse = Encode(image, new EncodeOptions(format) { Quality = 30 });
        using var back = Codec.DecodeRgba(Bytes(fine));
        Assert.InRange(Pixels.MeanDifference(Pixels.Of(image), Pixels.Of(back)), 0, 3);
        Assert.True(coarse.Length < fine.Length / 2);
    }

    [Fact]
    public void JPEG_composites_transparency_on_white()
    {
        using var image = new Raster<Rgba32>(16, 16);
        image.Fill(new Rgba32(200, 0, 0, 0));
        using var back = Codec.DecodeRgba(Bytes(Encode(image, new EncodeOptions(ImageFormat.Jpeg))));
        Assert.All(Pixels.Of(back), value => Assert.InRange(value, 253, 255));
    }

    public static TheoryData<int> Counts => [1, 2, 3, 16, 17, 256];

    [Theory]
    [MemberData(nameof(Counts))]
    public void An_indexed_PNG_has_exactly_its_colors(int count)
    {
        // Similar colors that a quantizer would merge, one of them transparent.
        Rgba32[] colors = [.. Enumerable.Range(0, count).Select(
            i => new Rgba32((byte)(100 + (i % 16)), (byte)(50 + (i / 16)), 7, i == 1 ? (byte)0 : (byte)255))];
        using var image = Paint<Rgba32>(61, 23, (x, y) => colors[((x * 31) + (y * 17)) % count]);

        foreach (var compression in Enum.GetValues<LosslessCompression>())
        {
            var bytes =
                Encode(image, new EncodeOptions(ImageFormat.Png) { IndexedColors = colors, Compression = compression });
            const byte IndexedColorType = 3;
            Assert.Equal(IndexedColorType, bytes[25]);
            using var back = Codec.DecodeRgba(Bytes(bytes));
            Assert.Equal(Pixels.Of(image), Pixels.Of(back));
        }
    }

    [Fact]
    public void An_indexed_PNG_rejects_a_color_outside_its_palette()
    {
        using var image = new Raster<Rgba32>(2, 2);
        image.Fill(new Rgba32(1, 2, 3));
        Fails.Of(StylizeError.OptionInvalid,
            () => Encode(image, new EncodeOptions(ImageFormat.Png) { IndexedColors = [new Rgba32(1, 2, 4)] }),
            "#010203");
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void A_full_disk_is_an_IOException(ImageFormat format)
    {
        using var image = Pixels.Pattern(400, 300, opaque: true);
        using var disk = new WriteOnlyStream(Stream.Null, capacity: 1000);
        var failure = Assert.ThrowsAny<IOException>(() => Codec.Encode(image, disk, new EncodeOptions(format)));
        Assert.Contains("No space left", failure.Message, StringComparison.Ordinal);
    }
}
