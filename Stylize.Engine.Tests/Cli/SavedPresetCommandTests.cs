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
        var (listed, output, errors) = Run("presets", "trace");
        Assert.Equal(2, listed);
        Assert.Contains("good", output, StringComparison.Ordinal);
        Assert.Contains($"'{bad}'", Assert.Single(errors), StringComparison.Ordinal);

        (var compared, output, errors) = Run("presets", "trace", "--try", "a.png", "-o", "sheet.png");
        Assert.Equal(1, compared);
        Assert.True(File.Exists(_folder["sheet.png"]));
        Assert.Contains($"warning: Cannot read the preset '{bad}'", Assert.Single(errors), StringComparison.Ordinal);

        (var used, _, errors) = Run("trace", "a.png", "-o", "b.svg", "--preset", "bad");
        Assert.Equal(2, used);
        Assert.Contains($"'{bad}'", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(0, Run("trace", "a.png", "-o", "c.svg", "--preset", "good").ExitCode);
    }

    [Fact]
    public void Options_are_saved_as_a_preset_and_the_preset_is_used_replaced_and_removed()
    {
        _folder.Image("a.png");
        Assert.Equal(
            0, Run("presets", "save", "dot-art", "Calm", "--dot-count", "300", "--preset", "FineStippling").ExitCode);
        var saved = Run("presets", "dot-art").Output;
        Assert.Contains("Calm (saved)", saved, StringComparison.Ordinal);
        Assert.Contains("DotCount 300", saved, StringComparison.Ordinal);
        string[] options = ["--preset", "FineStippling", "--dot-count", "300"];
        Assert.Equal(0, Run(["dot-art", "a.png", "-o", "same.svg", "--no-provenance", .. options]).ExitCode);
        Assert.Equal(0, Run("dot-art", "a.png", "-o", "calm.svg", "--preset", "calm", "--no-provenance").ExitCode);
        Assert.Equal(File.ReadAllText(_folder["same.svg"]), File.ReadAllText(_folder["calm.svg"]));

        var (exists, _, errors) = Run("presets", "save", "dot-art", "Calm", "--dot-count", "200");
        Assert.Equal(1, exists);
        Assert.Contains("--force", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal(0, Run("presets", "save", "dot-art", "Calm", "--dot-count", "200", "--force").ExitCode);
        Assert.Contains("DotCount 200", Run("presets", "dot-art").Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("presets", "save", "dot-art", "Default").ExitCode);
        Assert.Equal(2, Run("presets", "save", "dot-art", "Many", "--dot-count", "-1").ExitCode);

        Assert.Equal(0, Run("presets", "remove", "dot-art", "calm").ExitCode);
        Assert.DoesNotContain("Calm", Run("presets", "dot-art").Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("presets", "remove", "dot-art", "Calm").ExitCode);
    }

    private (int ExitCode, string Output, string[] Errors) Run(params string[] words)
    {
        var run = _folder.RunWithHome(words);
        return (run.ExitCode, run.Out, run.ErrorLines);
    }
}
