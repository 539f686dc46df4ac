namespace Stylize.Engine.Tests.Cli;

/// <summary>The first commands of a new user, repeated in the same folder.</summary>
public sealed class FirstUseTests : CliTest
{
    public FirstUseTests()
    {
        _folder.Image("a.png");
        _folder.Image("b.png", 50);
    }

    [Theory]
    [InlineData("pixel-art --width 8 --shared-palette")]
    [InlineData("pixel-art --width 8 --format frames")]
    [InlineData("pixel-art --width 8 --format sprite-sheet")]
    [InlineData("pixel-art --width 8 --no-provenance")]
    [InlineData("restore --cell-size 4 --colors 16")]
    [InlineData("dot-art --format png --png-size 64 --dot-count 20")]
    [InlineData("gaussian encode --count 9 --iterations 10 --preview")]
    public void A_second_run_with_the_shells_pattern_leaves_the_same_files(string command)
    {
        string[] words = command.Split(' ');
        Assert.Equal((0, ""), Again(words) is var first ? (first.ExitCode, first.Error) : default);
        var names = _folder.Names;
        var run = Again(words);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Equal(
            2, run.ErrorLines.Count(line => line.StartsWith("stylize: TargetExists: ", StringComparison.Ordinal)
                && line.Contains("--update", StringComparison.Ordinal)));
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.Matches("^stylize: warning: Skipped [0-9]+ inputs that are results of Stylize: ", run.ErrorLines[2]);
        Assert.Equal(names, _folder.Names);
        if (!command.Contains("provenance", StringComparison.Ordinal))
        {
            var update = Again([.. words, "--update"]);
            Assert.Equal((0, "stylize: 0 created, 2 up to date, 0 failed."), (update.ExitCode, update.ErrorLines[^1]));
            Assert.Equal(names, _folder.Names);
        }
    }

    [Theory]
    [InlineData("pixel-art")]
    [InlineData("regions")]
    public void A_missing_folder_with_a_slash_does_not_exist(string command)
    {
        var run = _folder.Run(command, "nosuch/");
        Assert.Equal(
            (1, $"stylize: ImageMissing: '{_folder["nosuch"]}/' does not exist. Check the path."),
            (run.ExitCode, Assert.Single(run.ErrorLines).Replace('\\', '/')));
    }

