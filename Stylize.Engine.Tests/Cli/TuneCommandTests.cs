using Stylize.Cli;

namespace Stylize.Engine.Tests.Cli;

/// <summary>`stylize tune`, with saved presets in a test folder.</summary>
[Collection(nameof(SavedPresetCommandTests))]
public sealed class TuneCommandTests : CliTest
{
    [Fact]
    public void A_tuned_preset_is_saved_and_a_later_command_uses_it()
    {
        _folder.Image("a.png");
        var tuned = Run(
            "tune", "pixel-art", "a.png", "--target-time", "00:01:00", "--max-trials", "2", "--name", "Mine",
            "--json").Exits(0);
        var result = Assert.Single(tuned.Json);
        Assert.True(result.GetProperty("targetMet").GetBoolean());
        Assert.InRange(result.GetProperty("trials").GetInt32(), 1, 2);
        Assert.InRange(
            result.GetProperty("quality").GetDouble(), result.GetProperty("startQuality").GetDouble() - 0.002, 1);
        Assert.Contains("'", Assert.Single(tuned.ErrorLines), StringComparison.Ordinal);

        var saved = Assert.Single(Directory.GetFiles(_folder["home"], "Mine.json", SearchOption.AllDirectories));
        Assert.Contains(saved, tuned.Error, StringComparison.Ordinal);

        // Changes the preset file to make its effect visible.
        var preset = JsonDocument.Parse(File.ReadAllText(saved)).RootElement.EnumerateObject()
            .ToDictionary(p => p.Name, p => (object)p.Value);
        preset["Width"] = 7;
        preset["Scale"] = 1;
        File.WriteAllText(saved, JsonSerializer.Serialize(preset));
        Run("pixel-art", "a.png", "--preset", "mine", "-o", "out.png", "--json").Exits(0);
        using var picture = _folder.Decode("out.png");
        Assert.Equal(7, picture.Width);
    }

    [Fact]
    public void A_missed_target_time_is_reported_in_exit_code_and_result()
    {
        _folder.Image("a.png");
        var run = Run("tune", "pixel-art", "a.png", "--target-time", "00:00:00.0000001", "--max-trials", "2").Exits(1);
        Assert.Contains(run.OutLines, line => line.Contains("false", StringComparison.OrdinalIgnoreCase));
    }

    private CliRun Run(params string[] args) => _folder.RunWithHome(args);
}
