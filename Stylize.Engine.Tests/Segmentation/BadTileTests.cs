using Stylize.Engine.Imaging.Tiff;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Defective tiles: each gives one message, and the rest is segmented. A tile has 6 x 4 squares.</summary>
public sealed class BadTileTests : CliTest
{
    private readonly List<string> _warnings = [];

    [Fact]
    public void Rings_have_no_pixels_where_a_tile_is_missing()
    {
        for (var tile = 1; tile <= 3; tile++)
        {
            SampleFiles.Save(
                _folder[$"plate/P_A1_T0_{tile}_DAPI.tif"], 60, 40,
                (x, y) => tile == 1 && x is >= 50 and < 58 && y is >= 30 and < 38 ? 5000 : 100);
        }

        _folder.Run("segment plate -o out --threshold 1000 --ring 6 --property RingArea").Exits(0);
        var row = File.ReadAllLines(_folder["out/Regions/A1/P_A1_T0_DAPI_REGIONS.csv"])[1];
        var expected = 0;
        foreach (var (x, y) in Coordinates(70, 50, 40, 20))
        {
            var (dx, dy) = (x - Math.Clamp(x, 50, 57), y - Math.Clamp(y, 30, 37));
            expected += (dx * dx) + (dy * dy) is > 0 and <= 36 && !(x >= 60 && y >= 40) ? 1 : 0;
        }

        Assert.EndsWith($",{expected}", row);
    }

