namespace Stylize.Engine.Tests.Operations;

/// <summary>Tests the local contrast: it strengthens details in shadows and highlights, and keeps mean, black, white
/// and chroma.</summary>
public sealed class LocalContrastTests
{
    private const int Side = 120;

    [Theory]
    [InlineData(25)]
    [InlineData(60)]
    [InlineData(100)]
    public void Details_in_shadows_and_highlights_get_stronger_and_the_mean_stays(double percent)
    {
        // The left half is dark and the right half light, both with a pattern of 8 grays.
        using var image = Gray((x, y) => (x < Side / 2 ? 20 : 220) + (((x / 3) + (y / 5)) % 8));
        var (dark, light) = (Spread(image, 0, Side / 2), Spread(image, Side / 2, Side));
        var mean = Grays(image).Average();
        Change(image, percent);
        Assert.True(Spread(image, 10, (Side / 2) - 10) > (1 + (0.5 * percent / 100)) * dark);
        Assert.True(Spread(image, (Side / 2) + 10, Side - 10) > (1 + (0.5 * percent / 100)) * light);
        Assert.Equal(mean, Grays(image).Average(), 0.5);
    }

    [Fact]
    public void The_mean_of_any_picture_stays()
    {
        var random = new Random(3);
        foreach (var exponent in (double[])[0.3, 1, 4])
        {
            using var image = Gray(
                (x, y) => (int)(255 * Math.Pow(((x * y / (double)(Side * Side)) + random.NextDouble()) / 2, exponent)));
            var mean = Grays(image).Average();
            Change(image, 100);
            Assert.Equal(mean, Grays(image).Average(), 0.5);
        }
    }

    [Fact]
    public void Black_and_white_stay_and_an_image_of_one_tone_does_not_change()
    {
        using var two = Gray((x, y) => x > 30 && x < 70 && y > 50 ? 0 : 255);
        using var one = Gray((_, _) => 77);
        using Raster<Rgba32> before = two.Clone(), same = one.Clone();
        Change(two, 100);
        Change(one, 100);
        Assert.Equal(Grays(before), Grays(two));
        Assert.Equal(Grays(same), Grays(one));
    }

    [Fact]
    public void Darker_pixels_of_a_tile_stay_darker_and_no_slope_exceeds_the_limit()
    {
        using var image = Gray((x, _) => 100 + (x * 30 / Side));
        using var before = image.Clone();
        Change(image, 100);
        for (var x = 1; x < Side; x++)
        {
            var (step, change) = (before[x, 60].R - before[x - 1, 60].R, image[x, 60].R - image[x - 1, 60].R);
            Assert.InRange(change, step == 0 ? -3 : 0, 12);
        }
    }

    [Fact]
    public void Chroma_and_opacity_stay_and_transparent_pixels_do_not_count()
    {
        using var image = new Raster<Rgba32>(Side, Side);
        using var padded = new Raster<Rgba32>(Side, Side);
        foreach (var (x, y) in Coordinates(Side, Side))
        {
            var v = (byte)(100 + ((x + y) % 40));
            image[x, y] = new Rgba32((byte)(v + 20), v, (byte)(v - 10), 200);
            padded[x, y] = x < Side / 2 ? image[x, y] : new Rgba32(0, 0, 0, 0);
        }

        using var before = image.Clone();
        Change(image, 100);
        Change(padded, 100);
        for (var x = 0; x < Side; x++)
        {
            var (pixel, old) = (image[x, 50], before[x, 50]);
            Assert.InRange(pixel.R - pixel.G, 19, 21);
            Assert.InRange(pixel.G - pixel.B, 9, 11);
            Assert.Equal(old.A, pixel.A);
        }

        Assert.Equal(0, padded[100, 50].A);
        Assert.InRange(Math.Abs(padded[10, 50].G - image[10, 50].G), 0, 6);
    }

    [Fact]
    public void Zero_percent_changes_nothing_and_frames_of_an_animation_get_the_same_tables()
    {
        var codec = ImageCodecs.Default;
        using var first = Gray((x, y) => 60 + ((x + y) % 20));
        using var second = Gray((x, y) => 140 + ((x + y) % 20));
        using var file = new MemoryStream();
        codec.EncodeFrames([new AnimationFrame(first, 100), new AnimationFrame(second, 100)], file,
            new EncodeOptions(ImageFormat.Png));
        var input = new ImageInput(ImageSource.Memory(file.ToArray(), "two.png"), codec);
        using var plain = input.With(new ToneOptions { LocalContrast = 0 }).OpenFrames();
        using var changed = input.With(new ToneOptions { LocalContrast = 100 }).OpenFrames();
        using var frame = new Raster<Rgba32>(Side, Side);
        var means = new List<double>();
        for (var i = 0; i < 2; i++)
        {
            Assert.True(plain.Read(frame, out _));
            Assert.Equal(Grays(i == 0 ? first : second), Grays(frame));
            Assert.True(changed.Read(frame, out _));
            means.Add(Grays(frame).Average());
        }

        // Tables of one frame would keep the mean of each frame; those of both keep the mean of all.
        Assert.Equal((Grays(first).Average() + Grays(second).Average()) / 2, means.Average(), 0.5);
        Assert.True(means[1] - means[0] > 85);
    }

    private static void Change(Raster<Rgba32> image, double percent) =>
        LocalContrast.FromFrames(percent, [image]).Apply(image);

    private static Raster<Rgba32> Gray(Func<int, int, int> gray) =>
        Paint(Side, Side, (x, y) => (byte)gray(x, y) is var v ? new Rgba32(v, v, v) : default);

    private static int[] Grays(Raster<Rgba32> image) =>
        [.. Enumerable.Range(0, image.Height).SelectMany(y => image.Row(y).ToArray().Select(pixel => (int)pixel.R))];

    /// <summary>Returns the standard deviation of the columns from left to right.</summary>
    private static double Spread(Raster<Rgba32> image, int left, int right)
    {
        double[] values = [.. Enumerable.Range(0, Side).SelectMany(y => image.Row(y)[left..right].ToArray())
            .Select(pixel => pixel.R)];
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
