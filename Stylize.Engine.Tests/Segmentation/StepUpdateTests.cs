namespace Stylize.Engine.Tests.Segmentation;

/// <summary>`stylize segment --update` with other options: only the steps that read them run again.</summary>
public sealed class StepUpdateTests : PlateTest
{
    private static readonly string[] Tables =
        ["statistic", "image", "track", "shift", "condition", "roi", "experiment", "well", "channel", "tile", "cell",
            "intensity", "(SELECT RunId, ChannelId, Timepoint, Version, Options, InputDigest FROM segmentation)"];

    /// <summary>The steps that run again, the options of the first run, and those of the update.</summary>
    public static TheoryData<string, string, string> Changes { get; } = new()
    {
        { "track", "--track nearest --divisions", "--track nearest --track-distance 9" },
        { "track", "--track nearest --track-distance 1", "--track nearest" },
        { "track", "--align DAPI --cell-channel GFP", "--align DAPI --cell-channel GFP --track overlap" },
        { "positives", "--measure neighbors", "--measure neighbors --positive MeanIntensity_GFP=500" },
        { "quality, positives", "--quality none", "--quality focus" },
        { "positives", "--quality focus", "--quality focus,blank,debris" },
        { "puncta, positives", "--puncta GFP --measure texture",
            "--puncta GFP --measure texture --puncta-threshold 90" },
        { "puncta, positives", "--cell-channel GFP --puncta GFP", "--cell-channel GFP" },
        { "positives", "--crop 16", "--crop 32 --mask-crops" },
        { "positives", "--numbers none", "--numbers label" },
        { "align", "--align DAPI", "--align DAPI --align-to previous" },
        { "positives", "--per-tile", "--per-tile --no-zarr-labels" },
        { "positives", "--track overlap --divisions --cell-channel GFP --crop 16 --positive Area=9",
            "--track overlap --divisions --cell-channel GFP --crop 16 --positive Area=200" },
        { "puncta", "--region rois.geojson --track nearest --puncta GFP",
            "--region rois.geojson --track nearest --puncta GFP --puncta-method laplacian-of-gaussian" },
        { "map", "--track overlap", "--track overlap --plate-map map.csv" },
        { "map", "--track nearest --plate-map odd.csv", "--track nearest --plate-map map.csv" },
        { "map", "--crop 16 --plate-map map.csv", "--crop 16 --plate-map odd.csv" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Other_options_repeat_the_steps_that_read_them_and_give_what_a_new_run_gives(
        string steps, string first, string then)
    {
        File.WriteAllText(_plate["map.csv"], "well,name,concentration\nE3,,4\nE4,DMSO,\nE5,=drug,\n");
        File.WriteAllText(_plate["odd.csv"], "well,\"a, \"\"b\"\"\",dose\nE4,\"two\nlines\",1\nE5,x,2\n");
        File.WriteAllText(
            _plate["rois.geojson"],
            """{"type":"Polygon","coordinates":[[[20,20],[150,20],[150,140],[20,140],[20,20]]]}""");
        Segment("out", first).Exits(0);
        var preview = Segment("out", then, "--update", "--what-if").OutLines;
        Assert.All(preview, line => Assert.Contains(" would be updated: step", line));
        Array.ForEach(steps.Split(", "), step => Assert.Contains(step, preview[0]));
        Assert.DoesNotContain("find", preview[0]);
        Segment("out", then, "--update").Exits(0);
        Segment("new", then).Exits(0);
        var (wanted, updated) = (Files("new"), Files("out"));
        // Files of steps that the options no longer ask for stay.
        Assert.Equal(
            wanted.Keys, updated.Keys.Where(name => wanted.ContainsKey(name) || !name.Contains("_CROPS")));
        Assert.All(wanted, file => Assert.Equal(file.Value, updated[file.Key]));
        Assert.All(Tables, table => Assert.Equal(Rows("new", table), Rows("out", table)));
        Assert.Contains(" 0 created, ", Segment("out", then, "--update").Error);
    }

    [Fact]
    public void Stacks_are_tracked_and_drawn_again_from_their_masks()
    {
        for (var plane = 0; plane < 2 * 12; plane++)
        {
            var (z, shift) = (plane % 12, plane / 12 * 3);
            SampleFiles.Save(_plate[$"stacks/p_A1_T{plane / 12}_z{z:00}_DAPI.tif"], 48, 48, (x, y) => (int)(
                300 + (((x * 7) + (y * 13) + (z * 29)) % 40) + (1000 / (1 + Math.Exp(
                    Math.Sqrt(Math.Pow(x - 24 - shift, 2) + Math.Pow(y - 24, 2) + (4 * Math.Pow(z - 6, 2))) - 7)))));
        }

        void Stacks(string folder, params string[] words) => Run(
        [
            "segment", "stacks", "--name-pattern", "{experiment}_{well}_T{time}_z{z}_{channel}.tif", "--volume",
            "--track", "nearest", "-o", folder, .. words,
        ]).Exits(0);

        Stacks("out", "--track-distance", "1");
        Stacks("out", "--numbers", "label", "--update");
        Stacks("new", "--numbers", "label");
        Assert.Equal(Files("new"), Files("out"));
        Assert.All(Tables, table => Assert.Equal(Rows("new", table), Rows("out", table)));
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
        var updated = Files("out");
        Assert.All(Files("new"), file => Assert.Equal(file.Value, updated[file.Key]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(18, Traits = ["Tier", "All"])]
    public void A_killed_update_leaves_old_or_new_files_and_the_next_one_completes_it(int kills)
    {
        const string Then = "--track nearest --track-distance 9 --crop 16 --positive Area=90";
        Segment("old", "--track nearest --crop 16").Exits(0);
        Segment("new", Then).Exits(0);
        var (old, now) = (Files("old"), Files("new"));
        for (var kill = 1; kill <= kills; kill++)
        {
            foreach (var file in Directory.GetFiles(_plate["old"], "*", SearchOption.AllDirectories))
            {
                var copy = file.Replace(_plate["old"], _plate["out"]);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy, overwrite: true);
            }

            using (var process = CliRun.Start(_plate["."], Words("out", Then, "--update")))
            {
                // From the start of the process to after the last well on most machines.
                process.WaitForExit(300 + (1500 * kill / kills));
                process.Kill();
                process.WaitForExit();
            }

            Assert.All(
                Files("out").Where(file => old.ContainsKey(file.Key)),
                file => Assert.Contains(file.Value, (string[])[old[file.Key], now[file.Key]]));
            Segment("out", Then, "--update").Exits(0);
            Assert.Equal(now, Files("out").Where(file => !AtomicFile.IsTemporary(file.Key)));
            Assert.All(Tables, table => Assert.Equal(Rows("new", table), Rows("out", table)));
            Directory.Delete(_plate["out"], recursive: true);
        }
    }

    private CliRun Segment(string folder, string options, params string[] words) =>
        Run(Words(folder, options, words));

    private static string[] Words(string folder, string options, params string[] words) =>
    [
        "segment", "tiles", "--channel", "DAPI", "--measure-channel", "GFP", "--method", "otsu", "-o", folder,
        .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. words,
    ];

    private SortedDictionary<string, string> Files(string folder) => FilesIn(_plate[folder]);

    /// <summary>Returns the hashes of all files but the database by their names.</summary>
    internal static SortedDictionary<string, string> FilesIn(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".sqlite", StringComparison.Ordinal)).ToDictionary(
                file => Path.GetRelativePath(folder, file),
                file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private List<string> Rows(string folder, string table) =>
    [
        .. StoreDump.Rows(_plate[$"{folder}/segmentation.sqlite"], $"SELECT * FROM {table}")
            .Order(StringComparer.Ordinal),
    ];
}
