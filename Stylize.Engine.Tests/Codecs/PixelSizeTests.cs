using Stylize.Codecs.Png;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>The physical size of pixels: pHYs of PNG (PNG, third edition, 11.3.4.3) and the JFIF segment of
/// JPEG.</summary>
public class PixelSizeTests : CodecTest
{
    /// <summary>One chunk at most: two pHYs are an error.</summary>
    [Theory]
    [InlineData(null, "")]
    [InlineData(6895, "00001AEF00001AEF01")]
    public void A_png_contains_its_physical_size_and_no_other(int? pixelsPerMeter, string expected)
    {
        using var image = Pixels.Pattern(40, 30, opaque: true);
        using var black = new Raster<Rgba32>(8, 6, clear: true);
        using var samples = new SampleImage<ushort>([new Raster<ushort>(8, 6, clear: true)], false, 16);
        foreach (var metadata in new[] { ImageMetadata.None, new ImageMetadata { Provenance = "made by a test" } })
        {
            var options = new EncodeOptions(ImageFormat.Png) { PixelsPerMeter = pixelsPerMeter, Metadata = metadata };
            var gray = Written(target => Codec.Encode(samples, target, options));
            byte[][] files =
            [
                Encode(image, options), gray, EncodeFrames([(image, 100), (image, 100)], options),
                Encode(black, options with { IndexedColors = [default] }),
            ];
            Assert.All(files, file =>
            {
                Assert.Equal(expected, string.Concat(Sizes(file).Select(Convert.ToHexString)));
                Assert.Equal(metadata.Provenance, Codec.ReadProvenance(Bytes(file)));
            });
        }
    }

    [Fact]
    public void A_jpeg_has_square_pixels_without_a_physical_size()
    {
        using var image = Pixels.Pattern(40, 30, opaque: true);
        var file = Encode(image, new EncodeOptions(ImageFormat.Jpeg));

        // JFIF 1.02: the identifier, the version, units 0, densities of 1 and 1, and no thumbnail.
        Assert.Equal("FFD8FFE000104A46494600010200000100010000", Convert.ToHexString(file.AsSpan(0, 20)));
        using var decoded = Codec.DecodeRgba(Bytes(file));
        Assert.Equal(40, decoded.Width);
    }

    [Fact]
    public void Other_formats_and_sizes_are_refused()
    {
        using var image = Pixels.Pattern(8, 6, opaque: true);
        Fails.Of(StylizeError.FormatUnsupported,
            () => Encode(image, new EncodeOptions(ImageFormat.WebP) { PixelsPerMeter = 6895 }));
        Fails.At(StylizeError.OptionInvalid, "PixelsPerMeter",
            () => Encode(image, new EncodeOptions(ImageFormat.Png) { PixelsPerMeter = 0 }));
    }

    private static List<byte[]> Sizes(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return [.. PngChunk.All(stream).TakeWhile(chunk => chunk.Type != "IDAT").Where(chunk => chunk.Type == "pHYs")
            .ToList().Select(chunk => chunk.Data(stream))];
    }
}
