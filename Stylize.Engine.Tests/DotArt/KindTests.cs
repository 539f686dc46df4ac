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

    [GeneratedRegex($@"\b{nameof(DotDistribution)}\.[A-Z]")]
    private static partial Regex NamesKind();
}
