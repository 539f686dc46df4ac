using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Segmentation.Regions;
using ImageSource = Stylize.Engine.Imaging.ImageSource;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class PlateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Objects_across_seams_equal_those_of_the_whole_image(bool areNuclei)
    {
        using var plate = areNuclei ? TestPlate.OfNuclei() : new TestPlate();
        var options = plate.Options with
        {
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Manual, Threshold = 4000, Split = true },
        };
        var well = Run(plate, options)[0];
        var whole = plate.Whole(0, "DAPI");
        TestPlate.Save(whole, plate["whole.tif"]);
        var input = new ImageInput(ImageSource.File(plate["whole.tif"]), ImageCodecs.Default);
        var truth = ImageRegions.Measure(input, options.Segmentation, OperationContext.Quiet).Regions;
        var found = well.Planes[0].Regions;
        Assert.True(truth.Count > 5);
        Assert.Equal(truth.Count, found.Count);
        foreach (var column in truth.Columns)
        {
            var name = column.Channel < 0 ? column.Name : column.Name + "_DAPI";
            for (var region = 0; region < truth.Count; region++)
            {
                Assert.Equal(truth.Value(region, column.Name), found.Value(region, name));
            }
        }

        using var montage = Decode(plate["out/Montages/E4/PLATE1_E4_T0_DAPI_MONTAGE.tif"]);
        using var mask = Decode(plate["out/CellMasksMontage/E4/PLATE1_E4_T0_DAPI_MONTAGE_ENCODED.tif"]);
        using var tileMask = Decode(plate["out/CellMasksMontage/E4/PLATE1_E4_T0_5_DAPI_ENCODED.tif"]);
        for (var y = 0; y < whole.Height; y++)
        {
            Assert.True(whole.Row(y).SequenceEqual(montage.Planes[0].Row(y)));
        }

        for (var y = 0; y < plate.TileHeight; y++)
        {
            var row = mask.Planes[0].Row(plate.TileHeight + y).Slice(plate.TileWidth, plate.TileWidth);
            Assert.True(row.SequenceEqual(tileMask.Planes[0].Row(y)));
        }

        var areas = Coordinates(mask.Width, mask.Height).CountBy(at => (int)mask.Planes[0][at.X, at.Y])
            .Where(area => area.Key > 0).OrderBy(area => area.Key).Select(area => (double)area.Value);
        Assert.Equal(Enumerable.Range(0, found.Count).Select(r => found.Value(r, "Area")), areas);
    }

    [Fact]
    public void Strips_give_the_same_result_as_the_whole_image()
    {
        using var plate = new TestPlate();
        var whole = plate.Whole(1, "DAPI");
        TestPlate.Save(whole, plate["whole.tif"]);
        var input = new ImageInput(ImageSource.File(plate["whole.tif"]), ImageCodecs.Default);
        foreach (var method in (ThresholdMethod[])[ThresholdMethod.SdFromMean, ThresholdMethod.Otsu])
        {
            var options = new SegmentationOptions
            {
                Method = method, StandardDeviations = 1, Background = BackgroundCorrection.SubtractTile,
            };
            using var atOnce = new SampleScanner(input);
            using var inStrips = new SampleScanner(input, keptPixels: 0);
            var one = ImageRegions.Measure(atOnce, input, options, OperationContext.Quiet);
            var other = ImageRegions.Measure(inStrips, input, options, OperationContext.Quiet);
            Assert.Equal(one.Threshold, other.Threshold);
            Assert.Equal(one.Regions.Count, other.Regions.Count);
            for (var region = 0; region < one.Regions.Count; region++)
            {
                Assert.Equal(one.Regions.Row(region).ToArray(), other.Regions.Row(region).ToArray());
            }
        }
    }

    [Fact]
    public void Running_again_replaces_rows_and_keeps_their_keys()
    {
        using var plate = new TestPlate();
        var options = plate.Options;
        Run(plate, options);
        var first = StoreDump.OfSqlite(plate["out/segmentation.sqlite"]);
        Run(plate, options with { Wells = ["e5"] }, plate.Targets(force: true));
        Assert.Equal(first, StoreDump.OfSqlite(plate["out/segmentation.sqlite"]));
        Run(
            plate, options with { Wells = ["E5"], Segmentation = options.Segmentation with { MinimumArea = 35_000 } },
            plate.Targets(force: true));
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        Assert.Equal(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE well = 'E5'"));
        Assert.NotEqual(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE well = 'E4'"));
        Assert.Equal(
            0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM intensity WHERE CellId NOT IN (SELECT Id FROM cell)"));
    }

    [Fact]
    public void An_existing_well_is_refused_without_force_unless_its_run_was_killed()
    {
        using var plate = new TestPlate();
        var options = plate.Options;
        var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
        var segmenter = new PlateSegmenter(options, plate.Targets(), plan, ImageCodecs.Default);
        using (var store = MeasurementStores.Open(plate["out/segmentation.sqlite"]))
        {
            var stored = segmenter.Segment([plan.Wells[0]], OperationContext.Quiet);
            store.Begin(StoreDump.Run());
            store.Write(stored);
            segmenter.Marks.End(plan.Wells[0], isStored: true);
            segmenter.Segment([plan.Wells[1]], OperationContext.Quiet);
            segmenter.Dispose(); // as the system does when a process is killed
        }

        Fails.Of(StylizeError.TargetExists, () => segmenter.Segment([plan.Wells[0]], OperationContext.Quiet));
        segmenter.Segment([plan.Wells[1]], OperationContext.Quiet);
    }

    [Fact]
    public void Missing_duplicate_unequal_and_damaged_tiles_are_reported_and_the_rest_is_segmented()
    {
        using var plate = new TestPlate();
        File.Delete(Path.Combine(plate.Tiles, "PLATE1_E4_T0_4_DAPI.tif"));
        File.Copy(Path.Combine(plate.Tiles, "PLATE1_E4_T0_5_DAPI.tif"),
            Path.Combine(plate.Tiles, "PLATE1_E4_T0_5_DAPI_copy.tif"));
        File.WriteAllText(Path.Combine(plate.Tiles, "PLATE1_E4_T0_6_DAPI.tif"), "not an image");
        File.WriteAllText(Path.Combine(plate.Tiles, "notes.tif"), "x");
        using var small = new Raster<ushort>(50, 50, clear: true);
        TestPlate.Save(small, Path.Combine(plate.Tiles, "PLATE1_E4_T0_7_DAPI.tif"));
        var options = plate.Options;
        var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
        var problems = plan.Problems.Select(p => p.Message).ToList();
        Assert.Contains(plan.Warnings, p => p.Contains("lacks tiles 4"));
        var copy = Assert.Single(problems, p => p.Contains("_copy.tif"));
        Assert.Contains("same tile", copy);
        Assert.Contains(problems, p => p.Contains("PLATE1_E4_T0_6_DAPI.tif"));
        Assert.Contains(problems, p => p.Contains("notes.tif"));
        var well = new PlateSegmenter(options, plate.Targets(), plan, ImageCodecs.Default).Segment(
            [plan.Wells[0]], OperationContext.Quiet).Timepoints[0];
        Assert.Contains("50 x 50", Assert.Single(well.Failures).Message);
        Assert.Equal(6, well.SegmentedCount);
    }

    [Fact]
    public void A_method_without_a_result_names_the_tile_and_the_rest_is_segmented()
    {
        using var plate = new TestPlate();
        using var flat = new Raster<ushort>(plate.TileWidth, plate.TileHeight);
        flat.Fill(500);
        TestPlate.Save(flat, Path.Combine(plate.Tiles, "PLATE1_E4_T0_3_DAPI.tif"));
        var options = plate.Options with
        {
            Wells = ["E4"],
            Timepoints = ["0"],
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Triangle },
        };
        var well = Run(plate, options)[0];
        Assert.Contains("Triangle", Assert.Single(well.Failures).Message);
        Assert.Equal(8, well.SegmentedCount);
    }

    [Theory]
    [InlineData(StatisticsScope.Well)]
    [InlineData(StatisticsScope.Plate)]
    public void Pooled_statistics_give_all_tiles_one_threshold(StatisticsScope scope)
    {
        using var plate = new TestPlate();
        var options = plate.Options with
        {
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Otsu, Statistics = scope },
        };
        var wells = Run(plate, options);
        var thresholds = wells.Select(w => w.Planes[0].Tiles.Select(t => t.Threshold).Distinct().Single()).ToList();
        Assert.Equal(scope == StatisticsScope.Plate, thresholds.Distinct().Count() == 1);
        if (scope == StatisticsScope.Well)
        {
            // Between two classes that are far apart every threshold has the same variance, and Otsu's is the first:
            // the highest background.
            Assert.Equal(Enumerable.Range(0, 4).Select(w => (double?)HighestBackground(plate, w)), thresholds);
        }
    }

    [Fact]
    public void Tiles_can_be_labeled_separately()
    {
        using var plate = new TestPlate();
        var well = Run(plate, plate.Options with { PerTile = true, Wells = ["E4"], Timepoints = ["0"] })[0];
        Assert.Equal(9, well.Planes.Count);
        Assert.All(well.Planes, p => Assert.Equal((0, 0), (p.Tiles[0].Left, p.Tiles[0].Top)));
        // Objects across seams are divided; parts of at most 50 pixels are dropped.
        var parts = TestPlate.Objects(0).SelectMany(e => e.Pixels(3 * plate.TileWidth, 3 * plate.TileHeight)
            .GroupBy(p => (p.X / plate.TileWidth, p.Y / plate.TileHeight)).Select(p => p.Count()));
        var areas = from p in well.Planes
                    from region in Enumerable.Range(0, p.Regions.Count)
                    select (int)p.Regions.Value(region, "Area");
        Assert.Equal(parts.Where(area => area > 50).Order(), areas.Order());
        Assert.DoesNotContain(well.Files, f => f.Kind == "MontageMask");
        Assert.Contains(well.Files, f => f.Kind == "Overlay");
    }

    internal static List<WellTimepoint> Run(TestPlate plate, PlateOptions options, TargetOptions? targets = null) =>
        CollectedRun.Of(options, targets ?? plate.Targets(), plate.Files).Wells;

    private static int HighestBackground(TestPlate plate, int well)
    {
        var objects = TestPlate.Objects(well).SelectMany(e => e.Pixels(3 * plate.TileWidth, 3 * plate.TileHeight))
            .ToHashSet();
        return (from x in Enumerable.Range(0, 3 * plate.TileWidth)
                from y in Enumerable.Range(0, 3 * plate.TileHeight)
                where !objects.Contains((x, y))
                select TestPlate.Dapi(well, x, y, null)).Max();
    }

    private static SampleImage<ushort> Decode(string path) => ImageCodecs.Default.DecodeSamples(ImageSource.File(path));
}
