namespace Stylize.Engine.Tests.PixelArt;

/// <summary>The colors of cells depend on the grid, and not on how large a cell is shown.</summary>
public class ScaleTests
{
    public static TheoryData<string> Palettes { get; } = [.. NamedPalettes.Names];

    [Theory]
    [MemberData(nameof(Palettes))]
    public void Cells_are_equal_at_all_scales(string name)
    {
        var palette = NamedPalettes.Get(name);
        foreach (var dither in Enum.GetValues<DitherMethod>().Cast<DitherMethod?>().Append(null))
        {
            foreach (var width in new[] { 48, 72 })
            {
                var options = PixelArtOptions.Default with { Width = width, Palette = palette, Dither = dither };
                using var first = Run(options with { Scale = 1 });
                foreach (var scale in new[] { 2, 8 })
                {
                    using var result = Run(options with { Scale = scale });
                    Assert.Equal(SyntheticPhotograph.Pixels(first.Cells), SyntheticPhotograph.Pixels(result.Cells));
                }
            }
        }
    }

    /// <summary>The file for a panel has the cells of the picture, which the palette of a measured panel
    /// dithers.</summary>
    [Theory]
    [InlineData("pico-8", null)]
    [InlineData("eink-7-measured", null)]
    [InlineData("eink-7-measured", 1)]
    public void Packed_pixels_are_the_cells_of_a_picture(string name, int? scale)
    {
        using var image = SyntheticPhotograph.Busy(288, 96);
        var options = PixelArtOptions.Default with { Width = 96, Palette = NamedPalettes.Get(name), Scale = scale };
        var bytes = PackedTests.Written(image, options with { Format = PixelArtFormat.Packed });
        using var picture = Run(options with { Scale = 8 });
        using var flat = Run(options with { Dither = DitherMethod.None });
        Rgba32[] colors = [.. options.Palette!.Colors];
        Assert.Equal(
            SyntheticPhotograph.Pixels(picture.Cells),
            bytes.SelectMany(pair => new[] { colors[pair >> 4], colors[pair & 15] }));
        Assert.NotEqual(SyntheticPhotograph.Pixels(picture.Cells), SyntheticPhotograph.Pixels(flat.Cells));
    }

    /// <summary>Runs on an image of its own, which the run disposes of.</summary>
    private static PixelArtResult Run(PixelArtOptions options) =>
        SyntheticPhotograph.Run(SyntheticPhotograph.Busy(288, 96), options);
}
