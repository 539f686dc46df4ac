namespace Stylize.Engine.Tests.Catalog;

public sealed class UserPresetsTests : FolderTest
{
    [Theory]
    [InlineData("pixel-art", """{"Width": 40, "SplitDistance": 0.25, "StagnationTolerance": 1E-06}""", null)]
    [InlineData("dot-art", """{"SaturateGradient": false, "Background": {"NumClusters": 3, "Seed": 42}}""", null)]
    [InlineData("pixel-art", """{"SplitDistance": 0.5}""", "sets SplitDistance, which is no longer an option.")]
    [InlineData(
        "dot-art", """{"Background": {"NumClusters": 5}}""", "sets NumClusters, which is no longer an option.")]
    public void A_former_option_is_read_if_it_has_the_value_that_is_a_constant_now(
        string operation, string json, string? problem)
    {
        var (presets, definition) = (new UserPresets(_folder["presets"]), OperationCatalog.Find(operation));
        File.WriteAllText(presets.Save(definition, "Old", definition.Presets["Default"], force: false), json);
        if (problem is null)
        {
            Assert.NotNull(presets.Load(definition, "Old"));
        }
        else
        {
            Fails.Of(StylizeError.OptionInvalid, () => presets.Load(definition, "Old"), problem);
        }
    }

    public static TheoryData<string> AllNames =>
    [
        "a\nb", "a\u001bb", "a\u2028b", "a\u202eb", "a\u200fb", "a\u2066b", "CON", "nul", "com1.x", "dot.", "space ",
        ".hidden", "a/b", "a\\b", "a:b", "what?", "",
    ];

    [Theory]
    [MemberData(nameof(AllNames))]
    public void Names_of_presets_are_in_one_line_and_files_on_all_systems(string name)
    {
        var presets = new UserPresets(_folder["presets"]);
        var operation = OperationCatalog.Find("pixel-art");
        Fails.At(StylizeError.OptionInvalid, "Name",
            () => presets.Save(operation, name, PixelArtOptions.Default, force: false));
        Assert.Empty(presets.Names(operation));
    }

    [Fact]
    public void Palettes_and_colors_are_loaded_unchanged()
    {
        var presets = new UserPresets(_folder["presets"]);
        Saved("pixel-art", PixelArtOptions.Default with
        {
            Palette = new Palette("mine", [new Rgba32(1, 2, 3), new Rgba32(200, 100, 0)]),
        });
        Saved("pixel-art", PixelArtOptions.Default with { LockedColors = [new Rgba32(0xe4, 0, 0x2b)] });
        Saved("dot-art", new DotArtOptions
        {
            Palette = [new Rgba32(1, 2, 3), new Rgba32(200, 100, 0)],
            PaperColor = new Rgba32(16, 32, 48),
            TargetTime = TimeSpan.FromSeconds(2.5),
        });

        // A loaded preset has the options of the saved one.
        void Saved(string name, IOperationOptions options)
        {
            var operation = OperationCatalog.Find(name);
            presets.Save(operation, "Mine", options, force: true);
            Assert.Equal(OptionJson.Serialize(options), OptionJson.Serialize(presets.Load(operation, "mine")));
        }
    }
}
