using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment --update` by wells, and the provenance of their files.</summary>
public sealed class WellUpdateTests : PlateTest
{
    /// <summary>Emptied and shortened tables counted as up to date.</summary>
    [Fact]
    public void Tables_and_overviews_that_were_emptied_or_shortened_are_created_again()
    {
        string[] options = ["--crop", "16", "--track", "overlap"];
        Update(options).Exits(0);
        var before = Stamps();
        string[] tables =
            [.. before.Keys.Where(name => name.Contains("E4") && name.EndsWith(".csv", StringComparison.Ordinal))];
        // At each of two timepoints regions and crops; tracks, and the means of two channels.
        Assert.Equal(7, tables.Length);
        tables = [.. tables, before.Keys.First(name => name.EndsWith("E4_T0_DAPI_SUMMARY.json"))];
        void Damage(int index)
        {
            var bytes = File.ReadAllBytes(_plate[$"out/{tables[index]}"]);
            File.WriteAllBytes(_plate[$"out/{tables[index]}"], bytes[..(index % 2 == 0 ? 0 : bytes.Length - 1)]);
        }

        for (var index = 0; index < tables.Length; index++)
        {
            var bytes = File.ReadAllBytes(_plate[$"out/{tables[index]}"]);
            Damage(index);
            Assert.Equal(
                "stylize: 1 would be created, 1 up to date, 0 would fail.",
                Assert.Single(Update([.. options, "--what-if"]).ErrorLines));
            File.WriteAllBytes(_plate[$"out/{tables[index]}"], bytes);
        }

        Array.ForEach([.. Enumerable.Range(0, tables.Length)], Damage);
        Assert.Equal("stylize: 1 created, 1 up to date, 0 failed.", Update(options).ErrorLines[0]);
        var overview = Directory.GetFiles(_plate["out/Overview"])[0];
        File.WriteAllText(overview, "");
        Assert.Equal("stylize: 0 created, 2 up to date, 0 failed.", Assert.Single(Update(options).ErrorLines));
        Update([.. options, "--positive", "Area=9"]).Exits(0);
        File.WriteAllBytes(overview, File.ReadAllBytes(overview)[..^9]);
        Update(options).Exits(0);
        Assert.Equal(
            before.Select(file => (file.Key, file.Value.Bytes)), Stamps().Select(file => (file.Key, file.Value.Bytes)));
        Assert.Equal("stylize: 0 created, 2 up to date, 0 failed.", Assert.Single(Update(options).ErrorLines));
    }

    [Theory]
    [InlineData("--statistics")]
    [InlineData("--flat-field")]
    public void With_plate_statistics_a_changed_tile_updates_all_wells_with_one_message(string option)
    {
        CliRun Update() => Run("segment", "tiles", "--channel", "DAPI", "-o", "out", "--update", option, "plate");

        // A flat field of tiles of this size has few blocks.
        foreach (var (index, file) in _plate.Files.Index())
        {
            SampleFiles.Save(
                file, 33, 27,
                (x, y) => x is > 8 and < 20 && y is > 8 and < 20 ? 5000 + index : 500 + (((x * 7) + (y * 13)) % 40));
        }

        Update();
        Assert.Equal("stylize: 0 created, 4 up to date, 0 failed.", Assert.Single(Update().ErrorLines));
        Change("E5", 0);
        var run = Update().Exits(0);
        Assert.Equal("stylize: 4 created, 0 up to date, 0 failed.", run.ErrorLines[0]);
        Assert.StartsWith("stylize: Statistics of the whole plate changed", run.ErrorLines[1]);
    }

    [Fact]
    public void A_well_with_a_failed_tile_is_retried_each_time_and_one_whose_run_was_killed_once()
    {
        var tile = _plate.Files.First(file => file.Contains("E4_T0") && file.Contains("DAPI"));
        var whole = File.ReadAllBytes(tile);
        File.WriteAllText(tile, "no tile");
        Update().Exits(1);
        Update().Exits(1);
        File.WriteAllBytes(tile, whole);
        Assert.Equal("stylize: 1 created, 3 up to date, 0 failed.", Update().ErrorLines[0]);

        // The mark of a well remains if the process is killed.
        var options = new PlateOptions();
        using (var marks = new WellMarks(new PlateFiles(_plate["out"], options), options, _plate.Targets(force: true)))
        {
            marks.Set(PlatePlan.Make(_plate.Files, options, ImageCodecs.Default).Wells[0]);
        }

        Assert.Equal("stylize: 1 created, 3 up to date, 0 failed.", Update().ErrorLines[0]);
        Assert.Equal("stylize: 0 created, 4 up to date, 0 failed.", Assert.Single(Update().ErrorLines));
    }

    [Theory]
    [InlineData("_E5_T1_", "--crop 16")]
    [InlineData("_E5_", "--crop 16 --track overlap")]
    public void The_files_and_rows_of_wells_without_tiles_are_pruned_in_their_run_and_reported(
        string part, string words)
    {
        var options = words.Split(' ');
        Update(options).Exits(0);
        Update([.. options, "--run", "other"]).Exits(0);
        string[] gone =
            [.. Named(part).Where(path => !path.Contains("/Runs/")).Order(StringComparer.Ordinal)];
        string[] mine = ["out/Regions/E5/notes.csv", "out/Overlays/E5/PLATE1_E5_T1_DAPI_OVERLAY.mine.png"];
        Array.ForEach(mine, path => File.WriteAllText(_plate[path], "mine"));
        foreach (var tile in _plate.Files.Where(file => file.Contains(part)))
        {
            File.Delete(tile);
        }

        var reported = Update(options).Exits(0);
        Assert.Contains($" {gone.Length} files", reported.ErrorLines[^2]);
        Assert.DoesNotContain("_E4", reported.ErrorLines[^2]);
        Assert.Equal("stylize: Use --prune to delete these files and their rows.", reported.ErrorLines[^1]);
        var preview = Update([.. options, "--prune", "--what-if"]);
        Assert.Contains("they and its rows in the database would be removed.", preview.Out, StringComparison.Ordinal);
        Update([.. options, "--prune", "nowhere.png"]).Exits(1);
        Assert.All(gone, path => Assert.True(File.Exists(path)));

        var pruned = Update([.. options, "--prune", "--report-path", "report.jsonl"]).Exits(0);
        Assert.EndsWith("removed them and its rows in the database.", pruned.ErrorLines[^1]);
        Assert.Contains(pruned.ErrorLines, line => line.EndsWith($", 0 failed, {gone.Length} deleted."));
        var lines = File.ReadLines(_plate["report.jsonl"])
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(gone, lines.Where(line => line.GetProperty("status").GetString() == "deleted")
            .Select(line => line.GetProperty("target").GetString()).Order(StringComparer.Ordinal));
        Assert.All(mine, path => Assert.True(File.Exists(_plate[path])));
        Assert.DoesNotContain(Named(part), gone.Contains);
        Assert.Contains(Named(part), path => path.Contains("/Runs/other/"));
        Assert.DoesNotContain(Wells("default"), well => well.Contains(part));
        Assert.Contains("_E4_T1_", Wells("default"));
        Assert.Contains(Wells("other"), well => well.Contains(part));
        Assert.Contains(" 0 created, ", Update(options).ErrorLines[^1]);
        Run([.. Command("out"), "--prune"]).Exits(2);

        IEnumerable<string> Wells(string run) => StoreDump.Rows(
            _plate["out/segmentation.sqlite"],
            $"SELECT DISTINCT '_' || Well || '_T' || Timepoint || '_' FROM cell_measurement WHERE Run = '{run}'");
    }

    [Fact]
    public void A_run_can_start_with_the_options_of_a_mask()
    {
        string[] options = ["--statistics", "plate", "--minimum-area", "7", "--crop", "16"];
        Run([.. Command("out"), .. options]).Exits(0);
        var mask = Directory.GetFiles(_plate["out"], "*E4_T0*_ENCODED.tif", SearchOption.AllDirectories)[0];
        Run("segment", "tiles", "--like", mask, "-o", "like").Exits(0);
        Assert.Equal(Bytes("out"), Bytes("like"));
        Run("segment", "tiles", "--like", mask, "--minimum-area", "9", "-o", "else").Exits(0);
        var line = Run("provenance", mask.Replace("/out/", "/else/"), "--json").Json[0];
        Assert.Equal("9", line.GetProperty("options").GetProperty("minArea").ToString());
        Run("segment", "tiles", "--like", mask, "--preset", "default", "-o", "x").Exits(2);
        Run("segment", "tiles", "--like", _plate.Files.First(), "-o", "x").Exits(
            1, "ProvenanceMissing");

        IEnumerable<(string, string)> Bytes(string folder) =>
            Stamps(folder).Select(file => (file.Key, file.Value.Bytes));
    }

    [Fact]
    public void A_deleted_page_is_recreated_by_an_update()
    {
        Update();
        var page = File.ReadAllBytes(_plate["out/segmentation.html"]);
        File.Delete(_plate["out/segmentation.html"]);
        Assert.Equal("stylize: 0 created, 2 up to date, 0 failed.", Assert.Single(Update("--well", "E4").ErrorLines));
        Assert.False(File.Exists(_plate["out/segmentation.html"]));
        var run = Update();
        Assert.Equal("stylize: 0 created, 4 up to date, 0 failed.", Assert.Single(run.ErrorLines));
        Assert.Contains(run.OutLines, line => line.EndsWith("segmentation.html", StringComparison.Ordinal));
        Assert.Equal(page, File.ReadAllBytes(_plate["out/segmentation.html"]));
    }

    private IEnumerable<string> Named(string part) =>
        Directory.GetFiles(_plate["out"], "*.*", SearchOption.AllDirectories).Where(file => file.Contains(part));

    private static string[] Command(string destination) =>
        ["segment", "tiles", "--channel", "DAPI", "--measure-channel", "GFP", "--method", "otsu", "-o", destination];

    private CliRun Update(params string[] options) =>
        Run([.. Command("out"), "--update", .. options]);

    /// <summary>Replaces the pixels of a tile with those of another one.</summary>
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
