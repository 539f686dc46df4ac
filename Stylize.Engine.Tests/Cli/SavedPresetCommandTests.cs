namespace Stylize.Engine.Tests.Cli;

/// <summary>Saved presets, in a folder that all of this process use meanwhile.</summary>
[Collection(nameof(SavedPresetCommandTests))]
[CollectionDefinition(nameof(SavedPresetCommandTests), DisableParallelization = true)]
public sealed class SavedPresetCommandTests : CliTest
{
    [Fact]
    public void Listing_and_comparing_presets_name_the_damaged_file_and_go_on()
    {
        var bad = _folder.File("home/Stylize/presets/trace/bad.json", "{");
        _folder.File("home/Stylize/presets/trace/good.json", "{}");
        _folder.Image("a.png");
        var listed = Run("presets", "trace").Exits(0, $"warning: Cannot read the preset '{bad}'");
        Assert.Contains("good", listed.Out, StringComparison.Ordinal);
        Assert.Single(listed.ErrorLines);
        Assert.Single(Run("presets", "trace", "--try", "a.png", "-o", "sheet.png").Exits(
            1, $"warning: Cannot read the preset '{bad}'").ErrorLines);
        Assert.True(File.Exists(_folder["sheet.png"]));
        Assert.Single(Run("trace", "a.png", "-o", "b.svg", "--preset", "bad").Exits(2, $"'{bad}'").ErrorLines);
        Run("trace", "a.png", "-o", "c.svg", "--preset", "good").Exits(0);
    }

    [Fact]
    public void Options_are_saved_as_a_preset_and_the_preset_is_used_replaced_and_removed()
    {
        _folder.Image("a.png");
        Run("presets", "save", "dot-art", "Calm", "--dot-count", "300", "--preset", "FineStippling").Exits(0);
        var saved = Run("presets", "dot-art").Out;
        Assert.Contains("Calm (saved)", saved, StringComparison.Ordinal);
        Assert.Contains("DotCount 300", saved, StringComparison.Ordinal);
        string[] options = ["--preset", "FineStippling", "--dot-count", "300"];
        Run(["dot-art", "a.png", "-o", "same.svg", "--no-provenance", .. options]).Exits(0);
        Run("dot-art", "a.png", "-o", "calm.svg", "--preset", "calm", "--no-provenance").Exits(0);
        Assert.Equal(File.ReadAllText(_folder["same.svg"]), File.ReadAllText(_folder["calm.svg"]));

        Run("presets", "save", "dot-art", "Calm", "--dot-count", "200").Exits(1, "--force");
        Run("presets", "save", "dot-art", "Calm", "--dot-count", "200", "--force").Exits(0);
        Assert.Contains("DotCount 200", Run("presets", "dot-art").Out, StringComparison.Ordinal);
        Run("presets", "save", "dot-art", "Default").Exits(2);
        Run("presets", "save", "dot-art", "Many", "--dot-count", "-1").Exits(2);

        Run("presets", "remove", "dot-art", "calm").Exits(0);
        Assert.DoesNotContain("Calm", Run("presets", "dot-art").Out, StringComparison.Ordinal);
        Run("presets", "remove", "dot-art", "Calm").Exits(2);
    }

    [Fact]
    public void A_preset_holds_what_was_set_and_nothing_else()
    {
        var path = _folder["home/Stylize/presets/pixel-art/Mine.json"];
        Run("presets", "save", "pixel-art", "Mine", "--preset", "Shaded", "--smoothness-weight", "0.5").Exits(0);
        Assert.Equal(["Dither", "DitherStrength", "SmoothnessWeight"], Names(File.ReadAllText(path)));

        // A value that is the default, but set.
        Run("presets", "save", "pixel-art", "Mine", "--brightness", "0", "--force").Exits(0);
        Assert.Equal("{Tone:{Brightness:0}}", Regex.Replace(File.ReadAllText(path), "[\\s\"]", ""));

        static IEnumerable<string> Names(string json) =>
            JsonDocument.Parse(json).RootElement.EnumerateObject().Select(option => option.Name);
    }

    private CliRun Run(params string[] words) => _folder.RunWithHome(words);
}
