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
        SampleImage<ushort>[] pages =
        [
            Noise(33, 129, 1, 16), Noise(200, 7, 3, 8), Noise(5, 5, 4, 16, hasAlpha: true), Noise(400, 900, 1, 8),
        ];
        var written = new EncodeOptions(ImageFormat.Tiff) { Compression = compression };
        var file = Bytes(Written(target => Codec.EncodePages(pages, target, written)));
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
    public void Pages_need_TIFF_and_at_least_one_page()
    {
        using var page = Noise(4, 4, 1, 8);
        Fails.Of(StylizeError.FormatUnsupported,
            () => Codec.EncodePages([page], Stream.Null, new EncodeOptions(ImageFormat.Png)));
        Assert.Throws<ArgumentException>(
            () => Codec.EncodePages([], new MemoryStream(), new EncodeOptions(ImageFormat.Tiff)));
    }
}
