using Stylize.Engine.DotArt.Kinds;
using Stylize.Engine.Tests.Architecture;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests that a kind of drawing is one class, which nothing else knows by name.</summary>
public sealed partial class KindTests
{
    /// <summary>Files that may name kinds of drawings, in addition to those of the kinds: presets, and options that
    /// only one kind has.
    /// </summary>
    private static readonly string[] MayName =
        ["DotArtTypes.cs", "DotArtPresets.cs", "DotArtOptions.cs", "DotArtGroups.cs", "DotArtRules.cs"];

    public static TheoryData<DotDistribution> Kinds => [.. Enum.GetValues<DotDistribution>()];

    [Fact]
    public void Only_the_files_of_kinds_and_the_declarations_of_options_name_a_kind()
    {
        var naming = Sources.All
            .Where(file => file.Contains("/DotArt/", StringComparison.Ordinal)
                && !file.Contains("Tests", StringComparison.Ordinal))
            .Where(file => NamesKind().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetFileName(file));
        Assert.Empty(naming.Where(name => !name.EndsWith("Kind.cs", StringComparison.Ordinal)).Except(MayName));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_has_a_class_and_traits_and_draws_within_the_image(DotDistribution distribution)
    {
        var hasLines = TraitsAttribute.Has(distribution, KindTraits.Strokes);
        var options = new DotArtOptions
        {
            Distribution = distribution, Lines = new() { LineWidth = hasLines ? new(2) : null },
        };
        var kind = DrawingKinds.For(options);
        Assert.Equal(hasLines, kind is { HasStrokes: true, FillsAreas: false });
        Assert.Equal(TraitsAttribute.Has(distribution, KindTraits.Washes), kind.HasWetEdges);
        Assert.Equal(
            distribution, kind.Preset is { } preset ? DotArtOptions.Presets[preset].Distribution : distribution);
        using var image = Pictures.Busy(120, 80);
        var dots = Dots.Of(image, options);
        Assert.NotEmpty(dots);
        Assert.All(dots, dot => Assert.True(dot.X >= -0.1 && dot.Y >= -0.1 && dot.X <= 120.1 && dot.Y <= 80.1));
        Assert.InRange(kind.EstimateTime(Dots.Plan(options, 120, 80)), 1, 1e9);
    }

    [Fact]
    public void A_plan_decides_colors_paper_and_canvas()
    {
        Rgba32 red = new(255, 0, 0), black = new(0, 0, 0), white = new(255, 255, 255);
        var plain = Dots.Plan(new(), 300, 200);
        Assert.Equal((null, null, white, 2048), (plain.Color, plain.Palette, plain.Paper, plain.Canvas.Width));
        Assert.Empty(plain.Inks);
        var pen = Dots.Plan(new() { Plot = new() { Pens = [new Pen(0.5, red)] } });
        Assert.Equal((true, red, null, 0.5), (pen.IsForPens, pen.Color, pen.Paper, pen.Pens.Single().Width));
        var pens =
            Dots.Plan(new() { Plot = new() { Pens = [new Pen(0.5, red), new Pen(0.3, black), new Pen(0.8, red)] } });
        Assert.Equal([red, black], pens.Palette);
        Assert.Equal((null, 3), (pens.Color, pens.Plates.Count));
        var line = Dots.Plan(new() { SingleLine = true });
        Assert.Equal((black, false), (line.Color, line.IsForPens));
        Assert.Equal(4, Dots.Plan(new() { Inks = new() { Separation = Separation.Cmyk } }).Plates.Count);
    }

    [GeneratedRegex($@"\b{nameof(DotDistribution)}\.[A-Z]")]
    private static partial Regex NamesKind();
}
