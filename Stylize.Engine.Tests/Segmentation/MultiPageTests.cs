using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Run;
using ImageSource = Stylize.Engine.Imaging.ImageSource;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class MultiPageTests : FolderTest
{
    [Fact]
    public void Pages_are_tiles_if_the_pattern_has_no_tile()
    {
        var path = _folder["stack_B3.tif"];
        Pages(path, 3);
        var options = new PlateOptions
        {
            NamePattern = "^(?<experiment>.+)_(?<well>[A-P]\\d+)$",
            Segmentation = new SegmentationOptions { Method = ThresholdMethod.Manual, Threshold = 0 },
        };
        var well = Assert.Single(CollectedRun.Of(
            options, new() { Destination = _folder["out"] }, [path],
            planned: plan => Assert.Equal([(1, 0), (2, 1), (3, 2)], plan.Tiles.Select(t => (t.Tile, t.Page)))).Wells);

        // Page n holds one square of side 10 + n.
        var regions = well.Planes[0].Regions;
        var areas = Enumerable.Range(0, 3).Select(r => regions.Value(r, "Area"));
        Assert.Equal([100, 121, 144], areas.Order());
        Assert.True(File.Exists(_folder["out/CellMasksMontage/B3/stack_B3_p2_ENCODED.tif"]));
    }

    /// <summary>The channels of a mass cytometer were timepoints.</summary>
    [Theory]
    [InlineData("{experiment}_{field}.tif", "0 0|0 1|0 2")]
    [InlineData("^(?<experiment>.+)_(?<tile>\\d+)(?<channel>)$", "0 0|1 0|2 0")]
    public void Pages_are_channels_before_they_are_timepoints(string pattern, string expected)
    {
        Pages(_folder["patient_001.tif"], 3);
        var plan = PlatePlan.Make(
            [_folder["patient_001.tif"]], new PlateOptions { NamePattern = pattern }, ImageCodecs.Default);
        Assert.Equal(expected.Split('|'), plan.Tiles.Select(tile => $"{tile.Timepoint} {tile.Channel}"));
    }

    [Fact]
    public void Pages_are_refused_if_the_pattern_has_all_groups()
    {
        var path = _folder["EXP_B3_T0_1_DAPI.tif"];
        Pages(path, 2);
        var plan = PlatePlan.Make([path], new PlateOptions(), ImageCodecs.Default);
        Assert.Equal(path, Assert.Single(plan.Problems).Target);
        Assert.Empty(plan.Tiles);
    }

    [Fact]
    public void Gray_stored_as_color_is_segmented_and_color_is_refused()
    {
        foreach (var name in (string[])["gray", "color"])
        {
            var bright = name == "gray" ? new Rgba32(90, 90, 90) : new Rgba32(90, 80, 70);
            using var image = Paint<Rgba32>(
                40, 40, (x, y) => x is >= 5 and < 20 && y is >= 5 and < 20 ? bright : new(0, 0, 0));
            image.Save(_folder[name + ".png"], new(ImageFormat.Png));
        }

        var options = new SegmentationOptions { Method = ThresholdMethod.Otsu };
        var found = Measure("gray.png");
        Assert.Equal(225, found.Regions.Value(0, "Area"));
        Fails.Of(StylizeError.FormatUnsupported, () => Measure("color.png"));

        ImageRegions Measure(string name) =>
            ImageRegions.Measure(
                new ImageInput(ImageSource.File(_folder[name]), ImageCodecs.Default), options, OperationContext.Quiet);
    }

    private static void Pages(string path, int pages) => SampleFiles.SavePages(
        path, 40, 40, pages, (x, y, page) => x >= 5 && x < 15 + page && y >= 5 && y < 15 + page ? 7 : 0);
}
