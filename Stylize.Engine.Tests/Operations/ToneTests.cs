namespace Stylize.Engine.Tests.Operations;

public sealed class ToneTests
{
    [Theory]
    [InlineData(0, 0, 1, new[] { 0, 64, 128, 255 })]
    [InlineData(20, 0, 1, new[] { 51, 115, 179, 255 })]
    [InlineData(-20, 0, 1, new[] { 0, 13, 77, 204 })]
    [InlineData(0, -50, 1, new[] { 64, 96, 128, 191 })]
    [InlineData(0, -100, 1, new[] { 128, 128, 128, 128 })]
    [InlineData(0, 40, 1, new[] { 0, 50, 128, 255 })]
    [InlineData(0, 0, 2, new[] { 0, 128, 181, 255 })]
    public void Brightness_contrast_and_gamma_follow_their_formulas(
        double brightness, double contrast, double gamma, int[] expected)
    {
        var tone = new ToneOptions { Brightness = brightness, Contrast = contrast, Gamma = gamma };
        Assert.Equal(expected, Grays(tone, 0, 64, 128, 255));
    }

    [Fact]
    public void Levels_become_black_and_white_and_inversion_is_last()
    {
        Assert.Equal([0, 0, 128, 255, 255], Grays(new ToneOptions { Levels = [50, 150] }, 10, 50, 100, 150, 200));
        Assert.Equal(
            [255, 255, 128, 0, 0], Grays(new ToneOptions { Levels = [50, 150], Invert = true }, 10, 50, 100, 150, 200));
    }

    [Fact]
    public void Automatic_levels_stretch_the_tones_and_ignore_rare_extremes_and_transparent_pixels()
    {
        // 1,000 pixels from 100 to 199, four black ones (0.4%) and transparent white ones.
        int[] grays = [.. Enumerable.Range(0, 1000).Select(i => 100 + (i / 10)), 0, 0, 0, 0];
        using var image = Image(grays);
        for (var x = 0; x < 8; x++)
        {
            image[x, 0] = new Rgba32(255, 255, 255, 0);
        }

        new ToneTable(new ToneOptions { AutoLevels = true }, [image]).Apply(image);
        Assert.InRange(image[20, 0].R, 0, 5);
        Assert.InRange(image[500, 0].R, 120, 135);
        Assert.Equal(255, image[999, 0].R);
        Assert.Equal(0, image[0, 0].A);
    }

    [Fact]
    public void Automatic_levels_leave_an_image_of_one_tone_as_it_is() =>
        Assert.Equal([77, 77, 77], Grays(new ToneOptions { AutoLevels = true }, 77, 77, 77));

    [Fact]
    public void Frames_of_an_animation_get_the_same_levels()
    {
        var codec = ImageCodecs.Default;
        using Raster<Rgba32> dark = Image([60]), light = Image([180]);
        using var file = new MemoryStream();
        codec.EncodeFrames(
            [new AnimationFrame(dark, 100), new AnimationFrame(light, 100)], file, new EncodeOptions(ImageFormat.Png));
        var input = new ImageInput(ImageSource.Memory(file.ToArray(), "two.png"), codec).With(
            new ToneOptions { AutoLevels = true });
        using var reader = input.OpenFrames();
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        Assert.True(reader.Read(frame, out _));
        Assert.Equal(0, frame[0, 0].R);
        Assert.True(reader.Read(frame, out _));
        Assert.Equal(255, frame[0, 0].R);
    }

    [Fact]
    public void Opacity_is_kept_and_the_codec_reads_other_images_unchanged()
    {
        using var image = new Raster<Rgba32>(1, 1) { [0, 0] = new Rgba32(10, 20, 30, 40) };
        var input = ImageInput.Pixels(image, ImageCodecs.Default, "one").With(new ToneOptions { Invert = true });
        using (var decoded = input.DecodeRgba())
        {
            Assert.Equal(new Rgba32(245, 235, 225, 40), decoded[0, 0]);
        }

        using var again = input.With(new ToneOptions()).DecodeRgba();
        Assert.Equal(new Rgba32(10, 20, 30, 40), again[0, 0]);
        using var plain = input.Codec.DecodeRgba(input.Source);
        Assert.Equal(new Rgba32(10, 20, 30, 40), plain[0, 0]);
    }

    [Theory]
    [InlineData(200f, 20f)]
    [InlineData(20f, 20f)]
    [InlineData(20f)]
    [InlineData(1f, 2f, 3f)]
    public void Levels_that_are_not_two_increasing_values_are_rejected(params float[] levels)
    {
        var tone = new ToneOptions { Levels = levels };
        foreach (var validate in new Action[] { new PixelArtOptions { Tone = tone }.Validate,
            new DotArtOptions { Tone = tone }.Validate })
        {
            Fails.At(StylizeError.OptionInvalid, "Levels", validate);
        }
    }

    private static int[] Grays(ToneOptions tone, params int[] grays)
    {
        using var image = Image(grays);
        new ToneTable(tone, [image]).Apply(image);
        return [.. image.Row(0).ToArray().Select(pixel => (int)pixel.G)];
    }

    private static Raster<Rgba32> Image(int[] grays) =>
        Paint<Rgba32>(grays.Length, 1, (x, _) => new((byte)grays[x], (byte)grays[x], (byte)grays[x]));
}
