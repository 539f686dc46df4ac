using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Tests animations of a photograph whose upper half pans and whose lower half is static except for
/// noise.</summary>
public class AnimatedPixelArtTests
{
    private const int Frames = 6;
    private const int Width = 120;
    private const int Height = 80;
    private const int Columns = 20;
    private const int Rows = 13;
    private const int PanRows = 40;

    private static readonly int[] Times = [40, 1000, 20, 650, 70, 80];
    private static readonly Lazy<Raster<Rgba32>[]> Drawn = new(Draw);

    public static TheoryData<ImageFormat, string> Formats => new()
    {
        { ImageFormat.Gif, ".pixelart.gif" },
        { ImageFormat.WebP, ".pixelart.webp" },
        { ImageFormat.Png, ".pixelart.png" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Times_loops_and_one_palette_are_kept_and_static_cells_do_not_flicker(ImageFormat format, string suffix)
    {
        var scene = Scene();
        var input = Input(scene, format);
        var operation = new PixelArtOperation(new PixelArtOptions { Width = Columns, Colors = 12, Scale = 2 });
        Assert.Equal(suffix, operation.Outputs.NamesFor(input).Suffix);
        var (images, times, info, loops) = Read(Write(operation, input));
        Assert.Equal((format, 2 * Columns, 2 * Rows), (info.Format, info.Width, info.Height));
        Assert.Equal(Times, times);
        Assert.Equal(5, loops);
        Assert.InRange(images.SelectMany(Pixels).Distinct().Count(), 2, 12);

        // Cells entirely in the static half, in which each pixel changes by at most 3 of 255.
        var first = (int)Math.Ceiling((double)PanRows * Rows / Height);
        var still = Coordinates(Columns, Rows, 0, first);
        var changed = Enumerable.Range(1, Frames - 1).SelectMany(i => still.Select(
            at => images[i][2 * at.X, 2 * at.Y] == images[i - 1][2 * at.X, 2 * at.Y] ? 0 : 1)).Average();
        Assert.InRange(changed, 0, 0.005);
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("Paper")]
    public void Moving_parts_are_as_close_to_the_input_as_in_a_still_image(string preset)
    {
        var scene = Scene();
        var options = PixelArtOptions.Presets[preset] with
        {
            Width = Columns,
            Height = Rows,
            Colors = 12,
            Scale = 1,
            Format = PixelArtFormat.Apng,
        };
        var input = Input(scene, ImageFormat.Png);
        using var artifact = (AnimatedPixelArt)new PixelArtOperation(options).Run(input, OperationContext.Quiet);
        var (images, _, _, _) = Read(artifact.Bytes());
        using var still =
            new PixelArtOperation(options with { Palette = artifact.Palette, PaletteMatch = PaletteMatch.Color })
                .Run(scene[^1].Clone(), ImageCodecs.Default, OperationContext.Quiet);
        using var small = Resampler.Resize(scene[^1], Columns, Rows, ResampleFilter.Box);
        Assert.InRange(Error(images[^1], small), 0, 1.2 * Error(still.Cells, small));
    }

    /// <summary>Frames had neither the mixtures nor the local contrast of stills.</summary>
    [Theory]
    [InlineData("pico-8", 96)]
    [InlineData("sweetie-16", 32)]
    public void A_first_frame_in_a_named_palette_is_the_still_picture(string palette, int width)
    {
        var scene = Scene();
        var options = new PixelArtOptions
        {
            Width = width, Scale = 1, Palette = NamedPalettes.Get(palette), Format = PixelArtFormat.Apng,
        };
        using var artifact =
            (AnimatedPixelArt)new PixelArtOperation(options).Run(Input(scene, ImageFormat.Png), OperationContext.Quiet);
        using var still =
            new PixelArtOperation(options).Run(scene[0].Clone(), ImageCodecs.Default, OperationContext.Quiet);
        Assert.Equal(Pixels(still.Cells), Pixels(Read(artifact.Bytes()).Images[0]));
    }

    /// <summary>The dots of mixtures appeared elsewhere in each frame of a slow pan.</summary>
    [Theory]
    [InlineData("pico-8", 96)]
    [InlineData("nes", 96)]
    [InlineData("gameboy", 32)]
    public void Cells_of_a_pan_in_a_named_palette_do_not_change_for_one_frame(string palette, int width)
    {
        using var photograph =
            ImageCodecs.Default.DecodeRgba(ImageSource.File(Checkout.Path("samples", "astronaut.jpg")));
        using var large = Resampler.Resize(photograph, 320, 320, ResampleFilter.Box);
        Raster<Rgba32>[] scene =
            [.. Enumerable.Range(0, Frames).Select(i => Paint<Rgba32>(300, 240, (x, y) => large[x + i, y]))];
        var options = new PixelArtOptions
        {
            Width = width, Scale = 1, Palette = NamedPalettes.Get(palette), Format = PixelArtFormat.Apng,
        };
        Rgba32[][] frames =
            [.. Read(Write(new PixelArtOperation(options), Input(scene, ImageFormat.Png))).Images.Select(Pixels)];
        var changed = Enumerable.Range(1, Frames - 2).SelectMany(i => frames[i].Select((color, cell) =>
            frames[i - 1][cell] == frames[i + 1][cell] && color != frames[i - 1][cell] ? 1 : 0));
        Assert.InRange(changed.Average(), 0, 0.005);
    }

    [Theory]
    [InlineData(PixelArtFormat.Gif)]
    [InlineData(PixelArtFormat.SpriteSheet)]
    public void A_black_first_frame_does_not_decide_the_match_to_the_palette(PixelArtFormat format)
    {
        Raster<Rgba32>[] scene = [Paint<Rgba32>(Width, Height, (_, _) => new(0, 0, 0)), .. Scene()];
        var options =
            new PixelArtOptions { Width = Columns, Scale = 1, Format = format, Palette = NamedPalettes.Get("gameboy") };
        var input = Input(scene[..3], ImageFormat.Gif);
        var file = Write(new PixelArtOperation(options), input);
        Assert.Equal(4, Shades(file));

        // The same in a sheet of several inputs.
        if (format == PixelArtFormat.SpriteSheet)
        {
            var other =
                new ImageInput(ImageSource.Memory(File(scene[..1], ImageFormat.Gif), "other.gif"), ImageCodecs.Default);
            Assert.Equal(4, Shades(Write(new PixelArtOperation(options), ImageInput.Join([other, input]))));
        }

        static int Shades(byte[] file) => Read(file).Images.SelectMany(Pixels).Where(p => p.A > 0).Distinct().Count();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gif_has_exact_colors_of_a_large_palette(bool isAnimated)
    {
        var palette = new Palette("large", [.. Enumerable.Range(0, 512)
            .Select(i => new Rgba32((byte)(36 * (i >> 6)), (byte)(36 * (i >> 3 & 7)), (byte)(36 * (i & 7))))]);
        Raster<Rgba32>[] scene =
            [.. Enumerable.Range(0, isAnimated ? 2 : 1).Select(shift => Paint<Rgba32>(160, 160, (x, y) =>
                palette.Colors[(((x / 5) + shift) % 32 * 16) + (y / 10)]))];
        var options = new PixelArtOptions { Width = 32, Scale = 1, Palette = palette, Format = PixelArtFormat.Gif };
        var file = Write(new PixelArtOperation(options), Input(scene, ImageFormat.Png));
        Assert.All(Read(file).Images, image => Assert.Subset(palette.Colors.ToHashSet(), Pixels(image).ToHashSet()));
    }

    [Theory]
    [InlineData(PixelArtFormat.Gif, ImageFormat.Gif)]
    [InlineData(PixelArtFormat.Webp, ImageFormat.WebP)]
    [InlineData(PixelArtFormat.Apng, ImageFormat.Png)]
    [InlineData(PixelArtFormat.Png, ImageFormat.Png)]
    public void A_still_image_is_one_frame_and_Png_is_still(PixelArtFormat asked, ImageFormat format)
    {
        var operation =
            new PixelArtOperation(new PixelArtOptions { Width = Columns, Colors = 4, Format = asked, Scale = 1 });
        var file = Write(operation, Input(Scene()[..(asked == PixelArtFormat.Png ? Frames : 1)], ImageFormat.Gif));
        var (images, _, info, _) = Read(file);
        Assert.Equal((format, 1), (info.Format, info.Pages));
        Assert.InRange(images.SelectMany(Pixels).Distinct().Count(), 2, 4);
    }

    [Fact]
    public void An_animation_is_not_written_to_a_file_of_another_format()
    {
        using var folder = new TemporaryFolder();
        var source = Path.Combine(folder.Path, "clip.gif");
        System.IO.File.WriteAllBytes(source, File(Scene(), ImageFormat.Gif));
        var operation = new PixelArtOperation(new PixelArtOptions());
        var named =
            new TargetPlanner(operation, new TargetOptions { Destination = Path.Combine(folder.Path, "out.png") });
        var input = new ImageInput(ImageSource.File(source), ImageCodecs.Default);
        Assert.Contains(".gif", named.Plan(input).Failure!.Message, StringComparison.Ordinal);
        var beside = new TargetPlanner(operation, new TargetOptions());
        Assert.Equal(Path.Combine(folder.Path, "clip.pixelart.gif"), beside.Plan(input).Target);
    }

    private static double Error(Raster<Rgba32> one, Raster<Rgba32> other) => Pixels(one).Zip(Pixels(other))
        .Average(p => ColorDifference.Ciede2000(LabConversion.FromRgba(p.First), LabConversion.FromRgba(p.Second)));

    private static byte[] Write(PixelArtOperation operation, ImageInput input)
    {
        using var artifact = operation.Run(input, OperationContext.Quiet);
        return artifact.Bytes();
    }

    private static (List<Raster<Rgba32>> Images, List<int> Times, ImageInfo Info, int Loops) Read(byte[] file)
    {
        using var reader = ImageCodecs.Default.OpenFrames(ImageSource.Memory(file, "result"));
        var frames = file.Frames();
        return ([.. frames.Select(frame => frame.Image)], [.. frames.Select(frame => frame.Milliseconds)], reader.Info,
            reader.LoopCount);
    }

    private static ImageInput Input(IReadOnlyList<Raster<Rgba32>> scene, ImageFormat format)
    {
        var name = format switch { ImageFormat.Gif => "clip.gif", ImageFormat.WebP => "clip.webp", _ => "clip.png" };
        return new ImageInput(ImageSource.Memory(File(scene, format), name), ImageCodecs.Default);
    }

    private static byte[] File(IReadOnlyList<Raster<Rgba32>> scene, ImageFormat format) => scene
        .Select((image, i) => new AnimationFrame(image, Times[i]))
        .Encoded(new(format) { Lossless = true, LoopCount = 5 });

    private static Raster<Rgba32>[] Scene() => Drawn.Value;

    private static Raster<Rgba32>[] Draw()
    {
        using var photograph =
            ImageCodecs.Default.DecodeRgba(ImageSource.File(Checkout.Path("samples", "astronaut.jpg")));
        using var large = Resampler.Resize(photograph, Width + (8 * Frames), Height, ResampleFilter.Box);
        var random = new Random(1);
        return [.. Enumerable.Range(0, Frames).Select(i => Paint<Rgba32>(Width, Height, (x, y) =>
        {
            var pixel = large[y < PanRows ? x + (7 * i) : x, y];
            return new Rgba32(Noisy(pixel.R), Noisy(pixel.G), Noisy(pixel.B));
        }))];

        byte Noisy(byte value) => (byte)Math.Clamp(value + random.Next(4), 0, 255);
    }
}
