namespace Stylize.Engine.Tests.Codecs;

/// <summary>TIFF files with several pages can be written and read.</summary>
public class PagesTests : CodecTest
{
    [Theory]
    [InlineData(LosslessCompression.None)]
    [InlineData(LosslessCompression.Fast)]
    [InlineData(LosslessCompression.Smallest)]
    public void Pages_of_all_kinds_survive_a_round_trip(LosslessCompression compression)
    {
        RequireWriting(ImageFormat.Tiff);
        SampleImage<ushort>[] pages =
        [
            Noise(33, 129, 1, 16), Noise(200, 7, 3, 8), Noise(5, 5, 4, 16, hasAlpha: true), Noise(400, 900, 1, 8),
        ];
        using var inner = new MemoryStream();
        using (var target = new WriteOnlyStream(inner))
        {
            Codec.EncodePages(pages, target, new EncodeOptions(ImageFormat.Tiff) { Compression = compression });
        }

        var file = Bytes(inner.ToArray());
        for (var i = 0; i < pages.Length; i++)
        {
            var options = new DecodeOptions { Page = i };
            var info = Codec.Identify(file, options);
            Assert.Equal((pages.Length, pages[i].Width, pages[i].Height), (info.Pages, info.Width, info.Height));
            Assert.Equal((pages[i].BitsPerSample, pages[i].HasAlpha), (info.BitsPerSample, info.HasAlpha));
            using var back = Codec.DecodeSamples(file, options);
            for (var band = 0; band < pages[i].Planes.Count; band++)
            {
                Assert.Equal(Pixels.Of(pages[i].Planes[band]), Pixels.Of(back.Planes[band]));
            }
        }
    }

    [Fact]
    public void One_page_is_plain_TIFF()
    {
        using var page = Noise(40, 30, 1, 16);
        using var stream = new MemoryStream();
        Codec.EncodePages(
            [page], stream, new EncodeOptions(ImageFormat.Tiff) { Compression = LosslessCompression.None });
        var data = TinyTiff.ReadPlain(stream.ToArray());
        for (var i = 0; i < 40 * 30; i++)
        {
            Assert.Equal(page.Planes[0][i % 40, i / 40], BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(2 * i)));
        }
    }

    [Fact]
    public void Pages_need_TIFF_and_at_least_one_page()
    {
        using var page = Noise(4, 4, 1, 8);
        var failure = Assert.Throws<StylizeException>(
            () => Codec.EncodePages([page], Stream.Null, new EncodeOptions(ImageFormat.Png)));
        Assert.Equal(StylizeError.FormatUnsupported, failure.Error);
        Assert.Throws<ArgumentException>(
            () => Codec.EncodePages([], new MemoryStream(), new EncodeOptions(ImageFormat.Tiff)));
    }

    private static SampleImage<ushort> Noise(int width, int height, int bands, int bits, bool hasAlpha = false)
    {
        var random = new Random(width);
        var planes = Enumerable.Range(0, bands).Select(_ => new Raster<ushort>(width, height)).ToArray();
        foreach (var plane in planes)
        {
            for (var y = 0; y < height; y++)
            {
                foreach (ref var value in plane.Row(y))
                {
                    value = (ushort)random.Next(1 << bits);
                }
            }
        }

        return new SampleImage<ushort>(planes, hasAlpha, bits);
    }
}
