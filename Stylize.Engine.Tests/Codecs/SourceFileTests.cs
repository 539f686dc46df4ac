namespace Stylize.Engine.Tests.Codecs;

/// <summary>Unusual names work, and a file is closed when a call returns.</summary>
public class SourceFileTests : CodecTest
{
    [Theory]
    [InlineData("a[1].png")]
    [InlineData("b [page=2].tif")]
    [InlineData("плитка-瓦-🎨.jpg")]
    [InlineData("  spaces  and 'quotes'.webp")]
    [InlineData("%41{0}$x;&.png")]
    [InlineData("no-extension")]
    public void Unusual_file_names_work(string name)
    {
        using var image = Pixels.Pattern(20, 10, opaque: true);
        var format = Path.GetExtension(name) switch
        {
            ".tif" => ImageFormat.Tiff,
            ".jpg" => ImageFormat.Jpeg,
            ".webp" => ImageFormat.WebP,
            _ => ImageFormat.Png,
        };
        var path = Save(name, Encode(image, new EncodeOptions(format)));
        Assert.Equal(format, Codec.Identify(ImageSource.File(path)).Format);
        using var back = Codec.DecodeRgba(ImageSource.File(path));
        Assert.Equal((20, 10), (back.Width, back.Height));
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Tiff)]
    public void A_source_can_be_replaced_and_deleted_right_away(ImageFormat format)
    {
        using var image = Pixels.Pattern(200, 100, opaque: true);
        var bytes = Encode(image, new EncodeOptions(format));
        var path = Save("source", bytes);
        Codec.DecodeRgba(ImageSource.File(path)).Dispose();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Throws<StylizeException>(() => Codec.DecodeRgba(ImageSource.File(path)));
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        File.Delete(path);
    }

    [Fact]
    public void Many_threads_can_decode_at_once()
    {
        using var image = Pixels.Pattern(300, 200, opaque: true);
        var good = Encode(image, new EncodeOptions(ImageFormat.Png));
        var bad = good[..(good.Length / 2)];
        var expected = Pixels.Of(image);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (i % 4 == 3)
            {
                Assert.Throws<StylizeException>(() => Codec.DecodeRgba(Bytes(bad)));
                return;
            }

            using var back = Codec.DecodeRgba(Bytes(good));
            Assert.Equal(expected, Pixels.Of(back));
        });
    }
}
