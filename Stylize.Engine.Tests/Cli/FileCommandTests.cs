using System.IO.Hashing;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Cases of every command that writes files, tested with `stylize pixel-art`.</summary>
public sealed class FileCommandTests : CliTest
{
    [Fact]
    public void Names_with_brackets_spaces_and_letters_of_any_script_are_themselves()
    {
        string[] stems = ["a[1]", "b c", "日本 é", "100%", "@at", "[x]", "q'uote"];
        var run = _folder.Run(
            ["pixel-art", .. stems.Select(s => Path.GetFileName(_folder.Image($"{s}.png"))), "-o", "out [1]"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(stems.Select(s => _folder[$"out [1]/{s}.pixelart.png"]), run.OutLines);
        Assert.All(run.OutLines, path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public void A_name_that_begins_with_a_dash_follows_two_dashes()
    {
        _folder.Image("-o");
        _folder.Image("--x.png");
        _folder.Run("pixel-art", "-o", "out", "--", "-o", "--x.png").Exits(0);
        Assert.Contains("out/--x.pixelart.png", _folder.Names);
    }

    [Fact]
    public void A_loop_of_links_is_one_failure_and_patterns_do_not_follow_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        File.CreateSymbolicLink(_folder["loop.png"], _folder["loop.png"]);
        _folder.Image("sub/a.png");
        Directory.CreateSymbolicLink(_folder["sub/again"], _folder["sub"]);
        var run = _folder.Run("pixel-art", "loop.png", "**/a.png", "-o", "out").Exits(1);
        Assert.Equal([_folder["out/a.pixelart.png"]], run.OutLines);
        Assert.StartsWith("stylize: ImageUnreadable: ", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public void Patterns_match_within_names_and_through_folders_in_order()
    {
        string[] all = ["1/a.png", "1/deep/er/b.png", "2/c.png", "2/d.jpg", ".hidden/e.png", "f.png"];
        foreach (var name in all)
        {
            _folder.Image(name);
        }

        string[] Matches(string pattern) =>
            [.. _folder.Run("pixel-art", pattern, "-o", "out", "--what-if").OutLines
                .Select(l => Path.GetRelativePath(_folder.Path, l.Split('\'')[1]).Replace('\\', '/'))];
        Assert.Equal(["f.png", "1/a.png", "1/deep/er/b.png", "2/c.png"], Matches("**/*.png"));
        Assert.Equal(["1/a.png", "2/c.png"], Matches("?/*.png"));
        Assert.Equal(["1/a.png", "1/deep/er/b.png"], Matches("1/**"));
        Assert.Equal(["2/d.jpg"], Matches("*/d.*"));
        _folder.Run("pixel-art", "*.webp").Exits(1);
    }

    [Fact]
    public void Json_is_one_object_per_result()
    {
        _folder.Image("a.png");
        _folder.Image("b.png", 20, 40);
        var run = _folder.Run(
            "pixel-art", "a.png", "missing.png", "b.png", "-o", "out", "--json", "--colors", "4", "--scale", "3",
            "--width", "10").Exits(1);
        Assert.Equal(2, run.Json.Length);
        var second = run.Json[1];
        Assert.Equal(_folder["b.png"], second.GetProperty("source").GetString());
        Assert.Equal(_folder["out/b.pixelart.png"], second.GetProperty("target").GetString());
        Assert.Equal((30, 60), (second.GetProperty("width").GetInt32(), second.GetProperty("height").GetInt32()));
        Assert.True(second.GetProperty("elapsed").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Array, second.GetProperty("palette").ValueKind);
        Assert.Equal(JsonValueKind.Number, second.GetProperty("phases").GetProperty("decode").ValueKind);
    }

    [Fact]
    public void A_shared_palette_is_the_same_for_all_results_and_can_be_saved()
    {
        _folder.Image("a.png");
        _folder.Image("b.png", 90, 20);
        _folder.Run(
            "pixel-art", "a.png", "b.png", "-o", "out", "--shared-palette", "--save-palette", "hex", "--colors", "5",
            "--width", "12").IsQuiet();
        var palette = File.ReadAllLines(_folder["out/shared.hex"]);
        Assert.InRange(palette.Length, 1, 5);
        Assert.Equal(
            ["a.pixelart.png", "b.pixelart.png", "shared.hex"],
            Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Order());

        // The same palette may be written again, another one not.
        string[] again = ["pixel-art", "a.png", "b.png", "-o", "out", "--shared-palette", "--save-palette", "hex",
            "--width", "12"];
        _folder.Run([.. again, "--colors", "5", "--update"]).Exits(0);
        _folder.Run([.. again, "--colors", "3"]).Exits(1, "shared.hex");
        Assert.Equal(palette, File.ReadAllLines(_folder["out/shared.hex"]));
        _folder.Run("pixel-art", "a.png", "--shared-palette", "--palette", "pico-8").Exits(2);
    }
}
