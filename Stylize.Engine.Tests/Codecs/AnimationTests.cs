namespace Stylize.Engine.Tests.Codecs;

/// <summary>Frames are read as a viewer shows them, with their times, and survive a round trip.</summary>
public class AnimationTests : CodecTest
{
    private static readonly Rgba32 Clear = default;
    private static readonly Rgba32 Sky = new(200, 220, 255);
    private static readonly Rgba32 Leaf = new(20, 160, 40);
    private static readonly Rgba32 Night = new(10, 10, 30);

    public static TheoryData<ImageFormat> Formats => [ImageFormat.Gif, ImageFormat.WebP, ImageFormat.Png];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Frames_and_their_times_survive_a_round_trip(ImageFormat format)
    {
        int[] times = [40, 1000, 0, 20, 650, 70, 70];
        foreach (var loops in new[] { 0, 1, 5 })
        {
            foreach (var colors in new IReadOnlyList<Rgba32>?[] { null, [Sky, Clear, Leaf, Night] })
            {
                var images = Scene();
                var file = EncodeFrames(
                    images.Zip(times),
                    new EncodeOptions(format)
                    {
                        Lossless = true, LoopCount = loops, IndexedColors = colors,
                        Metadata = new ImageMetadata { Provenance = "made by a test" },
                    });
                Assert.Equal("made by a test", Codec.ReadMetadata(Bytes(file)).Provenance);
                var info = Codec.Identify(Bytes(file));
                Assert.Equal((images.Count, 31, 23), (info.Pages, info.Width, info.Height));
                using var reader = Codec.OpenFrames(Bytes(file));
                Assert.Equal((images.Count, loops), (reader.Info.Pages, reader.LoopCount));
                using var frame = new Raster<Rgba32>(31, 23);
                for (var i = 0; i < images.Count; i++)
                {
                    Assert.True(reader.Read(frame, out var milliseconds));
                    Assert.Equal(times[i], milliseconds);
                    AssertSame(images[i], frame);
                    using var page = Codec.DecodeRgba(Bytes(file), new DecodeOptions { Page = i });
                    AssertSame(images[i], page);
                }

                Assert.False(reader.Read(frame, out _));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_animation_needs_at_least_one_frame(ImageFormat format)
    {
        using var image = Pixels.Pattern(9, 7, opaque: true);
        var file = EncodeFrames([(image, 80)], new EncodeOptions(format) { Lossless = true });
        using var back = Codec.DecodeRgba(Bytes(file));
        Assert.Equal(Pixels.Of(image), Pixels.Of(back));
        Assert.Throws<ArgumentException>(() => EncodeFrames([], new EncodeOptions(format)));
        using var other = Pixels.Pattern(9, 8, opaque: true);
        Assert.Throws<ArgumentException>(() => EncodeFrames([(image, 80), (other, 80)], new EncodeOptions(format)));
    }

    [Fact]
    public void A_still_image_is_one_frame()
    {
        using var image = Pixels.Pattern(9, 7, opaque: false);
        using var reader = Codec.OpenFrames(Bytes(Encode(image, new EncodeOptions(ImageFormat.Png))));
        using var frame = new Raster<Rgba32>(9, 7);
        Assert.Equal((1, 1), (reader.Info.Pages, reader.LoopCount));
        Assert.True(reader.Read(frame, out var milliseconds));
        Assert.Equal(0, milliseconds);
        Assert.Equal(Pixels.Of(image), Pixels.Of(frame));
        Assert.False(reader.Read(frame, out _));
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.Avif)]
    public void A_format_without_animation_is_rejected(ImageFormat format)
    {
        using var image = Pixels.Pattern(9, 7, opaque: true);
        var failure = Fails.Of(
            StylizeError.FormatUnsupported, () => EncodeFrames([(image, 80)], new EncodeOptions(format)));
        Assert.Contains("WebP", failure.Advice, StringComparison.Ordinal);
    }

    /// <summary>libvips takes these screens for those of broken files.</summary>
    [Theory]
    [InlineData(640, 480)]
    [InlineData(1024, 768)]
    [InlineData(2100, 20)]
    public void A_GIF_has_the_size_of_its_screen(int width, int height)
    {
        var file = TinyGif.Write(width, height, repeats: null, new TinyGif.Frame(5, 6, 2, 1, [10, 20], 0, Disposal: 0));
        var info = Codec.Identify(Bytes(file));
        Assert.Equal((width, height), (info.Width, info.Height));
        using var image = Codec.DecodeRgba(Bytes(file));
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(new Rgba32(20, 20, 235), image[6, 6]);
        Assert.Equal([0, 0], new[] { image[4, 6].A, image[width - 1, height - 1].A });
    }

    /// <summary>Frames without a transparent color: what none of them covers is nothing, not black.</summary>
    [Theory]
    [InlineData(800, 600)]
    [InlineData(641, 480)]
    public void The_screen_around_opaque_frames_is_transparent(int width, int height)
    {
        var file = TinyGif.Write(width, height, repeats: null,
            new TinyGif.Frame(5, 6, 2, 1, [10, 20], 0, Disposal: 2),
            new TinyGif.Frame(0, 0, 1, 1, [30], 0, Disposal: 0));
        for (var at = 0; (at = Array.IndexOf(file, (byte)0xf9, at + 1)) > 0;)
        {
            file[at + 2] &= 0xfe; // no transparent index
        }

        using var image = Codec.DecodeRgba(Bytes(file));
        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal((new Rgba32(10, 10, 245), new Rgba32(20, 20, 235)), (image[5, 6], image[6, 6]));
        Assert.All([image[0, 0], image[4, 6], image[7, 6], image[5, 7], image[width - 1, height - 1]],
            pixel => Assert.Equal(0, pixel.A));

        using var last = Codec.DecodeRgba(Bytes(file), new DecodeOptions { Page = 1 });
        Assert.Equal((new Rgba32(30, 30, 225), 0), (last[0, 0], last[5, 6].A));
    }

    /// <summary>A file that ends before its trailer has the frames that are whole.</summary>
    [Fact]
    public void A_frame_is_read_if_a_later_one_or_the_trailer_is_missing()
    {
        Assert.SkipUnless(
            Codec.Name.StartsWith("libvips", StringComparison.Ordinal), "ImageSharp needs whole animations.");
        var file = TinyGif.Write(9, 9, repeats: null,
            new TinyGif.Frame(5, 6, 2, 1, [10, 20], 0, Disposal: 0),
            new TinyGif.Frame(0, 0, 1, 1, [30], 0, Disposal: 0));
        using var first = Codec.DecodeRgba(Bytes(file[..^4]));
        using var last = Codec.DecodeRgba(Bytes(file[..^1]), new DecodeOptions { Page = 1 });
        Assert.Equal((new Rgba32(20, 20, 235), 0), (first[6, 6], first[0, 0].A));
        Assert.Equal((new Rgba32(20, 20, 235), new Rgba32(30, 30, 225)), (last[6, 6], last[0, 0]));
        Fails.Of(
            StylizeError.ImageUnreadable,
            () => Codec.DecodeRgba(Bytes(file[..^4]), new DecodeOptions { Page = 1 }).Dispose());
    }

    [Fact]
    public void A_GIF_of_many_colors_stays_close_to_the_source()
    {
        using var image = Paint<Rgba32>(64, 48, (x, y) => new Rgba32((byte)(x * 4), (byte)(y * 5), 128));

        using var still = Codec.DecodeRgba(Bytes(Encode(image, new EncodeOptions(ImageFormat.Gif))));
        Assert.InRange(Pixels.MeanDifference(Pixels.Of(image), Pixels.Of(still)), 0, 6);
        using var reader =
            Codec.OpenFrames(Bytes(EncodeFrames([(image, 50), (image, 60)], new EncodeOptions(ImageFormat.Gif))));
        using var frame = new Raster<Rgba32>(64, 48);
        while (reader.Read(frame, out _))
        {
            Assert.InRange(Pixels.MeanDifference(Pixels.Of(image), Pixels.Of(frame)), 0, 6);
        }
    }

    public static TheoryData<int> Counts => [1, 2, 5, 100, 256];

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_GIF_of_few_colors_is_exact(int count)
    {
        var random = new Random(count);
        using var image = new Raster<Rgba32>(211, 173);
        foreach (var (x, y) in Coordinates(211, 173))
        {
            // Noise at the bottom and runs at the top, so that codes of every length occur and the table is cleared.
            var index = y > 60 ? random.Next(count) : x / 17 % count;
            image[x, y] = new Rgba32((byte)(100 + (index % 16)), (byte)(50 + (index / 16)), 7);
        }

        using var back = Codec.DecodeRgba(Bytes(Encode(image, new EncodeOptions(ImageFormat.Gif))));
        Assert.Equal(Pixels.Of(image), Pixels.Of(back));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_truncated_animation_is_rejected(ImageFormat format)
    {
        var whole = EncodeFrames(Scene().Select(image => (image, 100)), new EncodeOptions(format) { Lossless = true });
        for (var percent = 5; percent < 98; percent += 6)
        {
            var failure = Assert.Throws<StylizeException>(() =>
            {
                using var reader = Codec.OpenFrames(Bytes(whole[..(whole.Length * percent / 100)]));
                using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
                while (reader.Read(frame, out _))
                {
                }
            });
            Assert.Equal(StylizeError.ImageUnreadable, failure.Error);
        }
    }

    /// <summary>Draws a moving leaf, a changing sky, an unchanged frame and an empty frame.</summary>
    private static List<Raster<Rgba32>> Scene()
    {
        return
        [
            Picture(2, Sky), Picture(5, Sky), Picture(5, Sky), Picture(9, Clear), Picture(9, Night), Picture(-1, Clear),
            Picture(3, Sky),
        ];

        static Raster<Rgba32> Picture(int leaf, Rgba32 ground)
        {
            var image = new Raster<Rgba32>(31, 23);
            image.Fill(ground);
            for (var y = 0; leaf >= 0 && y < 6; y++)
            {
                image.Row(leaf + y).Slice(leaf + 1, 7).Fill(Leaf);
            }

            return image;
        }
    }

    private static void AssertSame(Raster<Rgba32> expected, Raster<Rgba32> actual)
    {
        foreach (var (x, y) in Coordinates(expected.Width, expected.Height))
        {
            // Ignores the color of fully transparent pixels.
            if (expected[x, y].A != 0 || actual[x, y].A != 0)
            {
                Assert.Equal((x, y, expected[x, y]), (x, y, actual[x, y]));
            }
        }
    }
}
