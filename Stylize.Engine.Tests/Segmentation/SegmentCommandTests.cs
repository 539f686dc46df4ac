namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment` and `stylize regions` from the command line.</summary>
public sealed class SegmentCommandTests : PlateTest
{
    [Fact]
    public void The_list_of_a_folder_has_its_tiles_in_every_supported_format_and_writes_nothing()
    {
        foreach (var (file, format) in _plate.Files.Order(StringComparer.Ordinal)
            .Zip([ImageFormat.Png, ImageFormat.WebP, ImageFormat.Gif]))
        {
            using var image = ImageCodecs.Default.DecodeRgba(ImageSource.File(file));
            image.Save(Path.ChangeExtension(file, format.ToString().ToLowerInvariant()), new(format));

            File.Delete(file);
        }

        string[] list = ["segment", "tiles", "-o", "out", "--list", "--json"];
        Assert.Equal(
            _plate.Files.ToHashSet(), Run(list).Json.Select(t => t.GetProperty("path").GetString()!).ToHashSet());
        Assert.Equal(
            Enumerable.Repeat("E5", 36),
            Run([.. list, "--well", "E5"]).Json.Select(t => t.GetProperty("well").GetString()));
        Assert.False(Directory.Exists(_plate["out"]));
    }

    [Fact]
    public void Regions_are_written_as_table_overlay_and_mask()
    {
        string[] images = ["tiles/PLATE1_E4_T0_1_DAPI.tif", "tiles/PLATE1_E4_T0_2_DAPI.tif"];
        string[] options = ["--method", "Otsu", "-o", "all.csv", "--overlay", "over", "--mask", "masks"];
        var run = Run(["regions", .. images, .. options]).IsQuiet();
        Assert.Equal(5, run.OutLines.Length);
        var rows = File.ReadAllLines(_plate["all.csv"]);
        Assert.StartsWith("Path,Label,Area,", rows[0]);
        Assert.Equal(images.Select(i => _plate[i]), rows[1..].Select(r => r.Split(',')[0]).Distinct());
        var second = rows[1..].Count(r => r.StartsWith(_plate[images[1]], StringComparison.Ordinal));
        Assert.Equal(second, LabelsOf(_plate["masks/PLATE1_E4_T0_2_DAPI.mask.tif"]));
        Assert.True(File.Exists(_plate["over/PLATE1_E4_T0_1_DAPI.overlay.png"]));

        // Nothing is replaced, and two images have no common overlay.
        Run(["regions", images[0], "-o", "all.csv"]).Exits(1);
        Assert.Equal(rows, File.ReadAllLines(_plate["all.csv"]));
        Assert.Single(Run(["regions", .. images, "--overlay", "one.png"]).Exits(1, "TargetConflict").OutLines);
        Run(["regions", images[0], "-o", "table.xls"]).Exits(2);
        Run(["regions", images[0], "-o", "tables", "--method", "Otsu"]).Exits(0);
        Assert.True(File.Exists(_plate["tables/PLATE1_E4_T0_1_DAPI.regions.csv"]));

        // An image that cannot be read does not lose the others.
        File.WriteAllText(_plate["tiles/bad.tif"], "no image");
        Run(["regions", "tiles/bad.tif", .. images, "-o", "some.csv", "--mask", "m"]).Exits(1);
        Assert.Equal(2, File.ReadAllLines(_plate["some.csv"])[1..].Select(r => r.Split(',')[0]).Distinct().Count());
        Assert.Equal(2, Directory.GetFiles(_plate["m"]).Length);
    }

    private static int LabelsOf(string mask) => SampleFiles.Labels(mask).Count;
}
