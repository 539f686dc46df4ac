using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Runs;

/// <summary>
/// Failures that inputs share are reported once, with the option spelling of the front end.
/// </summary>
public sealed class RepeatedFailureTests : CliTest
{
    /// <summary>A list of files on a disk that is not mounted gave a line for each.</summary>
    [Theory]
    [InlineData("pixel-art", "-o", "out", "--update")]
    [InlineData("segment", "-o", "out")]
    [InlineData("regions")]
    public void Missing_inputs_of_a_list_are_reported_once_and_each_in_the_report(params string[] command)
    {
        File.WriteAllLines(_folder["list"], Enumerable.Range(1, 5).Select(i => _folder[$"disk/{i}.png"]));
        var run = _folder.Run([.. command, "--input-list", "list", "--report-path", "r.jsonl"]).Exits(1);
        Assert.Equal(
            [
                $"stylize: ImageMissing: The input '{_folder["disk/1.png"]}' of the list does not exist. "
                + "Check the list, and that the disk is mounted.",
                "stylize: 4 more inputs failed for the same reason.",
            ], run.ErrorLines.Take(2));
        if (command[0] != "segment")
        {
            Assert.Equal(
                Enumerable.Range(1, 5).Select(i => _folder[$"disk/{i}.png"]),
                File.ReadAllLines(_folder["r.jsonl"])
                    .Select(line => (string?)System.Text.Json.Nodes.JsonNode.Parse(line)!["source"])
                    .OfType<string>().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void The_list_of_a_list_keeps_missing_inputs()
    {
        File.WriteAllLines(_folder["list"], ["1.png", "2.png"]);
        var run = _folder.Run("list", "--input-list", "list").IsQuiet();
        Assert.Equal([_folder["1.png"], _folder["2.png"]], run.OutLines);
    }

    [Fact]
    public void Different_failures_are_all_reported()
    {
        var failures = new RepeatedFailures("file");
        Assert.True(failures.IsNew(new StylizeException(StylizeError.ImageMissing, "a", "'a' does not exist.")));
        Assert.True(failures.IsNew(new StylizeException(StylizeError.ImageMissing, "b", "'b' does not exist.")));
        Assert.Null(failures.Summary);
        Assert.False(failures.IsNew(new StylizeException(StylizeError.ImageMissing, "a", "'a' does not exist."), "c"));
        Assert.Equal("1 more file failed for reasons shown above.", failures.Summary);
    }

    /// <summary>A plate of 2 wells reported 5 more failed wells: one per channel and timepoint.</summary>
    [Fact]
    public void Several_failures_of_an_item_count_once()
    {
        var failures = new RepeatedFailures("well");
        foreach (var (well, channel) in
            from well in (string[])["A1", "A2"] from channel in (int[])[1, 2, 3] select (well, channel))
        {
            var full = WriteFailure.Explain($"/out/{well}/{channel}.tif", new IOException("full", 28));
            Assert.Equal((well, channel) == ("A1", 1), failures.IsNew(full, well));
        }

        Assert.Equal("1 more well failed for the same reason.", failures.Summary);
        Assert.Equal(["A2"], Assert.Single(failures.Shared).Others);
    }

    [Fact]
    public void Inputs_with_the_same_targets_are_reported_once_with_the_option_that_separates_them()
    {
        foreach (var name in from day in (string[])["1", "2", "3"] from i in (int[])[1, 2] select $"in/{day}/{i}.png")
        {
            _folder.Image(name);
        }

        string[] command = ["pixel-art", "in", "--recurse", "-o", "out", "--width", "8"];
        var run = _folder.Run(command).Exits(1);
        Assert.Equal(2, run.OutLines.Length);
        Assert.Contains("Use --relative-to", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal("stylize: 3 more inputs failed for the same reason.", run.ErrorLines[1]);
        Assert.Equal(2, run.ErrorLines.Length);
        _folder.Run([.. command, "--relative-to", "in"]).Exits(0);
    }

    [Theory]
    [InlineData("r02c03f01-ch1", "r{row}c{column}f{field}-{channel}")]
    [InlineData("Exp-B02-s3-GFP", "{experiment}-{well}-s{field}-{channel}")]
    [InlineData("9987_B02", "{experiment}_{well}")]
    [InlineData("Q_A - 3(fld 1 wv UV)", "{experiment}_{row} - {column}({any} {field} {any} {channel})")]
    [InlineData("Channel 1-01-A-01-00", "Channel {channel}-{any}-{row}-{column}-{field}")]
    [InlineData("EXP-B03f01d0", "{experiment}-{well}f{field}d{channel}")]
    public void The_proposed_pattern_matches(string name, string expected) =>
        Assert.Equal(
            $"{{NamePattern}} \"{StylizeException.Verbatim(expected)}.tif\" matches it.",
            UnmatchedNames.Nearest([$"/data/{name}.tif"], new NamePattern(), []));

    [Fact]
    public void A_failing_name_pattern_is_reported_with_the_part_that_matches()
    {
        var pattern = new NamePattern(@"^(?<well>[A-H]\d\d)-(?<tile>\d+)-(?<channel>\w+)$");
        Assert.Equal(
            "The pattern matches up to its group 'tile' ('B02-7').",
            UnmatchedNames.Nearest(["/data/B02-7.tif"], pattern, []));
        Assert.Equal(
            "The first group of the pattern does not match.", UnmatchedNames.Nearest(["/data/zzz.tif"], pattern, []));
    }

    [Fact]
    public void Options_in_advice_are_spelled_by_the_front_end()
    {
        var failure =
            new StylizeException(StylizeError.TargetExists, null, "There.", "Use {Force}, or {MaxPixels}; not {this}.");
        Assert.Equal("Use Force, or MaxPixels; not {this}.", failure.Advice);
        Assert.Equal("Use -Force, or -MaxPixels; not {this}.", failure.AdviceFor(name => "-" + name));
    }
}
