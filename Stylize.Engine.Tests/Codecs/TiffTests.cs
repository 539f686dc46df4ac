namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF files of instruments are read: pages, 8, 16 and 32 bits, floating point, and more than three
/// channels.</summary>
public class TiffTests : CodecTest
{
    private static bool IsImageSharp => Codec.Name.StartsWith("ImageSharp", StringComparison.Ordinal);

    [Fact]
    public void Each_page_is_read_by_its_number()
    {
        RequireReading(ImageFormat.Tiff);
        var pages = Enumerable.Range(0, 4)
            .Select(page => new TinyTiff.Page(9 + page, 5, 1, 16, Noise(page, (9 + page) * 5 * 2))).ToArray();
        var source = Bytes(TinyTiff.Write(pages));
        Assert.Equal(4, Codec.Identify(source).Pages);
        for (var page = 0; page < pages.Length; page++)
        {
            var options = new DecodeOptions { Page = page };
            Assert.Equal(9 + page, Codec.Identify(source, options).Width);
            using var samples = Codec.DecodeSamples(source, options);
            Assert.Equal(MemoryMarshal.Cast<byte, ushort>(pages[page].Data).ToArray(), Pixels.Of(samples.Planes[0]));
        }

        var failure =
            Assert.Throws<StylizeException>(() => Codec.DecodeSamples(source, new DecodeOptions { Page = 4 }));
        Assert.Contains("4 pages", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Floating_point_is_read_as_stored(int bands)
    {
        RequireReading(ImageFormat.Tiff);
        Assert.SkipWhen(bands == 3 && IsImageSharp, "ImageSharp limits floating-point samples to those from 0 to 1.");
        var values = Enumerable.Range(0, 12 * 8 * bands).Select(i => ((i * 37 % 101) - 20) / 50f).ToArray();
        var source = Bytes(TinyTiff.Write(
            new TinyTiff.Page(
                12, 8, bands, 32, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), TinyTiff.Kind.Float)));
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

        Assert.Equal(
            StylizeError.ImageUnreadable, Assert.Throws<StylizeException>(() => Codec.DecodeSamples(source)).Error);
    }

    [Theory]
    [InlineData(8, 1, false)]
    [InlineData(8, 3, false)]
    [InlineData(8, 2, true)]
    [InlineData(8, 4, true)]
    [InlineData(16, 1, false)]
    [InlineData(16, 3, false)]
    [InlineData(16, 4, true)]
    public void Stored_samples_are_read_unchanged(int bits, int bands, bool alpha)
    {
        RequireReading(ImageFormat.Tiff);
        Assert.SkipWhen(bands == 2 && IsImageSharp, "ImageSharp does not read TIFF of gray and alpha.");
        var data = Noise(bits + bands, 31 * 70 * bands * bits / 8);
        var source = Bytes(TinyTiff.Write(new TinyTiff.Page(31, 70, bands, bits, data, Alpha: alpha)));
        var info = Codec.Identify(source);
        Assert.Equal((bits, alpha, bands - (alpha ? 1 : 0), 1),
            (info.BitsPerSample, info.HasAlpha, info.ColorPlanes, info.Pages));
        using var samples = Codec.DecodeSamples(source);
        Assert.Equal((bands, alpha, bits), (samples.Planes.Count, samples.HasAlpha, samples.BitsPerSample));
        for (var i = 0; i < 31 * 70 * bands; i++)
        {
            var expected = bits == 8 ? data[i] : BitConverter.ToUInt16(data, i * 2);
            Assert.Equal(expected, samples.Planes[i % bands][i / bands % 31, i / bands / 31]);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png, 8, 1, false)]
    [InlineData(ImageFormat.Png, 16, 1, false)]
    [InlineData(ImageFormat.Png, 16, 2, true)]
    [InlineData(ImageFormat.Png, 16, 3, false)]
    [InlineData(ImageFormat.Png, 16, 4, true)]
    [InlineData(ImageFormat.Tiff, 8, 1, false)]
    [InlineData(ImageFormat.Tiff, 8, 3, false)]
    [InlineData(ImageFormat.Tiff, 16, 1, false)]
    [InlineData(ImageFormat.Tiff, 16, 3, false)]
    [InlineData(ImageFormat.Tiff, 16, 4, true)]
    public void Samples_survive_a_round_trip(ImageFormat format, int bits, int bands, bool alpha)
    {
        RequireWriting(format);
        var random = new Random(bands);
        var planes = Enumerable.Range(0, bands).Select(_ => new Raster<ushort>(33, 129)).ToArray();
        foreach (var plane in planes)
        {
            foreach (var (x, y) in Coordinates(plane.Width, plane.Height))
            {
                plane[x, y] = (ushort)random.Next(1 << bits);
            }
        }

        using var image = new SampleImage<ushort>(planes, alpha, bits);
        foreach (var compression in Enum.GetValues<LosslessCompression>())
        {
            using var stream = new MemoryStream();
            Codec.Encode(image, stream, new EncodeOptions(format) { Compression = compression });
            using var back = Codec.DecodeSamples(Bytes(stream.ToArray()));
            Assert.Equal((bands, alpha, bits), (back.Planes.Count, back.HasAlpha, back.BitsPerSample));
            for (var band = 0; band < bands; band++)
            {
                Assert.Equal(Pixels.Of(planes[band]), Pixels.Of(back.Planes[band]));
            }
        }
    }

    [Fact]
    public void Labels_keep_32_bits()
    {
        RequireWriting(ImageFormat.Tiff);
        using var labels = Paint<uint>(300, 200, (x, y) => (uint)(x * 14_000_003L) ^ (uint)(y << 20));

        using var stream = new MemoryStream();
        Codec.Encode(labels, stream, new EncodeOptions(ImageFormat.Tiff) { Compression = LosslessCompression.None });
        Assert.Equal(Pixels.Of(labels), MemoryMarshal.Cast<byte, uint>(TinyTiff.ReadPlain(stream.ToArray())).ToArray());
    }

    [Fact]
    public void Strips_equal_the_whole_image()
    {
        RequireWriting(ImageFormat.Tiff);
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

    [Fact]
    public void A_write_only_stream_is_sufficient()
    {
        RequireWriting(ImageFormat.Tiff);
        using var image = Pixels.Pattern(100, 60, opaque: true);
        using var inner = new MemoryStream();
        using (var target = new WriteOnlyStream(inner))
        {
            Codec.Encode(image, target, new EncodeOptions(ImageFormat.Tiff));
        }

        using var back = Codec.DecodeRgba(Bytes(inner.ToArray()));
        Assert.Equal(Pixels.Of(image), Pixels.Of(back));
    }

    private static byte[] Noise(int seed, int length)
    {
        var data = new byte[length];
        new Random(seed).NextBytes(data);
        return data;
    }
}
