using Stylize.Codecs;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Storage;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class PlateTests
{
    [SkippableFact]
    public void A_plate_becomes_masks_montages_overlays_tables_and_rows()
    {
        using var plate = new NucleiPlate();
        var options = plate.Options("out");
        var wells = Run(plate, options);

        Assert.Equal(["E4 0", "E4 1", "E5 0", "E5 1"], wells.Select(w => $"{w.Well.Well} {w.Well.Timepoint}"));
        Assert.All(wells, w => Assert.Empty(w.Failures));
        Assert.All(wells, w => Assert.Equal(9, w.Measurement.TileCount));
        Assert.All(wells, w => Assert.All(w.Files, f => Assert.True(File.Exists(f.Path), f.Path)));
        Assert.True(File.Exists(plate["out/CellMasksMontage/E4/PLATE1_E4_T0_1_DAPI_ENCODED.tif"]));
        Assert.True(File.Exists(plate["out/Overlays/E5/PLATE1_E5_T1_DAPI_OVERLAY.png"]));
        Assert.False(Directory.Exists(plate["out/.stylize-segmentation"]));
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        Assert.Equal(1, StoreDump.Scalar(database, "SELECT COUNT(*) FROM experiment"));
        Assert.Equal(2, StoreDump.Scalar(database, "SELECT COUNT(*) FROM well"));
        Assert.Equal(36, StoreDump.Scalar(database, "SELECT COUNT(*) FROM tile"));
        Assert.Equal(wells.Sum(w => w.Measurement.RegionCount), StoreDump.Scalar(database, "SELECT COUNT(*) FROM cell"));
        Assert.Equal(2 * wells.Sum(w => w.Measurement.RegionCount), StoreDump.Scalar(database, "SELECT COUNT(*) FROM intensity"));
        Assert.Equal(2 * wells.Sum(w => w.Measurement.RegionCount), StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE experiment = 'PLATE1' AND measured_channel IN ('DAPI', 'GFP')"));
        var table = File.ReadAllLines(plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        Assert.Equal(wells[0].Measurement.RegionCount + 1, table.Length);
        Assert.StartsWith("Experiment,Well,Timepoint,Channel,Tile,Label,Area,", table[0], StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Objects_across_seams_are_those_of_the_whole_image()
    {
        using var plate = new NucleiPlate();
        var options = plate.Options("out") with
        {
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Manual, Threshold = 4000, Split = true },
        };
        var well = Run(plate, options)[0];
        using var whole = NucleiPlate.Whole(1, "DAPI");
        NucleiPlate.Save(whole, plate["whole.tif"]);
        using var reader = new SampleReader(new ImageInput(Stylize.Engine.Imaging.ImageSource.File(plate["whole.tif"]), ImageCodecs.Default));
        var truth = ImageRegions.Measure(reader, "whole", options.Segmentation, OperationContext.Quiet).Regions;
        var found = well.Measurement.Channels[0].Planes[0].Regions;
        Assert.True(truth.Count > 5);
        Assert.Equal(truth.Count, found.Count);
        foreach (var column in truth.Columns)
        {
            var name = column.Channel < 0 ? column.Name : column.Name + "_DAPI";
            for (var region = 0; region < truth.Count; region++)
            {
                Assert.Equal(truth[region, truth.Find(column.Name)], found[region, found.Find(name)]);
            }
        }

        using var montage = ImageCodecs.Default.DecodeSamples(Stylize.Engine.Imaging.ImageSource.File(plate["out/Montages/E4/PLATE1_E4_T0_DAPI_MONTAGE.tif"]));
        using var mask = ImageCodecs.Default.DecodeSamples(Stylize.Engine.Imaging.ImageSource.File(plate["out/CellMasksMontage/E4/PLATE1_E4_T0_DAPI_MONTAGE_ENCODED.tif"]));
        using var tileMask = ImageCodecs.Default.DecodeSamples(Stylize.Engine.Imaging.ImageSource.File(plate["out/CellMasksMontage/E4/PLATE1_E4_T0_5_DAPI_ENCODED.tif"]));
        for (var y = 0; y < whole.Height; y++)
        {
            Assert.True(whole.Row(y).SequenceEqual(montage.Planes[0].Row(y)));
        }

        for (var y = 0; y < NucleiPlate.TileHeight; y++)
        {
            Assert.True(mask.Planes[0].Row(NucleiPlate.TileHeight + y).Slice(NucleiPlate.TileWidth, NucleiPlate.TileWidth).SequenceEqual(tileMask.Planes[0].Row(y)));
        }

        var areas = new double[found.Count + 1];
        for (var y = 0; y < mask.Height; y++)
        {
            foreach (var label in mask.Planes[0].Row(y))
            {
                areas[label]++;
            }
        }

        Assert.Equal(Enumerable.Range(0, found.Count).Select(r => found[r, found.Find("Area")]), areas.Skip(1));
    }

    [SkippableFact]
    public void Strips_give_what_the_whole_image_gives()
    {
        using var plate = new NucleiPlate();
        using var whole = NucleiPlate.Whole(2, "DAPI");
        NucleiPlate.Save(whole, plate["whole.tif"]);
        var input = new ImageInput(Stylize.Engine.Imaging.ImageSource.File(plate["whole.tif"]), ImageCodecs.Default);
        foreach (var method in (ThresholdMethod[])[ThresholdMethod.SdFromMean, ThresholdMethod.Otsu])
        {
            var options = new SegmentationOptions { Method = method, StandardDeviations = 1, Background = BackgroundCorrection.SubtractTile };
            using var atOnce = new SampleReader(input);
            using var inStrips = new SampleReader(input, keptPixels: 0);
            var one = ImageRegions.Measure(atOnce, "", options, OperationContext.Quiet);
            var other = ImageRegions.Measure(inStrips, "", options, OperationContext.Quiet);
            Assert.Equal(one.Threshold, other.Threshold);
            Assert.Equal(one.Regions.Count, other.Regions.Count);
            for (var region = 0; region < one.Regions.Count; region++)
            {
                Assert.Equal(one.Regions.Row(region).ToArray(), other.Regions.Row(region).ToArray());
            }
        }
    }

    [SkippableFact]
    public void Running_again_replaces_rows_and_keeps_their_keys()
    {
        using var plate = new NucleiPlate();
        var options = plate.Options("out");
        Run(plate, options);
        var first = StoreDump.OfSqlite(plate["out/segmentation.sqlite"]);
        Run(plate, options with { Force = true, Wells = ["e5"] });
        Assert.Equal(first, StoreDump.OfSqlite(plate["out/segmentation.sqlite"]));
        Run(plate, options with { Force = true, Wells = ["E5"], Segmentation = options.Segmentation with { MinimumArea = 35_000 } });
        using var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]);
        Assert.Equal(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE well = 'E5'"));
        Assert.NotEqual(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM measurement WHERE well = 'E4'"));
        Assert.Equal(0, StoreDump.Scalar(database, "SELECT COUNT(*) FROM intensity WHERE cell_id NOT IN (SELECT id FROM cell)"));
    }

    [SkippableFact]
    public void A_well_that_is_there_is_refused_without_force_and_one_that_was_cut_short_is_not()
    {
        using var plate = new NucleiPlate();
        var options = plate.Options("out");
        var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
        var segmenter = new PlateSegmenter(options, plan, ImageCodecs.Default);
        using (var store = MeasurementStores.Open(plate["out/segmentation.sqlite"]))
        {
            var stored = segmenter.Segment(plan.Wells[0], OperationContext.Quiet);
            store.Write(stored.Measurement);
            new WellMarker(options, plan.Wells[0]).Remove();
            segmenter.Segment(plan.Wells[1], OperationContext.Quiet);
        }

        var refused = Assert.Throws<StylizeException>(() => segmenter.Segment(plan.Wells[0], OperationContext.Quiet));
        Assert.Equal(StylizeError.TargetExists, refused.Error);
        segmenter.Segment(plan.Wells[1], OperationContext.Quiet);
    }

    [SkippableFact]
    public void Missing_double_unequal_and_damaged_tiles_are_named_and_the_rest_goes_on()
    {
        using var plate = new NucleiPlate();
        File.Delete(Path.Combine(plate.Tiles, "PLATE1_E4_T0_4_DAPI.tif"));
        File.Copy(Path.Combine(plate.Tiles, "PLATE1_E4_T0_5_DAPI.tif"), Path.Combine(plate.Tiles, "PLATE1_E4_T0_5_DAPI_copy.tif"));
        File.WriteAllText(Path.Combine(plate.Tiles, "PLATE1_E4_T0_6_DAPI.tif"), "not an image");
        File.WriteAllText(Path.Combine(plate.Tiles, "notes.tif"), "x");
        using var small = new Raster<ushort>(50, 50, clear: true);
        NucleiPlate.Save(small, Path.Combine(plate.Tiles, "PLATE1_E4_T0_7_DAPI.tif"));
        var options = plate.Options("out");
        var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
        var problems = plan.Problems.Select(p => p.Message).ToList();
        Assert.Contains(plan.Warnings, p => p.Contains("missing tile", StringComparison.Ordinal) && p.Contains('4'));
        Assert.Contains(problems, p => p.Contains("_copy.tif", StringComparison.Ordinal) && p.Contains("same tile", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("PLATE1_E4_T0_6_DAPI.tif", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("notes.tif", StringComparison.Ordinal));
        var well = new PlateSegmenter(options, plan, ImageCodecs.Default).Segment(plan.Wells[0], OperationContext.Quiet);
        Assert.Contains("50 x 50", Assert.Single(well.Failures).Message, StringComparison.Ordinal);
        Assert.Equal(6, well.Measurement.TileCount);
    }

    [SkippableFact]
    public void A_method_without_an_answer_names_the_tile_and_the_rest_goes_on()
    {
        using var plate = new NucleiPlate();
        using var flat = new Raster<ushort>(NucleiPlate.TileWidth, NucleiPlate.TileHeight);
        flat.Fill(500);
        NucleiPlate.Save(flat, Path.Combine(plate.Tiles, "PLATE1_E4_T0_3_DAPI.tif"));
        var options = plate.Options("out") with { Wells = ["E4"], Timepoints = [0], Segmentation = new SegmentationOptions { Method = ThresholdMethod.Triangle } };
        var well = Run(plate, options)[0];
        Assert.Contains("Triangle", Assert.Single(well.Failures).Message, StringComparison.Ordinal);
        Assert.Equal(8, well.Measurement.TileCount);
    }

    [SkippableTheory]
    [InlineData(StatisticsScope.Well)]
    [InlineData(StatisticsScope.Plate)]
    public void Pooled_statistics_give_all_tiles_one_threshold(StatisticsScope scope)
    {
        using var plate = new NucleiPlate();
        var options = plate.Options("out") with { Segmentation = new SegmentationOptions { Method = ThresholdMethod.Otsu, Statistics = scope } };
        var wells = Run(plate, options);
        var thresholds = wells.Select(w => w.Measurement.Channels[0].Planes[0].Tiles.Select(t => t.Threshold).Distinct().Single()).ToList();
        Assert.Equal(scope == StatisticsScope.Plate, thresholds.Distinct().Count() == 1);
        if (scope == StatisticsScope.Well)
        {
            using var whole = NucleiPlate.Whole(1, "DAPI");
            Assert.Equal(GlobalThreshold.Find(ThresholdMethod.Otsu, IntensityHistogram.Of(whole)), thresholds[0]);
        }
    }

    [SkippableFact]
    public void Tiles_can_be_labelled_for_themselves()
    {
        using var plate = new NucleiPlate();
        var well = Run(plate, plate.Options("out") with { PerTile = true, Wells = ["E4"], Timepoints = [0] })[0];
        Assert.Equal(9, well.Measurement.Channels[0].Planes.Count);
        Assert.All(well.Measurement.Channels[0].Planes, p => Assert.Equal((0, 0), (p.Tiles[0].Left, p.Tiles[0].Top)));
        Assert.DoesNotContain(well.Files, f => f.Kind == "MontageMask");
        Assert.Contains(well.Files, f => f.Kind == "Overlay");
    }

    [Fact]
    public void A_snake_turns_at_every_row()
    {
        var grid = new TileGrid([1, 2, 3, 4, 5, 6, 7], 3, MontageLayout.Snake, 10, 5);
        Assert.Equal([(0, 0), (10, 0), (20, 0), (20, 5), (10, 5), (0, 5), (0, 10)], Enumerable.Range(1, 7).Select(grid.Origin));
        Assert.Equal((30, 15), (grid.Width, grid.Height));
        Assert.Equal(3, new TileGrid([.. Enumerable.Range(1, 9)], 0, MontageLayout.RowMajor, 1, 1).Columns);
    }

    [Theory]
    [InlineData("EXP_E4_T3_12_GFP-DMD1", "EXP E4 3 GFP-DMD1 12")]
    [InlineData("my_exp_b02_7_DAPI_extra_words", "my_exp B02 0 DAPI 7")]
    [InlineData("PID20211111_EXP_T1_24.0-0_A1_4_Epi-RFP_0.0_0_1.0", "PID20211111_EXP A1 1 Epi-RFP 4")]
    [InlineData("EXP_H11_T0_tile3_C1", "EXP H11 0 C1 3")]
    public void The_default_pattern_understands(string name, string expected)
    {
        var tile = new NamePattern().Match($"/x/{name}.tif");
        Assert.NotNull(tile);
        Assert.Equal(expected, $"{tile.Experiment} {tile.Well} {tile.Timepoint} {tile.Channel} {tile.Tile}");
    }

    [Fact]
    public void A_pattern_of_ones_own_needs_not_give_everything()
    {
        var tile = new NamePattern(@"^img(?<tile>\d+)$").Match("/data/run7/img012.png");
        Assert.Equal(("run7", "A1", 0, "0", 12), (tile!.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile));
        Assert.Throws<StylizeException>(() => new NamePattern("(unclosed"));
        Assert.Throws<StylizeException>(() => new NamePattern("^no groups$"));
    }

    internal static List<SegmentedWell> Run(NucleiPlate plate, PlateOptions options, string? database = null)
    {
        options.Validate();
        var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
        var segmenter = new PlateSegmenter(options, plan, ImageCodecs.Default);
        using var store = MeasurementStores.Open(database ?? Path.Combine(options.Destination, "segmentation.sqlite"));
        var wells = new List<SegmentedWell>();
        foreach (var well in plan.Wells)
        {
            wells.Add(segmenter.Segment(well, new OperationContext { MaxThreads = 2 }));
            store.Write(wells[^1].Measurement);
            new WellMarker(options, well).Remove();
        }

        return wells;
    }
}
