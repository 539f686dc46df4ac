using System.Data.Common;
using Npgsql;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Tracking;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Laws that each step of the table of steps keeps.</summary>
public sealed class EveryStepTests : PlateTest
{
    /// <summary>For each step the options that turn it on.</summary>
    internal static readonly Dictionary<string, string> On = new()
    {
        ["plan"] = "--channel DAPI --measure-channel GFP", ["place"] = "--background subtract-tile",
        ["find"] = "--method otsu", ["cells"] = "--cell-channel GFP", ["measure"] = "--measure neighbors --ring 2,8",
        ["puncta"] = "--puncta GFP", ["quality"] = "--quality report", ["align"] = "--align DAPI",
        ["map"] = "--plate-map map.csv", ["track"] = "--track overlap --divisions",
        ["positives"] = "--positive Area=50",
        ["write"] = "--numbers label", ["crops"] = "--crop 16", ["page"] = "",
    };

    /// <summary>A plate map with the name of a statistic, a reserved word and a quoted comma.</summary>
    internal const string Map =
        "well,Mean,role,compound,concentration,user\n"
        + "E4,1.5,negative,DMSO,,me\nE5,2,sample,drug,2,\"a,b\"\n";

    [Fact]
    public void Each_step_reads_what_earlier_ones_give_and_declares_its_options_and_columns()
    {
        Assert.Equal(StepTable.All.Select(step => step.Name), On.Keys.OrderBy(
            name => StepTable.All.ToList().FindIndex(step => step.Name == name)));
        var given = WellParts.None;
        foreach (var step in StepTable.All)
        {
            Assert.Equal(step.Reads, step.Reads & given);
            Assert.Equal(WellParts.None, step.Gives & given);
            Assert.NotEqual(WellParts.None, step.Gives);
            Assert.NotEmpty(step.Summary);
            given |= step.Gives;
        }

        Assert.All(
            OptionSet.ForRecord<PlateOptions>().All,
            option => Assert.Contains(option.Declared.Step, StepTable.All.Select(step => step.Name)));
        var options = Regex.Match(Run("segment", "--help").Out, @"all\s([0-9]+)\soptions").Groups[1].Value;
        Assert.InRange(int.Parse(options), 1, 95);
        Assert.Contains(
            "tiffcp -c none in.tif out.tif", Run("segment", "tiles", "-o", "out", "--uncompressed").Exits(2).Error);
        var page = File.ReadAllText(Checkout.Path("docs", "segmentation.md"));
        Assert.All(StepTable.All.SelectMany(step => step.Columns), column =>
        {
            Assert.Contains(column.Name, page);
            Assert.NotEmpty(column.Source);
        });
    }

