
namespace Stylize.Engine.Tests.Segmentation;

/// <summary>A well that fails leaves nothing but the files of an earlier run.</summary>
public sealed class FailedWellTests : PlateTest
{
    [Theory]
    [InlineData("P", 5000)]
    [InlineData("P", 240)]
    [InlineData(null, 4)]
    public void A_name_that_is_too_long_is_refused_before_anything_is_written(string? plate, int channelLength)
    {
        var xml = $"""
            <OME><Plate Name="{plate ?? new string('p', 5000)}"><Well Row="1" Column="2"><WellSample><ImageRef ID="I"/></WellSample></Well>
            </Plate><Image ID="I"><Pixels DimensionOrder="XYZCT" SizeX="40" SizeY="30" SizeZ="1" SizeC="2" SizeT="1" Type="uint16">
            <Channel Name="{new string('n', channelLength)}"/><Channel Name="GFP"/><TiffData/></Pixels></Image></OME>
            """;
        SampleFiles.SavePages(_plate["odd/x.ome.tif"], 40, 30, 2, (_, y, _) => y is > 10 and < 20 ? 51_400 : 257, xml);
        var run = Run("segment", "odd", "-o", "out", "--method", "otsu").Exits(1, "file names have at most 255");
        Assert.True(run.Error.Length < 2000, run.Error);
        Assert.False(Directory.Exists(_plate["out"]));
    }

    [Theory]
    [InlineData("Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv")]
    [InlineData("Thumbnails/E4/PLATE1_E4_T0_DAPI_SUMMARY.json")]
    [InlineData("CellMasksMontage/E4/PLATE1_E4_T0_3_DAPI_ENCODED.tif")]
    public void A_file_that_cannot_be_written_discards_the_others(string obstructed)
    {
        Directory.CreateDirectory(Path.Combine(_plate["out"], obstructed));
        Segment("E4").Exits(1, Path.GetFileName(obstructed));
        Assert.Empty(Files());
    }

    [Fact]
    public void A_failed_well_keeps_the_files_of_an_earlier_run_and_those_of_other_wells()
    {
        Assert.Equal(0, Segment("E4").ExitCode);
        var before = Contents("E4");
        File.Delete(_plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        Directory.CreateDirectory(_plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        var run = Segment("E4,E5", "--force", "--minimum-area", "200").Exits(1);
        Assert.Equal(before.Where(f => !f.Name.EndsWith("_REGIONS.csv", StringComparison.Ordinal)), Contents("E4"));
        Assert.NotEmpty(Contents("E5"));
        Assert.False(Directory.Exists(_plate["out/.stylize-segmentation"]));

        // The next run needs no option to write the well, because its rows are those of its files.
        Directory.Delete(_plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        Assert.Equal(0, Segment("E4,E5", "--update", "--minimum-area", "200").ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_channel_without_a_readable_tile_leaves_no_file_of_its_well(bool isHeaderWhole)
    {
        for (var tile = 1; tile <= 9; tile++)
        {
            var path = _plate[$"tiles/PLATE1_E4_T0_{tile}_GFP.tif"];
            if (isHeaderWhole)
            {
                Damage(path);
            }
            else
            {
                File.WriteAllText(path, "not an image");
            }
        }

        var run = Run("segment tiles -o out --method otsu --timepoint 0").Exits(
            1, "PLATE1_E4_T0 was not segmented, because channel GFP has no readable tile.");
        Assert.DoesNotContain(Files(), file => file.Contains("_E4_"));
        Assert.Contains(Files(), file => file.EndsWith("PLATE1_E5_T0_GFP_REGIONS.csv", StringComparison.Ordinal));
        Assert.DoesNotContain("_E4_", run.Out);
        Assert.Equal(["E5"], StoreDump.Rows(_plate["out/segmentation.sqlite"], "SELECT DISTINCT Name FROM well"));
    }

    [Fact]
    public void A_timepoint_without_a_readable_tile_leaves_no_file_and_its_well_is_tracked_without()
    {
        for (var tile = 1; tile <= 9; tile++)
        {
            Damage(_plate[$"tiles/PLATE1_E4_T1_{tile}_DAPI.tif"]);
        }

        Run("segment tiles -o out --method otsu --channel DAPI --well E4 --track overlap").Exits(1);
        Assert.DoesNotContain(Files(), file => file.Contains("_E4_T1_"));
        Assert.Contains(Files(), file => file.EndsWith("PLATE1_E4_T0_DAPI_REGIONS.csv", StringComparison.Ordinal));
        Assert.DoesNotContain(Files(), file => new FileInfo(file).Length == 0);
        Assert.Equal(
            ["0"],
            StoreDump.Rows(_plate["out/segmentation.sqlite"], "SELECT DISTINCT Timepoint FROM segmentation"));
    }

    /// <summary>Overwrites the pixels, but not the header.</summary>
    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 3, bytes.Length / 3).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
    }

    private CliRun Segment(string wells, params string[] options) => Run(
        ["segment", "tiles", "-o", "out", "--channel", "DAPI", "--method", "otsu", "--timepoint", "0", "--well", wells,
            .. options]);

    private string[] Files() => Directory.GetFiles(_plate["out"], "*", SearchOption.AllDirectories);

    private (string Name, string Text)[] Contents(string well) =>
    [
        .. Files().Where(f => Path.GetFileName(Path.GetDirectoryName(f)) == well).Order()
            .Select(f => (f, Convert.ToHexString(File.ReadAllBytes(f)))),
    ];
}
