namespace Stylize.Engine.Tests.Segmentation;

public sealed class PlateRunTests : FolderTest
{
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
