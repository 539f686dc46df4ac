namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF files of instruments are read: pages, 8, 16 and 32 bits, floating point, and more than three
/// channels.</summary>
public class TiffTests : CodecTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Floating_point_is_read_as_stored(int bands)
    {
        Assert.SkipWhen(bands == 3 && IsImageSharp, "ImageSharp limits floating-point samples to those from 0 to 1.");
        var values = Enumerable.Range(0, 12 * 8 * bands).Select(i => ((i * 37 % 101) - 20) / 50f).ToArray();
        var layout = new DrawnTiff(12, 8, 32) { Kind = 3, Samples = bands, Meaning = bands == 3 ? 2 : 1 };
        var source = Bytes(layout.Write([.. values.Select(value => (long)BitConverter.SingleToUInt32Bits(value))]));
        Assert.True(Codec.Identify(source).IsFloat);
        using var units = Codec.DecodeFloat(source);
        using var pixels = Codec.DecodeRgba(source);
        Assert.Equal(bands, units.Planes.Count);
        for (var i = 0; i < values.Length; i++)
        {
            var (x, y, band) = (i / bands % 12, i / bands / 12, i % bands);
            Assert.Equal(values[i], units.Planes[band][x, y], 1e-6f);
            var pixel = pixels[x, y];
            var expected = (byte)MathF.Round(Math.Clamp(values[i], 0, 1) * 255, MidpointRounding.AwayFromZero);
            Assert.Equal(expected, band switch { 0 => pixel.R, 1 => pixel.G, _ => pixel.B });
        }

        Fails.Of(StylizeError.ImageUnreadable, () => Codec.DecodeSamples(source));
    }

    [Theory]
    [InlineData(ImageFormat.Png, 8, 1, false)]
    [InlineData(ImageFormat.Png, 16, 1, false)]
    [InlineData(ImageFormat.Png, 16, 2, true)]
    [InlineData(ImageFormat.Png, 16, 3, false)]
    [InlineData(ImageFormat.Png, 16, 4, true)]
    [InlineData(ImageFormat.Tiff, 16, 4, true)]
    public void Samples_survive_a_round_trip(ImageFormat format, int bits, int bands, bool alpha)
    {
        using var image = Noise(33, 129, bands, bits, alpha);
        foreach (var compression in Enum.GetValues<LosslessCompression>())
        {
            var options = new EncodeOptions(format) { Compression = compression };
            using var back = Codec.DecodeSamples(Bytes(Written(target => Codec.Encode(image, target, options))));
            Assert.Equal((bands, alpha, bits), (back.Planes.Count, back.HasAlpha, back.BitsPerSample));
            for (var band = 0; band < bands; band++)
            {
                Assert.Equal(Pixels.Of(image.Planes[band]), Pixels.Of(back.Planes[band]));
            }
        }
    }

    [Fact]
    public void Labels_keep_32_bits()
    {
        using var labels = Paint<uint>(300, 200, (x, y) => (uint)(x * 14_000_003L) ^ (uint)(y << 20));

        var file = Written(target => Codec.Encode(labels, target, new EncodeOptions(ImageFormat.Tiff)));
        Assert.Equal(Pixels.Of(labels).Select(label => (double)label), Numbers(Bytes(file)));
    }

    [Fact]
    public void Strips_equal_the_whole_image()
    {
        using var image = Pixels.Pattern(513, 777, opaque: false);
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.Tiff })
        {
            var source = Bytes(Encode(image, new EncodeOptions(format)));
            using var whole = Codec.DecodeSamples(source);
            using var reader = Codec.OpenStrips(source);
            using var strip =
                new SampleImage<ushort>([.. Enumerable.Range(0, 4).Select(_ => new Raster<ushort>(513, 50))], true, 8);
            var at = 0;
            for (int rows; (rows = reader.Read(strip.Planes)) > 0; at += rows)
            {
                foreach (var (band, y) in Coordinates(4, rows))
                {
                    Assert.True(whole.Planes[band].Row(at + y).SequenceEqual(strip.Planes[band].Row(y)));
                }
            }

            Assert.Equal(777, at);
        }
    }
}