    [Theory]
    [InlineData("pixel-art", "photos", "Use --recurse to include them, and --relative-to to keep the subfolders")]
    [InlineData("dot-art", "./photos/", "Use --recurse to include them, and --relative-to to keep the subfolders")]
    [InlineData("regions", "photos", "Use --recurse to include them.")]
    [InlineData("compare", "photos", "Use --recurse to include them.")]
    [InlineData("measure pixel-art", "photos", "Give the pattern \"{0}/**/*.JPG\".")]
    public void A_folder_with_images_only_in_subfolders_names_the_way_to_them(
        string command, string folder, string advice)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths of Unix.");
        _folder.Image("photos/2024/june/c.JPG");
        _folder.File("photos/2024/notes.txt", "");
        string[] rest = command == "compare" ? ["--reference-path", "photos/2024/june/c.JPG"] : [];
        var run = _folder.Run([.. command.Split(' '), folder, .. rest]).Exits(1);
        Assert.StartsWith(
            $"stylize: ImageMissing: The folder '{Path.GetFullPath(folder, _folder.Path)}' contains no images, but "
            + $"its subfolders do. {string.Format(advice, _folder["photos"])}", Assert.Single(run.ErrorLines),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pixel-art gone -o out --relative-to gone", "'{0}/gone' does not exist.")]
    [InlineData("pixel-art gone/*.png -o out", "The folder '{0}/gone' does not exist.")]
    [InlineData("pixel-art gone/**/*.png -o out --relative-to gone", "The folder '{0}/gone' does not exist.")]
    [InlineData("pixel-art a.png -o out --relative-to gone", "The folder '{0}/gone' of --relative-to does not exist.")]
    [InlineData("pixel-art a.png -o out --relative-to sub", "'{0}/a.png' is not below '{0}/sub'")]
    [InlineData("pixel-art my holiday/a.png", "'{0}/my' does not exist. If the name contains spaces, quote it: "
        + "\"my holiday/a.png\".")]
    [InlineData("pixel-art b.png the old cat.png a.png -o out --width 8", "'{0}/the' does not exist. If the name "
        + "contains spaces, quote it: \"the old cat.png\".")]
    [InlineData("regions my holiday/*.png", "quote it: \"my holiday/*.png\".")]
    [InlineData("gaussian info my model.g2d", "quote it: \"my model.g2d\".")]
    [InlineData("pixel-art walk/w_01.png walk/w_02.png -o w.gif", "give the pattern '{0}/walk/w_%02d.png'")]
    [InlineData("pixel-art walk/f9.png walk/f10.png -o w.gif", "give the pattern '{0}/walk/f%d.png'")]
    [InlineData("pixel-art b.png a.png -o w.gif", "Give --destination-path a folder, or give one input.")]
    public void Wrong_inputs_name_what_was_probably_meant(string line, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Paths of Unix.");
        string[] names = ["a.png", "b.png", "my holiday/a.png", "the old cat.png", "walk/w_01.png", "walk/w_02.png",
            "walk/f9.png", "walk/f10.png", "sub/a.png"];
        Array.ForEach(names, name => _folder.Image(name));
        _folder.File("my model.g2d", "x");
        var run = _folder.Run(line);
        Assert.InRange(run.ExitCode, 1, 2);
        Assert.Contains(
            string.Format(expected, _folder.Path), Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("*.png")]
    public void A_folder_and_a_pattern_skip_results_with_the_same_warning(string input)
    {
        string[] command = ["pixel-art", input, "--width", "8", "--update"];
        _folder.Run(command).Exits(0);
        var run = _folder.Run(command);
        Assert.Equal(
            ["stylize: warning: Skipped 2 inputs that are results of Stylize: 'a.pixelart.png', 'b.pixelart.png'. Use "
                + "--include-results to process them.",
                "stylize: 0 created, 2 up to date, 0 failed."], run.ErrorLines);
        Assert.Equal(2, _folder.Run([.. command, "--include-results", "--what-if"]).OutLines.Length);
        Assert.Equal(2, _folder.Run("list", "pixel-art", input).OutLines.Length);
        Assert.Equal(4, _folder.Run("list", "pixel-art", input, "--include-results").OutLines.Length);
    }

    [Fact]
    public void A_result_whose_photograph_is_deleted_does_not_become_an_input_and_is_pruned()
    {
        Again("pixel-art", "--width", "8");
        File.Delete(_folder["b.png"]);
        var run = Again("pixel-art", "--width", "8", "--update", "--prune");
        Assert.Equal((0, ""), (run.ExitCode, run.Out));
        Assert.Equal(["a.pixelart.png", "a.png"], _folder.Names);
    }

    /// <summary>Restore takes pixel art by nature, and skipped all of it. Each operation skips its own results,
    /// whatever their names.
    /// </summary>
    [Fact]
    public void Results_are_inputs_of_other_operations_and_no_inputs_of_their_own()
    {
        Again("pixel-art", "--width", "8");
        Again("trace", "--format", "png");
        Again("gaussian", "encode", "--count", "9", "--iterations", "10", "--preview");
        Assert.Equal("", _folder.Run("gaussian", "decode", "a.g2d", "-o", "copy.png").Error);
        File.Delete(_folder["b.png"]);
        var all = _folder.Names.Where(name => name.EndsWith(".png", StringComparison.Ordinal)).ToArray();
        foreach (var (command, kind) in (ReadOnlySpan<(string, string)>)
            [("pixel-art", ".pixelart.png"), ("restore", "!"), ("dot-art", "!"), ("trace", ".traced.png"),
                ("gaussian encode", ".preview.png")])
        {
            var others = all.Where(name => !name.EndsWith(kind, StringComparison.Ordinal)).ToArray();
            var run = _folder.Run([.. command.Split(' '), "*.png", "-o", "there/", "--what-if"]);
            Assert.Equal(others, run.OutLines.Select(line => Path.GetFileName(line.Split('\'')[1])));
            Assert.Equal(others.Length < all.Length ? 1 : 0, run.ErrorLines.Length);
        }

        var skipped = _folder.Run("pixel-art", "*.png", "--verbose", "--what-if");
        Assert.Equal(2,
            skipped.ErrorLines.Count(
                line => line.StartsWith("stylize: Skipped the result '", StringComparison.Ordinal)));
    }

    /// <summary>A file that is named is an input, result or not. The matches of a shell's pattern are names, too: among
    /// several, files with the name of a result are skipped.</summary>
    [Fact]
    public void A_named_result_is_an_input()
    {
        Again("pixel-art", "--width", "8");
        File.Copy(_folder["a.pixelart.png"], _folder["sprite.png"]);
        _folder.Run("pixel-art", "b.png", "sprite.png", "b.pixelart.png", "--width", "4", "-o", "there").Exits(
            0, "Skipped 1 input that is a result of Stylize: 'b.pixelart.png'.");
        Assert.Equal(["b.pixelart.png", "sprite.pixelart.png"],
            Directory.GetFiles(_folder["there"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        _folder.Run("pixel-art", "b.pixelart.png", "--width", "4", "-o", "there").Exits(0);
        var listed = _folder.Run("list", "pixel-art", "sprite.png", "b.png");
        Assert.Equal([_folder["sprite.png"], _folder["b.png"]], listed.OutLines);
    }

    [Fact]
    public void Regions_skip_their_results_unless_they_are_wanted_or_have_masks()
    {
        _folder.Nuclei("in/a.png");
        _folder.Run("regions", "in/a.png", "--mask-path", "in/b.tif").Exits(0);
        var run = _folder.Run("regions", "in", "--json");
        Assert.Contains("Skipped 1 input that is a result of Stylize: 'b.tif'.", run.Error, StringComparison.Ordinal);
        Assert.All(run.Json,
            line => Assert.EndsWith("a.png", line.GetProperty("Source").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain(
            "Skipped", _folder.Run("regions", "in", "--include-results").Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Skipped", _folder.Run("regions", "in", "--labels", "{name}_mask.png").Error, StringComparison.Ordinal);
    }

    /// <summary>A file of a folder that was also named gave an error, and its regions were measured twice.</summary>
    [Fact]
    public void A_file_that_comes_in_two_ways_is_processed_once_without_a_word()
    {
        foreach (var inputs in (string[][])[[".", "a.png"], ["a.png", "."], ["*.png", "a.png"], [".", "*.png"]])
        {
            var run = _folder.Run(["pixel-art", .. inputs, "--width", "8", "-o", "out", "--force"]);
            Assert.Equal((0, "", 2), (run.ExitCode, run.Error, run.OutLines.Length));
        }

        _folder.Nuclei("cells/c.png");
        Assert.Equal(_folder.Run("regions", "cells", "--json").Out,
            _folder.Run("regions", "cells", "cells/c.png", "--json").Out);
    }

    [Fact]
    public void Recurse_takes_the_files_of_subfolders()
    {
        foreach (var name in (string[])["in/a.png", "in/x/b.png", "in/x/y/c.png", "in/.hidden/d.png"])
        {
            _folder.Image(name);
        }

        _folder.File("in/z/notes.txt", "");
        Assert.Equal(
            ["in/a.png", "in/x/b.png", "in/x/y/c.png"], _folder.Run("list", "in", "--recurse").OutLines.Select(Below));
        var run = _folder.Run(
            "pixel-art", "in", "--recurse", "--width", "8", "-o", "out", "--relative-to", "in").IsQuiet();
        Assert.Equal(
            ["out/a.pixelart.png", "out/x/b.pixelart.png", "out/x/y/c.pixelart.png"], run.OutLines.Select(Below));
        Assert.Contains(
            "contains no images.", _folder.Run("list", "in/z", "--recurse").Error, StringComparison.Ordinal);

        string Below(string path) => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/');
    }

    [Theory]
    [InlineData("trace", "plot.xyz", ".svg, .png, .pdf, .dxf, .hpgl, .plt, .hgl, .gcode, .nc, .tif, or .tiff")]
    [InlineData("dot-art", "plot.jpg", ".svg, .png, .pdf, .dxf, .hpgl, .plt, .hgl, .gcode, .nc, .tif, or .tiff")]
    [InlineData("pixel-art", "plot.gcode", ".png, .gif, .webp, .aseprite, .svg, .bin, .scr, or .koa")]
    [InlineData("gaussian decode", "plot.gcode", ".png, .jpg, .webp, .tif, .gif, or .html")]
    [InlineData("gaussian decode", "plot.svg", ".png, .jpg, .webp, .tif, .gif, or .html")]
    [InlineData("restore", "plot.gcode", " .png, .gif, .webp, or .aseprite. ")]
    public void An_unknown_extension_is_refused_for_one_input_with_all_possible_ones(
        string command, string destination, string possible)
    {
        foreach (var option in (string[])["--force", "--what-if", "--estimate"])
        {
            var run = _folder.Run([.. command.Split(' '), "a.png", "-o", destination, option]);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Contains(possible, run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(["a.png", "b.png"], _folder.Names);
    }

    [Fact]
    public void What_if_names_what_a_run_would_refuse()
    {
        Again("pixel-art", "--width", "8");
        var forced = Again("pixel-art", "--width", "8", "--force", "--include-results", "--what-if").Exits(1);
        Assert.Equal(2, forced.ErrorLines.Count(line => line.Contains("TargetIsSource", StringComparison.Ordinal)));
        Assert.Equal(2, forced.OutLines.Length);

        var exists = Again("pixel-art", "--width", "8", "--what-if");
        Assert.Equal((1, ""), (exists.ExitCode, exists.Out));
        Assert.Equal(2, exists.ErrorLines.Count(line => line.Contains("TargetExists", StringComparison.Ordinal)));

        var asJson = _folder.Run("pixel-art", "a.png", "-o", "out", "--what-if", "--json");
        var json = JsonDocument.Parse(Assert.Single(asJson.OutLines)).RootElement;
        Assert.EndsWith("a.pixelart.png", json.GetProperty("target").GetString(), StringComparison.Ordinal);
        var line = Assert.Single(json.GetProperty("whatIf").EnumerateArray()).GetString();
        Assert.Contains("would be written to", line, StringComparison.Ordinal);

        var conflict = _folder.Run("pixel-art", "a.png", "a.png", "missing.png", "-o", "out", "--what-if");
        Assert.Single(conflict.OutLines);
        Assert.Contains("TargetConflict", conflict.Error, StringComparison.Ordinal);
        Assert.Contains("ImageMissing", conflict.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs a command on *.png, expanded as by a shell.</summary>
    private CliRun Again(params string[] words)
    {
        var command = words.TakeWhile(word => !word.StartsWith('-')).ToArray();
        var files = Directory.GetFiles(_folder.Path, "*.png").Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal);
        return _folder.Run([.. command, .. files, .. words.Skip(command.Length)]);
    }
}
