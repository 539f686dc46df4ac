using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Tests two runs with one destination, and databases that cannot be written.</summary>
public sealed class SharedDestinationTests : PlateTest
{
    [Fact]
    public void A_well_that_another_run_segments_is_one_failure_until_that_run_ends()
    {
        var options = _plate.Options;
        var plan = PlatePlan.Make(_plate.Files, options, ImageCodecs.Default);
        using var first = new PlateSegmenter(options, _plate.Targets(), plan, ImageCodecs.Default);
        using var second = new PlateSegmenter(options, _plate.Targets(), plan, ImageCodecs.Default);
        first.Segment([plan.Wells[0]], OperationContext.Quiet);
        Fails.Of(
            StylizeError.TargetConflict, () => second.Segment([plan.Wells[0]], OperationContext.Quiet),
            "Another run is segmenting PLATE1_E4_T0");
        second.Segment([plan.Wells[1]], OperationContext.Quiet);
        first.Dispose();
        second.Segment([plan.Wells[0]], OperationContext.Quiet);
    }

    [Fact]
    public void Many_threads_create_and_remove_marks_while_the_last_mark_removes_the_folder()
    {
        var options = _plate.Options;
        var plan = PlatePlan.Make(_plate.Files, options, ImageCodecs.Default);
        Parallel.ForEach(plan.Wells, new ParallelOptions { MaxDegreeOfParallelism = 4 }, well =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var marks = new WellMarks(new PlateFiles(_plate["out"], options), options, _plate.Targets());
                marks.Set(well);
                marks.End(well, isStored: true);
            }
        });
        Assert.False(Directory.Exists(_plate["out/.stylize-segmentation"]));
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/proc/none/x.sqlite")]
    public void A_database_that_cannot_be_created_is_one_failure_that_names_it(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        Assert.Contains($"The database '{path}' failed: ", Open(path, path).Message);
    }

    [Theory]
    [InlineData("postgresql://", "PostgreSQL", "it has no host", StylizeError.TargetUnwritable)]
    [InlineData(
        "postgresql://me:secret@:notaport/x", "PostgreSQL", "it is not an address", StylizeError.TargetUnwritable)]
    [InlineData(
        "Host=nobody.invalid;Password=secret;Database=lab", "nobody.invalid/lab", "", StylizeError.ConnectionFailed)]
    public void A_database_that_cannot_be_reached_is_named_without_its_password(
        string database, string name, string why, StylizeError error)
    {
        var failure = Open(database, name, error);
        Assert.StartsWith($"The database '{name}' failed: {why}", failure.Message);
        Assert.DoesNotContain("secret", failure.Message);
    }

    [Fact]
    public void Other_files_and_folders_are_not_databases()
    {
        Directory.CreateDirectory(_plate["out"]);
        File.WriteAllText(_plate["out/notes.txt"], new string('x', 2000));
        var notes = Open(_plate["out/notes.txt"], _plate["out/notes.txt"]);
        Assert.EndsWith("notes.txt' failed: it is not a SQLite database.", notes.Message);
        Assert.EndsWith("failed: it is a folder.", Open(_plate["out"], _plate["out"]).Message);
    }

    private static StylizeException Open(
        string database, string target, StylizeError error = StylizeError.TargetUnwritable) =>
        Fails.At(error, target, () => MeasurementStores.Open(database));
}