    [Fact]
    public void Saturated_pixels_of_a_plate_give_one_warning_per_channel_and_a_note_per_well()
    {
        // 24 squares have 25 of 60 x 40 pixels each, and one pixel is less than 0.1%.
        Save("B2", 0, 1, light: 65535);
        Save("B3", 0, 1);
        SampleFiles.Save(
            Tile("B4", 0, 1), 60, 40,
            (x, y) => x + y == 0 ? 65535 : x is > 20 and < 30 && y is > 20 and < 30 ? 3000 : 100);
        var run = _folder.Run("segment tiles -o out --threshold 1500 --minimum-area 1").Exits(0, "1 warning.");
        var warning = Assert.Single(run.Error.Split('\n'), line => line.Contains("saturated"));
        Assert.Contains(
            "EXP, channel DAPI: 1 of 3 wells has more than 0.1% saturated pixels, at most 25% in EXP_B2_T0", warning);
        var page = File.ReadAllText(_folder["out/segmentation.html"]);
        Assert.Contains("EXP_B4_T0, channel DAPI: less than 0.1% of the pixels are saturated", page);
        Assert.Contains("1 of 3 wells has more than 0.1%", page);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void An_empty_tile_gives_one_warning_and_the_rest_is_segmented(int value)
    {
        Save("B2", 0, 1);
        SaveEmpty("B2", 0, 2, value);
        var well = Run(new PlateOptions())[0];
        Assert.Empty(well.Failures);
        Assert.Equal(24, well.RegionCount);
        Assert.StartsWith(
            $"EXP_B2_T0, channel DAPI: tile 2 is empty (all pixels are {value})", Assert.Single(_warnings));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_empty_timepoint_gives_one_warning_and_is_not_aligned(int empty)
    {
        for (var time = 0; time < 3; time++)
        {
            if (time == empty)
            {
                SaveEmpty("B2", time, 1, 0);
            }
            else
            {
                Save("B2", time, 1, shift: time);
            }
        }

        var wells = Run(new PlateOptions { Align = "DAPI" });
        Assert.StartsWith(
            $"EXP_B2_T{empty}, channel DAPI: tile 1 is empty (all pixels are 0)", Assert.Single(_warnings));
        Assert.Equal([.. Enumerable.Range(0, 3).Select(t => t != empty)], wells.Select(w => w.Shift!.IsApplied));
        Assert.Equal(0, wells[empty].RegionCount);
        var (first, last) = (wells[empty == 0 ? 1 : 0].Shift!, wells[2].Shift!);
        Assert.Equal(empty == 0 ? 1 : 2, last.X - first.X, .15);
    }

    [Fact]
    public void A_floating_point_tile_among_integers_is_refused()
    {
        Save("B2", 0, 1);
        SampleFiles.SaveFloats(Tile("B2", 0, 2), 60, 40, (_, _) => .5f);
        var well = Run(new PlateOptions())[0];
        var failure = Assert.Single(well.Failures);
        Assert.Equal(Tile("B2", 0, 2), failure.Target);
        Assert.Contains("32-bit floating-point samples", failure.Message);
        Assert.Equal(24, well.RegionCount);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Missing_timepoints_give_one_warning_and_the_rest_is_segmented()
    {
        for (var time = 0; time < 3; time++)
        {
            Save("B2", time, 1);
            if (time != 1)
            {
                Save("B3", time, 1);
            }
        }

        var options = new PlateOptions { Align = "DAPI", Track = Engine.Segmentation.Tracking.TrackMethod.Nearest };
        var wells = Run(options);
        Assert.StartsWith("EXP_B3 lacks timepoint 1,", Assert.Single(_warnings));
        Assert.All(wells, w => Assert.Equal(24, w.RegionCount));
        Assert.Equal(5, wells.Count);
    }

    [Fact]
    public void A_well_with_a_different_tile_size_is_segmented_separately()
    {
        Save("B2", 0, 1);
        Save("B3", 0, 1, width: 70);
        Assert.All(Run(new PlateOptions()), w => Assert.Equal((0, 24), (w.Failures.Count, w.RegionCount)));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_flat_field_of_a_different_size_gives_one_message_for_all_timepoints_of_a_well()
    {
        for (var time = 0; time < 3; time++)
        {
            Save("B2", time, 1);
            Save("B3", time, 1, width: 70);
        }

        SampleFiles.Save(_folder["flat.tif"], 70, 40, (_, _) => 1000);
        var wells = Run(new PlateOptions
        {
            FlatField = _folder["flat.tif"], Align = "DAPI", Track = Engine.Segmentation.Tracking.TrackMethod.Nearest,
        });
        var failure = Assert.Single(wells.SelectMany(w => w.Failures));
        Assert.Contains("is 60 x 40 pixels, but its flat field is 70 x 40", failure.Message);
        Assert.All(wells.TakeLast(3), w => Assert.Equal(("B3", 1), (w.Well, w.SegmentedCount)));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Tiles_of_cells_with_another_size_than_those_of_nuclei_are_refused()
    {
        Save("B2", 0, 1);
        SampleFiles.Save(_folder["tiles/EXP_B2_T0_1_GFP.tif"], 61, 40, (_, _) => 500);
        var well = Run(new PlateOptions { Channels = ["DAPI"], CellChannel = "GFP" })[0];
        Assert.Contains("have other sizes in channel GFP than in channel DAPI", well.Failures[0].Message);
    }

    [Fact]
    public void A_channel_and_a_pixel_size_that_no_file_has_are_refused_before_any_work()
    {
        Save("B2", 0, 1);
        foreach (var options in (PlateOptions[])[new() { Align = "GFP" }, new() { Micrometers = true }])
        {
            var target = options.Micrometers ? "Micrometers" : "Align";
            Fails.At(StylizeError.OptionInvalid, target, () => Run(options));
        }
    }

    private List<WellTimepoint> Run(PlateOptions options)
    {
        options = options with
        {
            Segmentation = new() { Method = ThresholdMethod.Manual, Threshold = 1500, MinimumArea = 1, Split = false },
        };
        var plan = PlatePlan.Make(Directory.GetFiles(_folder["tiles"]), options, ImageCodecs.Default);
        Assert.Empty(plan.Problems);
        _warnings.AddRange(plan.Warnings);
        using var segmenter =
            new PlateSegmenter(options, new() { Destination = _folder["out"] }, plan, ImageCodecs.Default);
        var context = OperationContext.Quiet with { Warning = _warnings.Add };
        return [.. plan.Wells.GroupBy(w => (w.Well, options.IsSeries ? 0 : w.Timepoint))
            .SelectMany(w => segmenter.Segment([.. w], context).Timepoints)];
    }

    private string Tile(string well, int time, int tile) =>
        Path.Combine(_folder["tiles"], $"EXP_{well}_T{time}_{tile}_DAPI.tif");

    /// <summary>A tile of 60 x 40 pixels with 24 squares of 5 x 5, slightly irregular, so that a shift is
    /// unique.</summary>
    private void Save(string well, int time, int tile, int light = 3000, int shift = 0, int width = 60)
    {
        using var image = Paint<ushort>(width, 40, (x, y) => (ushort)(200 + ((x * 7) + (y * 13)) % 11));

        var random = new Random(tile);
        for (var square = 0; square < 24; square++)
        {
            var (left, top) = ((square % 6 * 9) + random.Next(3) + shift + 1, (square / 6 * 9) + random.Next(4) + 1);
            for (var y = 0; y < 5; y++)
            {
                image.Row(top + y).Slice(left, 5).Fill((ushort)light);
            }
        }

        TestPlate.Save(image, Tile(well, time, tile));
    }

    private void SaveEmpty(string well, int time, int tile, int value) =>
        SampleFiles.Save(Tile(well, time, tile), 60, 40, (_, _) => value);
}
