using Stylize.Engine.Tests.Operations;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests the effect of user input on distribution, format and pens of dot art.</summary>
public sealed class StartTests
{
    private static readonly StartOptions Nothing = new("dot-art", new OptionInputs());

    [Theory]
    [InlineData(DotDistribution.Tone, true)]
    [InlineData(DotDistribution.Tone, true, "DotCount", "500")]
    [InlineData(DotDistribution.Tone, false, "Distribution", "tone")]
    [InlineData(DotDistribution.Tone, true, "ToneCurve", "linear")]
    [InlineData(DotDistribution.Tone, false, "AllowOverlap", "false")]
    [InlineData(DotDistribution.Gradient, true, "DensityThreshold", "0.2")]
    [InlineData(DotDistribution.Gradient, true, "MaxRadius", "5")]
    [InlineData(DotDistribution.Gradient, false, "Distribution", "gradient")]
    [InlineData(DotDistribution.Wash, false, "Distribution", "wash")]
    [InlineData(DotDistribution.Engrave, true, "EngravePattern", "spiral")]
    [InlineData(DotDistribution.Hatch, true, "Distribution", "hatch")]
    [InlineData(DotDistribution.Flow, true, "Distribution", "flow", "Pen", "0.3mm,black")]
    [InlineData(DotDistribution.Ink, true, "InkSharpness", "10")]
    [InlineData(DotDistribution.Ink, true, "Distribution", "ink", "LineWidth", "0.5mm")]
    public void An_option_of_one_distribution_selects_it(
        DotDistribution distribution, bool overlap, params string[] given)
    {
        var options = Start(null, given);
        Assert.Equal((distribution, overlap), (options.Distribution, options.AllowOverlap));
    }

    [Fact]
    public void A_given_distribution_overrides_the_preset()
    {
        var sketch = Start("GuideSketch", "Distribution", "Tone");
        Assert.Equal((DotDistribution.Tone, 0.5f), (sketch.Distribution, sketch.SizeVariation));
    }

    [Theory]
    [InlineData("Pen", "0.3mm,red")]
    [InlineData("Palette", "red,blue")]
    [InlineData("Colors", "3")]
    public void Given_colors_replace_that_of_the_preset(params string[] given)
    {
        var options = Start("FineStippling", given);
        options.Validate();
        Assert.Null(options.Color);
        Assert.Equal(new Rgba32(255, 0, 0), Start("FineStippling", "Color", "red").Color);
        Assert.Equal(new Rgba32(0, 0, 0), Start("FineStippling", "Separation", "none").Color);
    }

    [Fact]
    public void Pens_are_parsed_from_text_sets_and_files()
    {
        Assert.Equal([new Pen(0.3, new Rgba32(0, 0, 0)), new Pen(5, new Rgba32(255, 0, 0), "Red")],
            Pens("0.3mm,black", "0.5cm,#f00,Red"));
        Assert.Equal([new Pen(0.3, new Rgba32(0, 0, 0)), new Pen(0.5, new Rgba32(0, 0, 255))],
            Pens("0.3", "black", "0.5mm", "blue"));
        Assert.Equal(["Cyan", "Magenta", "Yellow", "Black"], Pens("cmyk").Select(p => p.Name));
        Assert.Equal(3, Pens("Grays").Count);
        Assert.Contains("Did you mean Grays?", Assert.Throws<StylizeException>(() => Pens("Greys")).Message);
        using var folder = new TemporaryFolder();
        var file = folder.File("pens.txt", "// name later\n0.25mm,black,Fine\n\n1mm,#888\n");
        Assert.Equal(
            [new Pen(0.25, new Rgba32(0, 0, 0), "Fine"), new Pen(1, new Rgba32(0x88, 0x88, 0x88))], Pens(file));
        var bad = folder.File("bad.txt", "0.25mm,black\nnot a pen\n");
        Assert.Contains("line 2", Assert.Throws<StylizeException>(() => Pens(bad)).Message);
    }

    [Theory]
    [InlineData(Separation.Inks, null, "Pen", "CMYK")]
    [InlineData(Separation.Inks, null, "Pen", "Grays")]
    [InlineData(Separation.Inks, null, "Pen", "Poster")]
    [InlineData(Separation.Inks, null, "Pen", "0.3mm,red;0.5mm,blue")]
    [InlineData(Separation.Inks, "FineStippling", "Pen", "Poster")]
    [InlineData(Separation.None, null, "Pen", "0.3mm,black")]
    [InlineData(Separation.None, null, "Pen", "0.3mm,black;0.8mm,black")]
    [InlineData(Separation.None, null, "Pen", "Poster;CMYK;0.3mm,red;0.3mm,lime")]
    [InlineData(Separation.None, null, "Pen", "Poster", "Separation", "None")]
    [InlineData(Separation.Cmyk, null, "Pen", "CMYK", "Separation", "Cmyk")]
    [InlineData(Separation.None, null, "Pen", "Poster", "Pattern", "Hexagonal")]
    [InlineData(Separation.None, null, "Pen", "Poster", "SingleLine", "true")]
    [InlineData(Separation.None, "Ink", "Pen", "Poster")]
    [InlineData(Separation.None, "Gradient", "Pen", "Poster")]
    public void Pens_of_several_colors_mix_unless_another_option_excludes_it(
        Separation expected, string? preset, params string[] given)
    {
        var options = Start(preset, given);
        Assert.Equal(expected, options.Inks.Separation);
        options.Validate();
    }

    [Theory]
    [InlineData("a3", 297, 420)]
    [InlineData("Letter", 215.9, 279.4)]
    [InlineData("297x420mm", 297, 420)]
    [InlineData("29.7cm x 42cm", 297, 420)]
    [InlineData("11x17in", 279.4, 431.8)]
    public void Paper_sizes_are_names_or_lengths(string text, double width, double height)
    {
        Assert.True(PaperSize.TryParse(text, null, out var size));
        Assert.Equal((width, height), (Math.Round(size.Width, 3), Math.Round(size.Height, 3)));
    }

    private static IReadOnlyList<Pen> Pens(params string[] words) =>
        Read(Nothing with { Given = [new("Pen", words)] }).Plot.Pens!;

    private static DotArtOptions Start(string? preset, params string[] given) => Read(
        Nothing with { Preset = preset,
            Given = [.. given.Chunk(2).Select(p => new KeyValuePair<string, object?>(p[0], p[1]))] });

    private static DotArtOptions Read(StartOptions start) => (DotArtOptions)DotArtDefinition.Value.Read(start).Single();
}
