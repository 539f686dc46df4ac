using Npgsql;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Several runs in one database.</summary>
public sealed class RunTests
{
    private const string Everything =
        "SELECT Run, Experiment, Well, Timepoint, Channel, Tile, Label, Area, MeanIntensity_DAPI, MeanIntensity_GFP "
        + "FROM cell_measurement "
        + "WHERE run = '{0}' ORDER BY well, Timepoint, Label";

    [Fact]
    public void Runs_are_stored_side_by_side_and_a_rerun_replaces_only_its_own_rows()
    {
        using var plate = new TestPlate();
        var options = plate.Options with { Run = "threshold-1" };
        Do(plate, options);
        var higher = options with
        {
            Run = "threshold-2",
            Segmentation = options.Segmentation with { MinimumArea = 200 },
        };
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        var first = StoreDump.Rows(database, string.Format(null, Everything, "threshold-1"));
        Do(plate, higher);
        var second = StoreDump.Rows(database, string.Format(null, Everything, "threshold-2"));
        Assert.Equal(first, StoreDump.Rows(database, string.Format(null, Everything, "threshold-1")));
        Assert.InRange(second.Count, 1, first.Count - 1);
        Assert.Equal(second.Count, StoreDump.Scalar(database, "SELECT COUNT(*) FROM latest_cell_measurement"));
        Assert.Equal(
            first.Count, StoreDump.Scalar(database, "SELECT SUM(cells) FROM run_summary WHERE run = 'threshold-1'"));
        Assert.Equal(first.Count - second.Count, StoreDump.Scalar(
            database,
            "SELECT SUM(MoreCells) FROM run_comparison WHERE run = 'threshold-2' AND OtherRun = 'threshold-1'"));
        Do(plate, higher with { Segmentation = options.Segmentation }, plate.Targets(force: true));
        Assert.Equal(first, StoreDump.Rows(database, string.Format(null, Everything, "threshold-1")));
        Assert.Equal(
            first.Select(r => r.Replace("threshold-1", "threshold-2", StringComparison.Ordinal)),
            StoreDump.Rows(database, string.Format(null, Everything, "threshold-2")));
    }

    [Fact]
    public void A_run_records_its_options_and_inputs()
    {
        using var plate = new TestPlate();
        Do(plate, plate.Options);
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        var run = Assert.Single(StoreDump.Rows(database, "SELECT Name, Version, '', InputDigest, Time FROM run"));
        var fields = run.Split('|');
        fields[2] = Assert.Single(StoreDump.Rows(database, "SELECT Options FROM run"));
        Assert.Equal("default", fields[0]);
        using var json = System.Text.Json.JsonDocument.Parse(fields[2]);
        Assert.Equal(1, json.RootElement.GetProperty("StandardDeviations").GetDouble());
        Assert.Equal("DAPI", json.RootElement.GetProperty("Channel")[0].GetString());
        Assert.DoesNotContain(plate[""], fields[2], StringComparison.Ordinal);
        Assert.Equal(64, fields[3].Length);
        Assert.True(DateTimeOffset.TryParse(fields[4], out _));

        // The digest depends only on the input.
        Do(plate, plate.Options, plate.Targets("again"));
        Assert.Equal(fields[3], Digest(plate["again/segmentation.sqlite"]));
        File.Copy(Path.Combine(plate.Tiles, "PLATE1_E5_T0_1_GFP.tif"),
            Path.Combine(plate.Tiles, "PLATE1_E4_T0_1_GFP.tif"), true);
        Do(plate, plate.Options, plate.Targets("other"));
        Assert.NotEqual(fields[3], Digest(plate["other/segmentation.sqlite"]));
    }

