using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Memory that label masks and large drawings need, as stated before work.</summary>
public sealed class RegionLimitTests : CliTest
{
    private static readonly RegionProperties Measured = new SegmentationOptions().Properties;

    [Fact]
    public void The_estimate_follows_from_the_header_of_the_mask()
    {
        SampleFiles.Save(_folder["a.png"], 400, 300, (x, y) => x + y);
        SampleFiles.SaveLabels(_folder["labels32.tif"], 400, 300, (x, _) => (uint)(x / 100));
        SampleFiles.Save(_folder["labels16.tif"], 400, 300, (x, _) => x / 100);
        var labels32 = Estimate("labels32.tif");
        Assert.True(labels32 - Estimate("missing.tif") == 0, "An unknown mask counts as one of 32 bits.");
        Assert.Equal(labels32, Estimate("labels16.tif"));
        var bytes = RegionTable.BytesPerRegion(Measured, 1);
        Assert.Equal(400 * 300 / 16 * bytes, LabelMaskReader.EstimateMemory(null, 400 * 300, Measured, 1));

        // In a large mask, 16 bits distinguish 65,535 regions, and 8 bits 255.
        var info = ImageCodecs.Default.Identify(ImageSource.File(_folder["labels16.tif"]));
        Assert.Equal(65_535 * bytes, LabelMaskReader.EstimateMemory(info, 24 << 20, Measured, 1));
        Assert.Equal(
            255 * bytes, LabelMaskReader.EstimateMemory(info with { BitsPerSample = 8 }, 24 << 20, Measured, 1));
    }

    [Fact]
    public void Regions_that_need_more_than_a_gigabyte_are_refused()
    {
        var max = (768 << 20) / RegionTable.BytesPerRegion(Measured, 1);
        Assert.Equal(max, RegionTable.MaxCount(Measured, 1));
        RegionTable.RequireCount(1_000_000, Measured, 1, "mask.tif");
        var failure =
            Assert.Throws<StylizeException>(() => RegionTable.RequireCount(9_000_000, Measured, 1, "mask.tif"));
        Assert.Equal((StylizeError.ImageTooLarge, "mask.tif"), (failure.Error, failure.Target));
        Assert.Equal(
            max * RegionTable.BytesPerRegion(Measured, 1),
            LabelMaskReader.EstimateMemory(null, long.MaxValue, Measured, 1));
    }

    [Fact]
    public void Labels_are_counted_once_and_sorted()
    {
        int[][] rows = [[9, 9, 0, 4, 70, 70], [4, 0, 9, 0, 0, 5]];
        using var runs = RunArea.Objects(6, 2, (x, y) => rows[y][x], areWhole: false);
        Assert.Equal(4, GivenLabels.Count(runs));
        using var labeled = GivenLabels.ByValue(runs);
        Assert.Equal([4, 5, 9, 70], Enumerable.Range(1, labeled.Count).Select(labeled.NumberOf));
    }

    [Fact]
    public void A_large_drawing_states_its_raster()
    {
        SampleFiles.Save(_folder["a.png"], 60, 30, (x, y) => x + y);
        var input = new ImageInput(ImageSource.File(_folder["a.png"]), ImageCodecs.Default, DecodeOptions.Default);
        var options = new DotArtOptions { DotCount = 10, Format = DrawingFormat.Png, PngSize = 32_768 };
        Assert.InRange(new DotArtOperation(options).EstimateMemory(input), 4L * 32_768 * 16_384, 5L * 32_768 * 16_384);
    }

    private long Estimate(string mask) => ImageRegions.EstimateMemory(
        new ImageInput(ImageSource.File(_folder["a.png"]), ImageCodecs.Default, DecodeOptions.Default),
        new SegmentationOptions { Method = ThresholdMethod.Labels, LabelPath = _folder[mask] });
}
