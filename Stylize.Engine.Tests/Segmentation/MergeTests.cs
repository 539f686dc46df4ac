namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A plate in shards with a database each, and `stylize merge`.</summary>
public sealed class MergeTests
{
    private const string Names = """
        JOIN channel ON channel.Id = t.ChannelId JOIN well ON well.Id = channel.WellId
        JOIN experiment ON experiment.Id = well.ExperimentId
        """;

    /// <summary>Returns the contents of the tables except keys and times.</summary>
    private static readonly string[] Queries =
    [
        "SELECT Name FROM experiment ORDER BY 1",
        "SELECT experiment.Name, well.Name FROM well JOIN experiment ON experiment.Id = ExperimentId ORDER BY 1, 2",
        "SELECT well.Name, channel.Name FROM channel JOIN well ON well.Id = WellId ORDER BY 1, 2",
        "SELECT Name, Version, Options, InputDigest FROM run ORDER BY 1",
        "SELECT run.Name, well.Name, t.Name, Value, Number FROM condition AS t JOIN well ON well.Id = WellId JOIN run "
        + "ON run.Id = RunId ORDER BY 1, 2, 3",
        $"SELECT well.Name, channel.Name, Timepoint, Version, Options, InputDigest FROM segmentation AS t {Names} "
        + "ORDER BY 1, 2, 3",
        $"""
        SELECT well.Name, channel.Name, Timepoint, Number, File, Page, Width, Height, OriginX, OriginY, Threshold
        FROM tile AS t {Names} ORDER BY 1, 2, 3, 4
        """,
        $"SELECT well.Name, channel.Name, Number, Parent, First, Last, Points FROM track AS t {Names} ORDER BY 1, 2, 3",
        "SELECT well.Name, Timepoint, Dx, Dy, Quality, Applied FROM shift JOIN well ON well.Id = WellId ORDER BY 1, 2",
    ];

    private static readonly string[] Views =
    [
        "measurement", "cell_measurement", "latest_measurement", "latest_cell_measurement", "well_measurement",
        "run_summary", "run_comparison",
    ];