    [Fact]
    public void Steps_give_the_same_bytes_for_any_threads_and_order_of_wells_with_empty_wells_and_single_objects()
    {
        Odd("B1", (_, _) => 500);
        Odd("B2", (x, y) => x is > 20 and < 34 && y is > 15 and < 27 ? 5000 : 500 + ((x + y) % 7));
        Segment("one", "--max-threads", "1", "--throttle-limit", "1").Exits(0);
        var files = Directory.GetFiles(_plate.Tiles);
        Run(["segment", .. files.Reverse(), "-o", "many", .. Words, "--max-threads", "4", "--throttle-limit", "3"])
            .Exits(0);
        var (one, many) = (Files("one"), Files("many"));
        Assert.Equal(one.Keys, many.Keys);
        Assert.All(one, file => Assert.Equal(file.Value, many[file.Key]));
        string[] names = [.. StepTable.All.SelectMany(step => step.Files).Select(file => file.Ending)];
        string[] ofPlate =
            ["_OVERVIEW.png", "segmentation.html", "wells.csv", "images.csv", "_TRACKS.csv", "_MEAN_DAPI.csv",
                "_MEAN_GFP.csv"];
        Assert.All(one.Keys, file => Assert.Contains(names.Concat(ofPlate), file.EndsWith));
        var head = File.ReadLines(_plate["one/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]).First().Split(',');
        Assert.All(
            StepTable.All.SelectMany(step => step.Columns),
            column => Assert.Contains(head, name => name == column.Name || name == $"{column.Name}_GFP"));
    }

    [Fact]
    public void A_failed_tile_fails_alone_and_a_canceled_well_leaves_no_file()
    {
        var broken = _plate.Files.First(file => file.Contains("E4_T0_2_DAPI"));
        File.WriteAllText(broken, "no tile");
        Assert.Contains(Path.GetFileName(broken), Segment("out").Exits(1).Error);
        Assert.True(File.Exists(_plate["out/Tracks/E4/PLATE1_E4_DAPI_TRACKS.csv"]));
        using var source = new CancellationTokenSource();
        var options = _plate.Options with { Track = TrackMethod.Overlap, Crop = 16, Quality = QualityGates.Report };
        var plan = PlatePlan.Make(_plate.Files.Where(file => file != broken), options, ImageCodecs.Default);
        using var segmenter = new PlateSegmenter(options, _plate.Targets("canceled"), plan, ImageCodecs.Default);
        Assert.ThrowsAny<OperationCanceledException>(() => segmenter.Segment(
            [.. plan.Wells.Where(well => well.Well == "E5")], OperationContext.Quiet with
            {
                Cancellation = source.Token, Progress = _ => source.Cancel(),
            }));
        Assert.False(Directory.Exists(_plate["canceled"]));
    }

    [Fact<PostgresServer>]
    public void PostgreSQL_holds_and_gives_what_SQLite_does()
    {
        using var server = PostgresServer.Start();
        string[] databases = [server.ConnectionString, _plate["a.sqlite"]];
        var given = databases.Select((database, index) =>
        {
            Segment($"out{index}", "--database", database, "--run", "one").Exits(0);
            Segment($"out{index}", "--database", database, "--run", "one", "--force").Exits(0);
            Segment($"out{index}", "--database", database, "--run", "two", "--minimum-area", "200").Exits(0);
            string[][] commands =
            [
                ["wells", database, "--run", "one"], ["tracks", database, "--run", "two"],
                .. ((string[])["wells", "plates", "treatments", "hits", "curves"]).Select(table => (string[])
                    ["hits", database, "--run", "one", "--measurement", "Cells", "--table", table]),
            ];
            return string.Concat(commands.Select(command => Run([.. command, "--json"]).Out));
        }).ToList();
        Assert.Equal(given[1], given[0]);
        using var one = new NpgsqlConnection(databases[0]);
        one.Open();
        using DbConnection other = StoreDump.OpenSqlite(databases[1]);
        const string Key = "Run, Well, Timepoint, Channel";
        foreach (var query in (string[])
        [
            $"SELECT {Key}, Tile, Label, Area, MeanIntensity_GFP, \"user\" FROM cell_measurement ORDER BY 1, 2, 3, 4, 6",
            $"SELECT {Key}, Tile, Label, \"left\", Perimeter, Solidity, MeasuredChannel, MeanIntensity, "
                + "WeightedCentroidX FROM measurement ORDER BY 1, 2, 3, 4, 6, 10",
            $"SELECT {Key}, Map_Mean, Measurement, Count, Median FROM well_measurement ORDER BY 1, 2, 3, 4, 6",
            "SELECT Run, Well, Timepoint, OtherRun, Cells, MoreCells FROM run_comparison ORDER BY 1, 2, 3, 4, 5",
            "SELECT Run, Well, Timepoint, Tile, Label FROM cell_part ORDER BY 1, 2, 3, 4, 5",
            $"SELECT {Key}, Tile, PowerSlope, Failed, Excluded FROM image_quality ORDER BY 1, 2, 3, 4, 5",
            "SELECT Name, InputDigest FROM run ORDER BY 1",
        ])
        {
            var rows = StoreDump.Rows(other, query);
            Assert.NotEmpty(rows);
            Assert.Equal(rows, StoreDump.Rows(one, query));
        }

        StoreDump.Execute(one, "DELETE FROM experiment");
        Assert.Equal(["0"], StoreDump.Rows(one, "SELECT COUNT(*) FROM intensity"));
    }

    private string[] Words => string.Join(' ', On.Values).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private CliRun Segment(string folder, params string[] words)
    {
        File.WriteAllText(_plate["map.csv"], Map);
        return Run(["segment", "tiles", "-o", folder, .. Words, .. words]);
    }

    private SortedDictionary<string, string> Files(string folder) => StepUpdateTests.FilesIn(_plate[folder]);

    private void Odd(string well, Func<int, int, int> pixel)
    {
        foreach (var channel in (string[])["DAPI", "GFP"])
        {
            for (var tile = 1; tile <= 9; tile++)
            {
                SampleFiles.Save(
                    _plate[$"tiles/PLATE1_{well}_T0_{tile}_{channel}.tif"], 64, 52,
                    (x, y) => tile == 1 ? pixel(x, y) : 500);
            }
        }
    }
}
