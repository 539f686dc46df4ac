namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Several runs in one database.</summary>
public sealed class RunTests : PlateTest
{
    private const string Everything =
        "SELECT Run, Experiment, Well, Timepoint, Channel, Tile, Label, Area, MeanIntensity_DAPI, MeanIntensity_GFP "
        + "FROM cell_measurement "
        + "WHERE run = '{0}' ORDER BY well, Timepoint, Label";

    [Fact]
    public void Runs_are_stored_side_by_side_and_a_rerun_replaces_only_its_own_rows()
    {
        var options = _plate.Options with { Run = "threshold-1" };
        Do(options);
        var higher = options with
        {
            Run = "threshold-2",
            Segmentation = options.Segmentation with { MinimumArea = 200 },
        };
        using var database = StoreDump.OpenSqlite(_plate["out/segmentation.sqlite"]);
        var first = Rows("threshold-1");
        Do(higher);
        var second = Rows("threshold-2");
        Assert.Equal(first, Rows("threshold-1"));
        Assert.InRange(second.Count, 1, first.Count - 1);
        Assert.Equal(second.Count, StoreDump.Scalar(database, "SELECT COUNT(*) FROM latest_cell_measurement"));
        Assert.Equal(
            first.Count, StoreDump.Scalar(database, "SELECT SUM(cells) FROM run_summary WHERE run = 'threshold-1'"));
        Assert.Equal(first.Count - second.Count, StoreDump.Scalar(
            database,
            "SELECT SUM(MoreCells) FROM run_comparison WHERE run = 'threshold-2' AND OtherRun = 'threshold-1'"));
        Do(higher with { Segmentation = options.Segmentation }, _plate.Targets(force: true));
        Assert.Equal(first, Rows("threshold-1"));
        Assert.Equal(
            first.Select(r => r.Replace("threshold-1", "threshold-2")),
            Rows("threshold-2"));

        List<string> Rows(string run) => StoreDump.Rows(database, string.Format(null, Everything, run));
    }

    [Fact]
    public void A_run_records_its_options_and_inputs()
    {
        Do(_plate.Options);
        var run = Assert.Single(
            StoreDump.Rows(_plate["out/segmentation.sqlite"], "SELECT Name, InputDigest, Time, Options FROM run"));
        var fields = run.Split('|', 4);
        Assert.Equal(("default", 64), (fields[0], fields[1].Length));
        Assert.True(DateTimeOffset.TryParse(fields[2], out _));
        using var json = JsonDocument.Parse(fields[3]);
        Assert.Equal(1, json.RootElement.GetProperty("StandardDeviations").GetDouble());
        Assert.Equal("DAPI", json.RootElement.GetProperty("Channel")[0].GetString());
        Assert.DoesNotContain(_plate[""], fields[3]);

        // The digest depends only on the input.
        Do(_plate.Options, _plate.Targets("again"));
        Assert.Equal(fields[1], Digest("again"));
        File.Copy(Path.Combine(_plate.Tiles, "PLATE1_E5_T0_1_GFP.tif"),
            Path.Combine(_plate.Tiles, "PLATE1_E4_T0_1_GFP.tif"), true);
        Do(_plate.Options, _plate.Targets("other"));
        Assert.NotEqual(fields[1], Digest("other"));
    }

    private void Do(PlateOptions options, TargetOptions? targets = null) =>
        Assert.Empty(CollectedRun.Of(options, targets ?? _plate.Targets(), _plate.Files).Failures);

    private string Digest(string folder) => Assert.Single(
        StoreDump.Rows(_plate[$"{folder}/segmentation.sqlite"], "SELECT InputDigest FROM run"));
}
