namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment` and `stylize regions` from the command line.</summary>
public sealed class SegmentCommandTests
{
    private static readonly string[] Segment =
        ["segment", "tiles", "--channel", "DAPI", "--measure-channel", "GFP", "--standard-deviations", "1"];

    [Fact]
    public void A_plate_is_segmented_in_one_command()
    {
        using var plate = new TestPlate();
        var run = CliRun.InProcess(plate[""], [.. Segment, "-o", "out", "--json", "--verbose"]).Exits(0);
        // Nine masks, montage mask, montage, overlay and table of each of two wells at two timepoints; two overviews,
        // page and database.
        Assert.Equal(57, run.Json.Length);
        Assert.Equal(4, run.Json.Count(f => f.GetProperty("kind").GetString() == "Overlay"));
        Assert.All(run.Json, f => Assert.True(File.Exists(f.GetProperty("target").GetString())));
        Assert.Equal("Database", run.Json[^1].GetProperty("kind").GetString());
        var regions = Enumerable.Range(0, 4).Sum(w => TestPlate.Objects(w).Count);
        Assert.Contains($"stylize: 2 wells, {regions} regions at 2 timepoints, no warnings. Page: '", run.Error,
            StringComparison.Ordinal);

        // A mask counts the regions that it shows, the montage all of them.
        var shown = run.Json.Where(f => f.GetProperty("kind").GetString() == "Mask").ToList();
        Assert.All(shown,
            f => Assert.Equal(LabelsOf(f.GetProperty("target").GetString()!), f.GetProperty("regions").GetInt32()));
        Assert.True(run.Json[0].GetProperty("databaseTime").GetDouble() > 0);
        Assert.Contains("database rows/s; peak memory", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Tier", "All")]
    public void A_killed_run_that_is_run_again_gives_the_files_and_rows_of_an_undisturbed_one()
    {
        using var plate = new TestPlate();
        CliRun.AsProcess(plate[""], [.. Segment, "-o", "truth", "--throttle-limit", "1"]).Exits(0);
        foreach (var option in (string[])["", "--force", "--update"])
        {
            string[] command = [.. Segment, "-o", $"out{option}"];
            using (var process = CliRun.Start(plate[""], [.. command, "--throttle-limit", "1"]))
            {
                // After the first line of the first well, the second well is being segmented.
                Assert.NotNull(process.StandardOutput.ReadLine());
                process.Kill();
                process.WaitForExit();
            }

            var again = CliRun.AsProcess(plate[""], option.Length == 0 ? command : [.. command, option]);
            Assert.Equal(option.Length == 0 ? 1 : 0, again.ExitCode);
            Assert.All(again.ErrorLines, l => Assert.Matches("TargetExists|Page: '|, 0 failed", l));
            Assert.Equal(Files("truth"), Files($"out{option}"));
            Assert.Equal(
                StoreDump.OfSqlite(plate["truth/segmentation.sqlite"]),
                StoreDump.OfSqlite(plate[$"out{option}/segmentation.sqlite"]));
        }

        IEnumerable<(string, string)> Files(string folder) =>
            Directory.GetFiles(plate[folder], "*.*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(file =>
                    (Path.GetRelativePath(plate[folder], file), Convert.ToHexString(File.ReadAllBytes(file))));
    }

    [Fact]
    public void A_folder_includes_its_tiles_in_every_supported_format()
    {
        using var plate = new TestPlate();
        foreach (var (file, format) in plate.Files.Order(StringComparer.Ordinal)
            .Zip([ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif]))
        {
            using var image = ImageCodecs.Default.DecodeRgba(ImageSource.File(file));
            image.Save(Path.ChangeExtension(file, format.ToString().ToLowerInvariant()), new(format));

            File.Delete(file);
        }

        var list = CliRun.InProcess(plate[""], "segment", "tiles", "-o", "out", "--list", "--json");
        Assert.Equal(plate.Files.ToHashSet(), list.Json.Select(t => t.GetProperty("path").GetString()!).ToHashSet());
    }

    [Fact]
    public void The_list_writes_nothing()
    {
        using var plate = new TestPlate();
        var list = CliRun.InProcess(plate[""], "segment", "tiles", "-o", "out", "--list", "--well", "E5", "--json");
        Assert.Equal(36, list.Json.Length);
        Assert.All(list.Json, t => Assert.Equal("E5", t.GetProperty("well").GetString()));
        Assert.False(Directory.Exists(plate["out"]));
    }

    [Fact]
    public void Regions_are_printed_one_per_line()
    {
        using var plate = new TestPlate();
        string[] arguments = ["regions", "tiles/PLATE1_E4_T0_1_DAPI.tif", "--method", "Otsu", "--property",
            "Area,Centroid", "--json"];
        var run = CliRun.InProcess(plate[""], arguments).Exits(0);
        Assert.NotEmpty(run.Json);
        Assert.Equal(
            ["Source", "Label", "Area", "CentroidX", "CentroidY"], run.Json[0].EnumerateObject().Select(p => p.Name));
        Assert.All(run.Json, r => Assert.True(r.GetProperty("Area").GetInt64() > 50));
    }

    [Fact]
    public void Regions_are_written_as_table_overlay_and_mask()
    {
        using var plate = new TestPlate();
        string[] images = ["tiles/PLATE1_E4_T0_1_DAPI.tif", "tiles/PLATE1_E4_T0_2_DAPI.tif"];
        string[] options = ["--method", "Otsu", "-o", "all.csv", "--overlay", "over", "--mask", "masks"];
        var run = CliRun.InProcess(plate[""], ["regions", .. images, .. options]).IsQuiet();
        Assert.Equal(5, run.OutLines.Length);
        var rows = File.ReadAllLines(plate["all.csv"]);
        Assert.StartsWith("Path,Label,Area,", rows[0], StringComparison.Ordinal);
        Assert.Equal(images.Select(i => plate[i]), rows[1..].Select(r => r.Split(',')[0]).Distinct());
        var second = rows[1..].Count(r => r.StartsWith(plate[images[1]], StringComparison.Ordinal));
        Assert.Equal(second, LabelsOf(plate["masks/PLATE1_E4_T0_2_DAPI.mask.tif"]));
        Assert.True(File.Exists(plate["over/PLATE1_E4_T0_1_DAPI.overlay.png"]));

        // Nothing is replaced, and two images have no common overlay.
        CliRun.InProcess(plate[""], ["regions", images[0], "-o", "all.csv"]).Exits(1);
        Assert.Equal(rows, File.ReadAllLines(plate["all.csv"]));
        var conflict = CliRun.InProcess(plate[""], ["regions", .. images, "--overlay", "one.png"]);
        Assert.Equal((1, 1), (conflict.ExitCode, conflict.OutLines.Length));
        Assert.Contains("TargetConflict", conflict.Error, StringComparison.Ordinal);
        CliRun.InProcess(plate[""], ["regions", images[0], "-o", "table.xls"]).Exits(2);
        CliRun.InProcess(plate[""], ["regions", images[0], "-o", "tables", "--method", "Otsu"]).Exits(0);
        Assert.True(File.Exists(plate["tables/PLATE1_E4_T0_1_DAPI.regions.csv"]));

        // An image that cannot be read does not lose the others.
        File.WriteAllText(plate["tiles/bad.tif"], "no image");
        CliRun.InProcess(plate[""], ["regions", "tiles/bad.tif", .. images, "-o", "some.csv", "--mask", "m"]).Exits(1);
        Assert.Equal(2, File.ReadAllLines(plate["some.csv"])[1..].Select(r => r.Split(',')[0]).Distinct().Count());
        Assert.Equal(2, Directory.GetFiles(plate["m"]).Length);
    }

    private static int LabelsOf(string mask)
    {
        using var samples = ImageCodecs.Default.DecodeSamples(ImageSource.File(mask));
        return Enumerable.Range(0, samples.Height).SelectMany(y => samples.Planes[0].Row(y).ToArray()).Where(l => l > 0)
            .Distinct().Count();
    }
}
