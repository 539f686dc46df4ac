using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.Operations;

/// <summary>Option values for scripts and reports.</summary>
public sealed class ScriptValueTests
{
    [Theory]
    [InlineData("Colors", "16", 16)]
    [InlineData("Saturation", "1.25", 1.25)]
    [InlineData("NoRefinement", "true", true)]
    [InlineData("Palette", "gameboy", "gameboy")]
    [InlineData("Dither", "Bayer", "Bayer")]
    [InlineData("SavePalette", "gpl", "gpl")]
    [InlineData("Unheard", "5", "5")]
    [InlineData("Frame", "", null)]
    public void An_option_of_a_provenance_has_the_type_that_it_is_declared_with(
        string name, string text, object? expected)
    {
        Assert.Equal(expected, Value("pixel-art", name, text));
    }

    [Fact]
    public void Lists_are_arrays()
    {
        Assert.Equal(new object[] { "#ff0000", "#000000" }, Value("pixel-art", "Palette", "#ff0000,#000000"));
        Assert.Equal(new object[] { 15.0, 75.0 }, Value("dot-art", "ScreenAngle", "15,75"));
        Assert.Equal(new object[] { "A1", "B2" }, Value("segment", "Well", "A1,B2"));
    }

    [Fact]
    public void Options_and_their_provenance_give_the_same_script_values()
    {
        var options = new DotArtOptions { MinRadius = 0.3f, DotCount = 7, AllowOverlap = false };
        var set = OptionSet.ForRecord<DotArtOptions>();
        foreach (var option in ProvenanceOptions.FromRecord(options))
        {
            var declared = set.Find(option.Name)!;
            Assert.Equal(
                ScriptValue.Read(declared, option.Value), ScriptValue.Convert(declared, declared.Get(options)));
        }

        Assert.Equal(0.3, ScriptValue.Convert(set.Find("MinRadius")!, 0.3f));
        Assert.Equal("Square", ScriptValue.Convert(set.Find("Shape")!, DotShape.Square));
        Assert.Null(ScriptValue.Convert(set.Find("Colors")!, null));
    }

    [Fact]
    public void Options_only_known_by_their_digest_are_null()
    {
        Assert.Null(OutputProvenance.Values(Record("pixel-art", null)));
    }

    [Fact]
    public void A_record_of_options_shows_its_differences_from_the_defaults()
    {
        Assert.Equal("", new PixelArtOptions().ToString());
        Assert.Equal("Colors=5, NoRefinement=true", $"{new PixelArtOptions { Colors = 5, Refinement = false }}");
    }

    private static object? Value(string operation, string name, string text) =>
        Assert.Single(OutputProvenance.Values(Record(operation, [new(name, text)]))!).Value;

    private static ProvenanceRecord Record(string operation, IReadOnlyList<ProvenanceOption>? options) => new()
    {
        Program = "Stylize", Operation = operation, OperationVersion = 1, Options = options,
        OptionsDigest = "", SourceSha256 = "",
    };
}
