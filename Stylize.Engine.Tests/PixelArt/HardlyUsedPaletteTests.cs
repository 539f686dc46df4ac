namespace Stylize.Engine.Tests.PixelArt;

/// <summary>A palette that gives most of a picture one color: a grass tile in eight colors was one purple.</summary>
public sealed class HardlyUsedPaletteTests
{
    private static readonly Palette Eight = new("eight",
    [
        new(26, 28, 44), new(93, 80, 104), new(177, 62, 83), new(239, 125, 87), new(255, 205, 117), new(56, 183, 100),
        new(59, 93, 201), new(244, 244, 244),
    ]);

    /// <summary>Gray green with texture, like grass from above.</summary>
    private static Raster<Rgba32> Grass(int amplitude)
    {
        var random = new Random(5);
        return Paint<Rgba32>(96, 96, (x, y) =>
        {
            var tone = (int)(amplitude * (Math.Sin(x / 5.0) + Math.Sin(y / 7.0))) + random.Next(-6, 7);
            return new((byte)(88 + tone), (byte)(92 + tone), (byte)(78 + tone));
        });
    }

    [Fact]
    public void A_picture_in_one_of_eight_colors_gives_one_warning_with_an_option_that_helps()
    {
        using var image = Grass(10);
        var options = new PixelArtOptions { Width = 16, Palette = Eight };
        var (colors, warning) = Run(image, options);
        Assert.Equal(1, colors);
        Assert.StartsWith("1 of 8 colors used", warning, StringComparison.Ordinal);
        Assert.Contains("{Dither} Diffusion", warning, StringComparison.Ordinal);
        var (mixed, _) = Run(image, options with { Dither = DitherMethod.Diffusion });
        Assert.InRange(mixed, 3, 8);
    }

    [Fact]
    public void A_color_in_nearly_all_cells_gives_the_warning_too()
    {
        using var grass = Grass(10);
        using var image = Paint(96, 96, (x, y) => y is >= 40 and < 44 ? new(0, 0, 0) : grass[x, y]);
        var (colors, warning) = Run(image, new PixelArtOptions { Width = 24, Palette = Eight });
        Assert.InRange(colors, 2, 3);
        Assert.Matches(@"^[23] of 8 colors used, one of them in 9\d% of the cells: ", warning);
    }

    [Fact]
    public void Plain_pictures_and_drawings_in_their_own_colors_give_none()
    {
        using var plain = Paint<Rgba32>(64, 64, (_, _) => new Rgba32(88, 92, 78));
        using var drawing = Paint<Rgba32>(
            64, 64, (x, y) => Math.Abs(x - 32) + Math.Abs(y - 32) < 20 ? new Rgba32(177, 62, 83) : new(244, 244, 244));
        using var colorful =
            Paint<Rgba32>(96, 64, (x, y) => new Rgba32((byte)(255 * x / 96), (byte)(255 * y / 64), 90));
        foreach (var image in new[] { plain, drawing, colorful })
        {
            Assert.Null(Run(image, new PixelArtOptions { Width = 32, Palette = Eight }).Warning);
        }

        // An icon with shades of gray has few colors of a palette, but no color has nearly all of it.
        using var icon =
            Paint<Rgba32>(64, 64, (x, y) => new Rgba32((byte)(2 * x + y), (byte)(2 * x + y), (byte)(2 * x + y)));
        Assert.Null(Run(icon, new PixelArtOptions { Width = 16, Palette = BuiltInPalettes.Find("pico-8") }).Warning);
        using var grass = Grass(10);
        Assert.Null(Run(grass, new PixelArtOptions { Width = 16 }).Warning);
    }

    private static (int Colors, string? Warning) Run(Raster<Rgba32> image, PixelArtOptions options)
    {
        var warnings = new List<string>();
        using var copy = image.Clone();
        using var result = new PixelArtOperation(options).Run(
            ImageInput.Pixels(copy, ImageCodecs.Default, "grass"), new OperationContext { Warning = warnings.Add });
        return ((int)result.Summary.Single(fact => fact.Key == "Colors").Value!, warnings.SingleOrDefault());
    }
}