    [Fact]
    public void Rows_of_a_run_are_not_replaced_without_force()
    {
        using var plate = new TestPlate();
        string[] segment = ["segment", "tiles", "--channel", "DAPI", "--database", "lab.sqlite"];
        CliRun.InProcess(plate[""], [.. segment, "-o", "one"]).Exits(0);
        CliRun.InProcess(plate[""], [.. segment, "-o", "two", "--method", "Li"]).Exits(1, "TargetExists", "'default'");
        Assert.False(Directory.Exists(plate["two/Regions"]));
        CliRun.InProcess(plate[""], [.. segment, "-o", "two", "--method", "Li", "--run", "li"]).Exits(0);
        Assert.True(File.Exists(plate["two/Runs/li/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]));
        using var database = StoreDump.OpenSqlite(plate["lab.sqlite"]);
        Assert.Equal(2, StoreDump.Scalar(database, "SELECT COUNT(*) FROM run"));
        CliRun.InProcess(plate[""], [.. segment, "-o", "two", "--run", "a/b"]).Exits(2);
    }

    [Fact]
    public void A_plate_map_adds_columns_to_tables_and_views()
    {
        using var plate = new TestPlate();
        File.WriteAllText(plate["map.csv"], "Well,Compound,Dose,Order\nE04,\"DMSO, dry\",0,x\nE5,Taxol,1e-3,y\n");
        CliRun.InProcess(
            plate[""], "segment", "tiles", "-o", "out", "--channel", "DAPI", "--standard-deviations", "1",
            "--plate-map", "map.csv").Exits(0);
        var table = File.ReadAllLines(plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        Assert.StartsWith(
            "Experiment,Well,Timepoint,Channel,Tile,Compound,Dose,Order,Label,", table[0], StringComparison.Ordinal);
        Assert.Contains(",\"DMSO, dry\",0,x,1,", table[1], StringComparison.Ordinal);
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        Assert.Equal(
            ["E4|DMSO, dry|0|x", "E5|Taxol|0.001|y"],
            StoreDump.Rows(database,
                "SELECT DISTINCT well, compound, dose, \"order\" FROM cell_measurement WHERE dose < 1 ORDER BY well"));
    }

    [Fact<PostgresServer>]
    public void PostgreSQL_keeps_runs_and_plate_maps_like_SQLite()
    {
        using var server = PostgresServer.Start();
        using var plate = new TestPlate();
        File.WriteAllText(plate["map.csv"], "well;user;dose\nE4;me;2\nE5;you;3\n");
        string[] queries =
        [
            string.Format(null, Everything, "one"), string.Format(null, Everything, "two"),
            "SELECT Experiment, Well, Timepoint, Channel, Run, OtherRun, Cells, OtherCells, MoreCells FROM "
            + "run_comparison ORDER BY well, timepoint, run",
            "SELECT DISTINCT well, \"user\", dose, run FROM latest_measurement ORDER BY well",
            "SELECT run.Name, InputDigest FROM run ORDER BY Name",
        ];
        foreach (var database in (string?[])[null, server.ConnectionString])
        {
            var options = plate.Options with { Run = "one", PlateMap = plate["map.csv"] };
            var targets = plate.Targets(database is null ? "sqlite" : "postgres") with { Database = database };
            Do(plate, options, targets);
            Do(plate,
                options with { Run = "two", Segmentation = options.Segmentation with { MinimumArea = 200 } }, targets);
        }

        using var sqlite = StoreDump.OpenSqlite(plate["sqlite/segmentation.sqlite"]);
        using var postgres = new NpgsqlConnection(server.ConnectionString);
        postgres.Open();
        foreach (var query in queries)
        {
            Assert.NotEmpty(StoreDump.Rows(sqlite, query));
            Assert.Equal(StoreDump.Rows(sqlite, query), StoreDump.Rows(postgres, query));
        }
    }

    internal static List<WellResult> Do(TestPlate plate, PlateOptions options, TargetOptions? targets = null)
    {
        var run = CollectedRun.Of(options, targets ?? plate.Targets(), plate.Files);
        Assert.Empty(run.Failures);
        return [.. run.Results.Select(result => result.Value!)];
    }

    private static string Digest(string path)
    {
        using var database = StoreDump.OpenSqlite(path);
        return Assert.Single(StoreDump.Rows(database, "SELECT InputDigest FROM run"));
    }
}
