using System.Text.Json;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment --update`, by wells; and what the files of a well say of how they were made.</summary>
public sealed class WellUpdateTests : IDisposable
{
    private readonly TestPlate _plate = new();

    public void Dispose() => _plate.Dispose();

    [Fact]
    public void Wells_that_are_as_they_would_be_made_are_left_untouched()
    {
        Assert.Equal("stylize: 4 made, 0 current, 0 failed.", Assert.Single(Update().ErrorLines));
        var before = Stamps();
        var second = Update("--report-path", "report.jsonl");
        Assert.Equal((0, "", "stylize: 0 made, 4 current, 0 failed."), (second.ExitCode, second.Out, second.ErrorLines.Single()));
        Assert.Equal(before, Stamps());
        Assert.Equal(
            ["current", "current", "current", "current", "total"],
            File.ReadLines(_plate["report.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("status").GetString()));

        Change("E5", 1);
        File.Delete(Directory.GetFiles(_plate["out"], "*E4_T0*_OVERLAY.png", SearchOption.AllDirectories).Single());
        var third = Update();
        Assert.Equal("stylize: 2 made, 2 current, 0 failed.", Assert.Single(third.ErrorLines));
        var wells = third.OutLines.Where(line => line.Contains("_E"));
        Assert.All(wells, line => Assert.True(line.Contains("E4_T0") || line.Contains("E5_T1"), line));

        Assert.Equal("stylize: 4 made, 0 current, 0 failed.", Assert.Single(Update("--minimum-area", "3").ErrorLines));
        Assert.Equal("stylize: 0 made, 2 current, 0 failed.", Assert.Single(Update("--minimum-area", "3", "--well", "E4").ErrorLines));
    }

    [Fact]
    public void A_killed_run_that_is_updated_ends_with_the_files_and_rows_of_an_undisturbed_one()
    {
        Assert.Equal(0, Segment("truth").ExitCode);
        using (var process = CliRun.Start(_plate[""], [.. Command("out"), "--update", "--throttle-limit", "1"]))
        {
            Assert.NotNull(process.StandardOutput.ReadLine());
            process.Kill();
            process.WaitForExit();
        }

        var run = Update();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("0 failed", run.ErrorLines.Single(), StringComparison.Ordinal);
        Assert.Equal(
            Stamps("truth").Select(file => (file.Key, file.Value.Bytes)), Stamps("out").Select(file => (file.Key, file.Value.Bytes)));
        Assert.Equal(StoreDump.OfSqlite(_plate["truth/segmentation.sqlite"]), StoreDump.OfSqlite(_plate["out/segmentation.sqlite"]));
    }

    [Theory]
    [InlineData("--statistics", "plate")]
    [InlineData("--flat-field", "plate")]
    public void Where_the_whole_plate_is_learned_from_a_changed_tile_makes_all_wells_anew_and_one_line_says_so(params string[] options)
    {
        Update(options);
        Assert.Equal("stylize: 0 made, 4 current, 0 failed.", Assert.Single(Update(options).ErrorLines));
        Change("E5", 0);
        var run = Update(options);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("stylize: 4 made, 0 current, 0 failed.", run.ErrorLines[0]);
        Assert.StartsWith("stylize: What is learned from the whole plate came out different", run.ErrorLines[1]);
    }

    [Fact]
    public void A_well_with_a_tile_that_fails_is_tried_again_each_time()
    {
        var tile = _plate.Files.First(file => file.Contains("E4_T0") && file.Contains("DAPI"));
        var whole = File.ReadAllBytes(tile);
        File.WriteAllText(tile, "no tile");
        Assert.Equal(1, Update().ExitCode);
        Assert.Equal(1, Update().ExitCode);
        File.WriteAllBytes(tile, whole);
        Assert.Equal("stylize: 1 made, 3 current, 0 failed.", Assert.Single(Update().ErrorLines));
        Assert.Equal("stylize: 0 made, 4 current, 0 failed.", Assert.Single(Update().ErrorLines));
    }

    [Fact]
    public void Masks_montages_and_overlays_say_how_they_were_made()
    {
        Assert.Equal(0, Segment("out").ExitCode);
        var files = Directory.GetFiles(_plate["out"], "*.*", SearchOption.AllDirectories)
            .Where(f => f.EndsWith("_ENCODED.tif") || f.EndsWith("_MONTAGE.tif") || f.EndsWith("_OVERLAY.png"));
        var lines = CliRun.InProcess(_plate[""], ["provenance", .. files, "--json"]).Json;
        Assert.Equal(4 * 12, lines.Length);
        Assert.All(lines, line =>
        {
            Assert.Equal("segment", line.GetProperty("operation").GetString());
            Assert.Equal("DAPI", line.GetProperty("options").GetProperty("channel").GetString());
            Assert.Equal(64, line.GetProperty("sourceSha256").GetString()!.Length);
        });
        Assert.Equal(0, CliRun.InProcess(_plate[""], [.. Command("bare"), "--no-provenance"]).ExitCode);
        var bare = Directory.GetFiles(_plate["bare"], "*.png", SearchOption.AllDirectories)[0];
        Assert.Equal(1, CliRun.InProcess(_plate[""], "provenance", bare).ExitCode);
        Assert.Equal(2, CliRun.InProcess(_plate[""], [.. Command("bare"), "--update", "--force"]).ExitCode);
    }

    private static string[] Command(string destination) =>
        ["segment", "tiles", "--channel", "DAPI", "--measure-channel", "GFP", "--method", "otsu", "-o", destination];

    private CliRun Segment(string destination) => CliRun.InProcess(_plate[""], Command(destination));

    private CliRun Update(params string[] options) => CliRun.InProcess(_plate[""], [.. Command("out"), "--update", .. options]);

    /// <summary>Gives a tile of a well at a timepoint the pixels of another.</summary>
    private void Change(string well, int timepoint)
    {
        var all = _plate.Files.Where(f => f.Contains($"{well}_T{timepoint}") && f.Contains("DAPI"));
        string[] tiles = [.. all.Order(StringComparer.Ordinal)];
        File.Copy(tiles[0], tiles[1], overwrite: true);
    }

    private SortedDictionary<string, (DateTime Time, string Bytes)> Stamps(string folder = "out") => new(
        Directory.GetFiles(_plate[folder], "*.*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal))
            .ToDictionary(
                file => Path.GetRelativePath(_plate[folder], file),
                file => (File.GetLastWriteTimeUtc(file), Convert.ToHexString(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);
}
