namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment --update` with other options: only the steps that read them run again.</summary>
public sealed class StepUpdateTests : PlateTest
{
    private static readonly string[] Tables =
        ["statistic", "image", "track", "shift", "condition", "roi", "experiment", "well", "channel", "tile", "cell",
            "intensity", "(SELECT RunId, ChannelId, Timepoint, Version, Options, InputDigest FROM segmentation)"];

    /// <summary>For each case the steps that run again, the options of the first run, and those of the update.</summary>
    public static TheoryData<string, string, string> Changes { get; } = new()
    {
        { "track", "--track nearest --divisions", "--track nearest --track-distance 9" },
        { "track", "--align DAPI --cell-channel GFP", "--align DAPI --cell-channel GFP --track overlap" },
        { "positives", "--measure neighbors", "--measure neighbors --positive MeanIntensity_GFP=500" },
        { "quality, positives", "", "--quality focus" },
        { "positives", "--quality focus", "--quality focus,blank,debris" },
        { "puncta, positives", "--puncta GFP --measure texture", "--puncta GFP --measure texture --puncta-threshold 90" },
        { "puncta, positives", "--cell-channel GFP --puncta GFP", "--cell-channel GFP" },
        { "positives", "--crop 16", "--crop 32 --mask-crops" },
        { "positives", "--numbers none", "--numbers label" },
        { "align", "--align DAPI", "--align DAPI --align-to previous" },
        { "positives", "--per-tile", "--per-tile --uncompressed" },
        { "positives", "--track overlap --divisions --cell-channel GFP --crop 16 --positive Area=9",
            "--track overlap --divisions --cell-channel GFP --crop 16 --positive Area=200" },
        { "puncta", "--region rois.geojson --track nearest --puncta GFP",
            "--region rois.geojson --track nearest --puncta GFP --puncta-method laplacian-of-gaussian" },
        { "map", "--track overlap", "--track overlap --plate-map map.csv" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Other_options_repeat_the_steps_that_read_them_and_give_what_a_new_run_gives(
        string steps, string first, string then)
    {
        File.WriteAllText(_plate["map.csv"], "well,role\nE4,sample\n");
        File.WriteAllText(
            _plate["rois.geojson"], """{"type":"Polygon","coordinates":[[[20,20],[150,20],[150,140],[20,140],[20,20]]]}""");
        Segment("out", first).Exits(0);
        var preview = Segment("out", then, "--update", "--what-if").OutLines;
        Assert.All(preview, line => Assert.Contains(" would be updated: step", line));
        Array.ForEach(steps.Split(", "), step => Assert.Contains(step, preview[0]));
        Assert.DoesNotContain("find", preview[0]);
        Segment("out", then, "--update").Exits(0);
        Segment("new", then).Exits(0);
        Assert.Equal(Files("new").Keys, Files("out").Keys.Where(name => !IsLeft(name)));
        Assert.All(Files("new"), file => Assert.Equal(file.Value, Files("out")[file.Key]));
        Assert.All(Tables, table => Assert.Equal(Rows("new", table), Rows("out", table)));
        Assert.Contains(" 0 created, ", Segment("out", then, "--update").ErrorLines[0]);

        // Files of steps that the options no longer ask for stay.
        bool IsLeft(string name) => !Files("new").ContainsKey(name) && name.Contains("_CROPS");
    }

    [Fact]
    public void Options_of_earlier_steps_and_a_changed_file_segment_the_well_again()
    {
        Segment("out", "--crop 16").Exits(0);
        Assert.Contains("would be segmented", Segment("out", "--minimum-area 9", "--update", "--what-if").OutLines[0]);
        var state = Directory.GetFiles(_plate["out/.stylize-steps/E4"])[0];
        var mask = Directory.GetFiles(_plate["out/CellMasksMontage/E5"], "*_1_*_ENCODED.tif")[0];
        File.WriteAllText(state, "{}");
        File.Copy(mask.Replace("_1_", "_2_"), mask, overwrite: true);
        Segment("out", "--crop 32 --mask-crops", "--update").Exits(0);
        Segment("new", "--crop 32 --mask-crops").Exits(0);
        Assert.All(Files("new"), file => Assert.Equal(file.Value, Files("out")[file.Key]));
    }

    private CliRun Segment(string folder, string options, params string[] words) => Run(
    [
        "segment", "tiles", "--channel", "DAPI", "--measure-channel", "GFP", "--method", "otsu", "-o", folder,
        .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. words,
    ]);

    private SortedDictionary<string, string> Files(string folder) => FilesIn(_plate[folder]);

    /// <summary>Returns the hashes of all files but the database by their names.</summary>
    internal static SortedDictionary<string, string> FilesIn(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal)).ToDictionary(
                file => Path.GetRelativePath(folder, file),
                file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private List<string> Rows(string folder, string table) =>
        [.. StoreDump.Rows(_plate[$"{folder}/segmentation.sqlite"], $"SELECT * FROM {table}").Order(StringComparer.Ordinal)];
}
