using Stylize.Codecs;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>What is encoded is what is decoded again.</summary>
public class RoundTripTests
{
    private static readonly IImageCodec Codec = ImageCodecs.Default;

    [Theory]
    [InlineData(ImageFormat.Png, 1, 1, true)]
    [InlineData(ImageFormat.Png, 16, 3, true)]
    [InlineData(ImageFormat.Png, 67, 41, false)]
    public void LosslessFormatsKeepEveryPixel(ImageFormat format, int width, int height, bool opaque)
    {
        using var image = Pixels.Pattern(width, height, opaque);
        foreach (var compression in Enum.GetValues<LosslessCompression>())
        {
            using var back = ThereAndBack(image, new EncodeOptions(format) { Lossless = true, Compression = compression });
            Assert.Equal(Pixels.Of(image), Pixels.Of(back));
        }
    }

    [SkippableFact]
    public void JpegStaysNearAPhotograph()
    {
        using var image = Codec.DecodeRgba(ImageSource.File(SharedData.Files("kodak", "*.png")[0]));
        using var back = ThereAndBack(image, new EncodeOptions(ImageFormat.Jpeg));
        Assert.InRange(Pixels.Of(image).Zip(Pixels.Of(back), (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    private static Raster<Rgba32> ThereAndBack(Raster<Rgba32> image, EncodeOptions options)
    {
        using var stream = new MemoryStream();
        Codec.Encode(image, stream, options);
        return Codec.DecodeRgba(ImageSource.Memory(stream.ToArray(), "round trip"));
    }
}
