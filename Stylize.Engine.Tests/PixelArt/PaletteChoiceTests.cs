using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

public class PaletteChoiceTests
{
    /// <summary>The cube of 6 x 6 x 6 colors, with a code and a name for each.</summary>
    private static readonly Palette Cube = new(
        "cube", [.. Levels()], [.. Levels().Select((_, i) => new PaletteLabel($"{i}", $"Color {i}"))]);

    [Fact]
    public void The_colors_of_the_picture_are_chosen()
    {
        Rgba32[] colors = [new(0, 0, 0), new(255, 51, 0), new(204, 204, 255)];
        var options = PixelArtOptions.Default with { Width = 24, Colors = 3, Palette = Cube };
        using var result = Run(Paint<Rgba32>(120, 90, (x, _) => colors[x / 40]), options);
        Assert.Equal(colors.ToHashSet(), result.Palette.Colors.ToHashSet());
        Assert.Equal("Color 0", result.Palette.LabelOf(new(0, 0, 0))!.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    public void The_choice_is_about_as_good_as_the_nearest_of_a_found_palette(int count)
    {
        using var image = Busy(80, 60);
        var picture = Pixels(image).Select(c => (LabConversion.FromRgba(c), 1.0)).ToArray();
        var chosen = PaletteChoice.Choose(Cube, count, picture);
        Assert.Equal(count, chosen.Colors.Count);
        Assert.Subset(Cube.Colors.ToHashSet(), chosen.Colors.ToHashSet());

        using var found =
            Run(image.Clone(), PixelArtOptions.Default with { Width = 40, Colors = count, Saturation = 1 });
        var nearest = found.Palette.Colors
            .Select(c => Cube.Colors.MinBy(p => Lab.Distance(LabConversion.FromRgba(c), LabConversion.FromRgba(p))))
            .Distinct();
        Assert.InRange(Error(chosen.Colors) / Error(nearest), 0, 1.05);

        double Error(IEnumerable<Rgba32> palette)
        {
            Lab[] labs = [.. palette.Select(LabConversion.FromRgba)];
            return picture.Sum(part => labs.Min(lab => Math.Pow(Lab.Distance(part.Item1, lab), 2)));
        }
    }

    [Fact]
    public void Chosen_colors_are_matched_as_the_whole_palette_is()
    {
        // The chosen colors have a narrower range of lightness than the image, but the palette has not.
        var options = PixelArtOptions.Default with { Width = 24, Colors = 3, Palette = Cube };
        using var image = Paint<Rgba32>(120, 90, (x, y) => y < 3 ? new(0, 0, 0) : y >= 87 ? new(255, 255, 255)
            : x < 40 ? new(150, 100, 60) : x < 80 ? new(100, 140, 70) : new((byte)(60 + (x / 4)), 90, 140));
        using var auto = Run(image.Clone(), options);
        using var color = Run(image.Clone(), options with { PaletteMatch = PaletteMatch.Color });
        Assert.Equal(Pixels(color.Cells), Pixels(auto.Cells));
    }

    [Fact]
    public void Two_shades_of_a_ramp_stand_for_the_dark_and_the_light_areas()
    {
        var options = PixelArtOptions.Default with { Width = 16, Colors = 2, Palette = NamedPalettes.Get("gameboy") };
        using var result = Run(Paint<Rgba32>(160, 90, (x, _) => new((byte)x, (byte)x, (byte)x)), options);
        Assert.True(LabConversion.FromRgba(result.Cells[15, 4]).L > LabConversion.FromRgba(result.Cells[0, 4]).L + 15);
    }

    [Fact]
    public void A_palette_with_fewer_colors_is_unchanged() =>
        Assert.Same(Cube, PaletteChoice.Choose(Cube, 216, [(new Lab(50, 0, 0), 1)]));

    [Fact]
    public void Colors_limit_a_palette_in_a_batch_and_are_part_of_the_provenance()
    {
        var options = PixelArtOptions.Default with { Colors = 3, Palette = Cube };
        var batch = new PixelArtBatchOptions { SharedPalette = true };
        Assert.NotNull(PixelArtDefinition.Value.Create(options, batch));
        Fails.At(
            StylizeError.OptionInvalid, "SharedPalette",
            () => PixelArtDefinition.Value.Create(options with { Colors = null }, batch));
    }

    private static IEnumerable<Rgba32> Levels() =>
        from r in Enumerable.Range(0, 6) from g in Enumerable.Range(0, 6) from b in Enumerable.Range(0, 6)
        select new Rgba32((byte)(51 * r), (byte)(51 * g), (byte)(51 * b));
}
