namespace Stylize.Engine.Tests.Segmentation;

public sealed class PlateRunTests : FolderTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_tile_deleted_after_planning_is_reported_and_the_rest_of_its_well_is_segmented(int vanished)
    {
        for (var tile = 1; tile <= 4; tile++)
        {
            SaveTile("B2", tile);
            SaveTile("B3", tile);
        }

        var run = CollectedRun.Of(Options(), Targets, Directory.GetFiles(_folder["tiles"]), planned: plan =>
        {
            Assert.Equal(["EXP_B2_T0", "EXP_B3_T0"], plan.Wells.Select(well => well.Name));
            File.Delete(Tile("B2", vanished));
        });

        var results = run.Results;
        Assert.Equal(["EXP_B2_T0", "EXP_B3_T0"], results.Select(r => r.Source));
        Assert.All(results, r => Assert.True(r.Succeeded));
        var failure = Assert.Single(results[0].Value!.Failures);
        Assert.Equal((StylizeError.ImageMissing, Tile("B2", vanished)), (failure.Error, failure.Target));
        Assert.Equal((failure, "EXP_B2_T0"), Assert.Single(run.Failures));
        var measured = results.Select(r => Assert.Single(r.Value!.Timepoints)).ToList();
        Assert.Equal((3, 4), (measured[0].TileCount, measured[1].TileCount));
        Assert.Empty(results[1].Value!.Failures);
        Assert.Equal((3, 4), (measured[0].RegionCount, measured[1].RegionCount));
    }

    [Fact]
    public void The_summary_has_the_numbers_of_parallel_wells_and_threads()
    {
        SaveTile("B2", 1);
        var batch =
            new BatchOptions { Limits = new RunnerOptions { ThrottleLimit = 8, MaxThreads = 3 }, Verbose = true };
        var run = CollectedRun.Of(Options(), Targets, [Tile("B2", 1)], batch: batch);
        Assert.Contains(run.Details, line => line.Contains("3 wells at a time, 3 threads;"));
    }

    private static PlateOptions Options() => new()
    {
        Segmentation = new SegmentationOptions { Method = ThresholdMethod.Manual, Threshold = 500, MinimumArea = 1 },
    };

    private TargetOptions Targets => new() { Destination = _folder["out"] };

    private string Tile(string well, int tile) => Path.Combine(_folder["tiles"], $"EXP_{well}_T0_{tile}_DAPI.tif");

    /// <summary>A dark tile with one bright square in its middle.</summary>
    private void SaveTile(string well, int tile) => SampleFiles.Save(
        Tile(well, tile), 40, 30, (x, y) => x is >= 15 and < 25 && y is >= 10 and < 20 ? 1000 : 0);
}