    [Fact]
    public void Merged_shards_of_a_plate_equal_the_rows_of_one_run()
    {
        using var plate = new TestPlate();
        File.WriteAllText(plate["map.csv"], "well,dose\nE4,1.5\nE5,none\n");
        var manifest = CliRun.InProcess(plate[""], "list", "segment", "tiles");
        Assert.Equal(36, manifest.OutLines.Length / 2);
        File.WriteAllText(plate["manifest.txt"], manifest.Out);
        string[] segment = ["segment", "--input-list", "manifest.txt", "--channel", "DAPI", "--measure-channel", "GFP",
            "--method", "otsu", "--statistics", "plate", "--plate-map", "map.csv", "-o"];
        CliRun.InProcess(plate[""], [.. segment, "whole"]).Exits(0);
        for (var shard = 1; shard <= 3; shard++)
        {
            var run = CliRun.InProcess(
                plate[""], [.. segment, "parts", "--shard", $"{shard}/3", "--database", $"{shard}.sqlite"]);
            Assert.Equal((0, 1), (run.ExitCode, run.ErrorLines.Length));
        }

        var joined = CliRun.InProcess(plate[""], "merge", "3.sqlite", "?.sqlite", "-o", "joined.sqlite").Exits(
            1, "both have rows");
        Assert.False(File.Exists(plate["joined.sqlite"]));

        joined = CliRun.InProcess(
            plate[""], "merge", "3.sqlite", "1.sqlite", "2.sqlite", "-o", "joined.sqlite").IsQuiet();
        Assert.Equal(Rows(plate["whole/segmentation.sqlite"]), Rows(plate["joined.sqlite"]));
        Assert.Equal(
            Files(plate["whole"]).Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal) && !IsPage(file)),
            Files(plate["parts"]).Where(file => !IsPage(file)));

        // Apart from its link to the database, the page is the same.
        Assert.Equal(
            File.ReadAllText(plate["whole/segmentation.html"]),
            File.ReadAllText(plate["parts/segmentation.html"])
                .Replace("../3.sqlite", "segmentation.sqlite", StringComparison.Ordinal));
        CliRun.InProcess(plate[""], "merge", "1.sqlite", "-o", "joined.sqlite").Exits(1);
        CliRun.InProcess(plate[""], "merge", "map.csv", "-o", "other.sqlite").Exits(1);
        CliRun.InProcess(plate[""], "merge", "1.sqlite", "-o", "1.sqlite", "--force").Exits(1);
    }

    [Fact]
    public void A_well_with_two_spellings_is_one_well()
    {
        using var plate = new TestPlate();
        string[] segment = ["segment", "tiles", "--channel", "DAPI", "--method", "otsu", "--timepoint", "0", "--well",
            "E4", "-o"];
        CliRun.InProcess(plate[""], [.. segment, "one"]).Exits(0);
        foreach (var tile in plate.Files.Where(file => file.Contains("_E4_T0_", StringComparison.Ordinal)))
        {
            var isFirst = tile.EndsWith("_1_DAPI.tif", StringComparison.Ordinal);
            File.Move(tile, isFirst ? tile : tile.Replace("_E4_", "_E04_", StringComparison.Ordinal));
        }

        Assert.Equal((0, ""), Outcome(CliRun.InProcess(plate[""], [.. segment, "two"])));
        Assert.Single(Directory.GetDirectories(plate["two/Regions"]));
        using (var database = StoreDump.OpenSqlite(plate["two/segmentation.sqlite"]))
        {
            StoreDump.Rows(database, "UPDATE well SET Name = 'E04'");
        }

        var merged = CliRun.InProcess(
            plate[""], "merge", "one/segmentation.sqlite", "two/segmentation.sqlite", "-o", "all.sqlite", "--quiet");
        merged.Exits(1, "both have rows of run default, well E4,");

        static (int, string) Outcome(CliRun run) => (run.ExitCode, string.Concat(run.ErrorLines.SkipLast(1)));
    }

    [Fact]
    public void The_list_of_a_plate_equals_the_tiles_of_a_run_for_folders_of_wells_too()
    {
        using var plate = new TestPlate();
        foreach (var tile in plate.Files)
        {
            var folder = plate["wells/" + (tile.Contains("_E4_", StringComparison.Ordinal) ? "E4" : "E5")];
            Directory.CreateDirectory(folder);
            File.Move(tile, Path.Combine(folder, Path.GetFileName(tile)));
        }

        var list = CliRun.InProcess(plate[""], "list", "segment", "wells").IsQuiet();
        var taken = CliRun.InProcess(plate[""], "segment", "wells", "--list", "--json").Json.Select(
            l => l.GetProperty("path").GetString());
        Assert.Equal(taken, list.OutLines);
    }

    [Fact]
    public void Every_table_of_the_schema_is_merged()
    {
        using var folder = new Runs.TemporaryFolder();
        using (MeasurementStores.Open(folder["a.sqlite"]))
        {
        }

        using var database = StoreDump.OpenSqlite(folder["a.sqlite"]);
        var tables = StoreDump.Rows(
            database,
            "SELECT Name FROM sqlite_master WHERE type = 'table' AND Name NOT LIKE 'sqlite_%' AND Name <> "
            + "'stylize_schema'");
        Assert.Equal(tables.Order(), StoreSchema.Tables.Order());
    }

    private static List<string> Rows(string path)
    {
        using var database = StoreDump.OpenSqlite(path);
        var rows = Queries.SelectMany(query => StoreDump.Rows(database, query).Prepend(query)).ToList();
        foreach (var view in Views)
        {
            var columns = StoreDump.Rows(database, $"SELECT Name FROM pragma_table_info('{view}')")
                .Where(column => column is not ("Id" or "TileId"));
            var found = StoreDump.Rows(
                database, $"SELECT {string.Join(", ", columns.Select(column => $"\"{column}\""))} FROM {view}");
            Assert.True(found.Count > 0 || view == "run_comparison");
            found.Sort(StringComparer.Ordinal);
            rows.AddRange(found.Prepend(view));
        }

        return rows;
    }

    private static bool IsPage(string file) => file.StartsWith("segmentation.html", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file =>
                $"{Path.GetRelativePath(folder, file)} {(file.EndsWith(".sqlite", StringComparison.Ordinal) ? ".sqlite"
                    : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))))}");
}
