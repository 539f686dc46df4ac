using Stylize.Engine.Imaging.Tiff;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Thresholds;
using ImageSource = Stylize.Engine.Imaging.ImageSource;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class ImageWindowTests : FolderTest
{
    [Theory]
    [InlineData(900, 600, 300)]
    [InlineData(560, 120, 128)]
    public void Windows_find_the_nuclei_of_the_whole_image_once(int width, int height, int side)
    {
        var (input, discs) = Scene(width, height);
        var options = new SegmentationOptions();
        using var reader = new SampleScanner(input);
        using var whole = Painted(reader, input, options);
        using var strips = new SampleScanner(input, keptPixels: 0);
        var diameter = NucleusScale.Find(reader.Whole());
        using var runs = new ImageWindows(strips, side).Find(
            diameter,
            window =>
                LearnedNuclei.Find(window, null, ref diameter, ForegroundFinder.Histogram(reader, default), default),
            default);
        using var labeled = ForegroundFinder.Label(runs, options, default);
        Assert.Equal(discs, labeled.Count);
        using var windows = labeled.Painted();
        var shared = Coordinates(width, height).CountBy(at => (Whole: whole[at.X, at.Y], Window: windows[at.X, at.Y]))
            .ToList();

        // Each object of the whole image is one of the windows, except for a few pixels at its border.
        foreach (var label in shared.GroupBy(pair => pair.Key.Whole))
        {
            var area = label.Sum(pair => pair.Value);
            Assert.InRange(label.Max(pair => pair.Value), .97 * area, area);
        }

        Assert.InRange(shared.Where(pair => pair.Key.Whole > 0 == pair.Key.Window > 0).Sum(pair => pair.Value),
            .999 * width * height, width * height);
    }

    [Fact]
    public void An_image_in_strips_is_measured_like_the_whole_image()
    {
        var (input, discs) = Scene();
        using var atOnce = new SampleScanner(input);
        using var inStrips = new SampleScanner(input, keptPixels: 0);
        var options = new SegmentationOptions();
        var one = ImageRegions.Measure(atOnce, input, options, OperationContext.Quiet);
        var other = ImageRegions.Measure(inStrips, input, options, OperationContext.Quiet);
        Assert.Equal((discs, discs), (one.Regions.Count, other.Regions.Count));
        var (x, area, mean) =
            (one.Regions.Find("CentroidX"), one.Regions.Find("Area"), one.Regions.Find("MeanIntensity"));
        for (var region = 0; region < discs; region++)
        {
            Assert.Equal(one.Regions[region, x], other.Regions[region, x], .5);
            Assert.Equal(1, other.Regions[region, area] / one.Regions[region, area], .05);
            Assert.Equal(1, other.Regions[region, mean] / one.Regions[region, mean], .02);
        }
    }

    [Fact]
    public void A_pyramid_is_one_tile_of_full_resolution()
    {
        const string Name = "slide.svs";
        using (var file = File.Create(_folder[Name]))
        {
            using var tiff = new TiffWriter(file);
            foreach (var side in (int[])[200, 100, 50])
            {
                tiff.Begin(new TiffPage(side, side, 1, 16, LosslessCompression.Fast));
                for (var y = 0; y < side; y++)
                {
                    tiff.Add<ushort>(
                        [.. Enumerable.Range(0, side).Select(x => (ushort)(x / 20 % 2 * (y / 20 % 2) * 900))]);
                }

                tiff.Finish();
            }
        }

        var plan = PlatePlan.Make(
            [_folder[Name]], new PlateOptions { NamePattern = "{experiment}.svs" }, ImageCodecs.Default);
        var tile = Assert.Single(Assert.Single(plan.Wells[0].Measured).Tiles);
        Assert.Equal(("slide", 0), (tile.Experiment, tile.Page));
        Assert.Empty(plan.Problems);
    }

    /// <summary>Draws nuclei in a jittered grid, of which many lie on the borders of windows.</summary>
    private (ImageInput Input, int Discs) Scene(int width = 600, int height = 500)
    {
        var (scene, random, count) = (new NucleiScene(width, height), new Random(3), 0);
        for (var y = 40; y < height - 30; y += 45)
        {
            for (var x = 40; x < width - 30; x += 45, count++)
            {
                scene.Disc(x + random.Next(-6, 7), y + random.Next(-6, 7), 9 + random.Next(4), 500 + random.Next(500));
            }
        }

        using var image = scene.Draw((x, y) => 200 + (x / 20.0) + (y / 30.0), 10);
        TestPlate.Save(image, _folder["scene.tif"]);
        return (new ImageInput(ImageSource.File(_folder["scene.tif"]), ImageCodecs.Default), count);
    }

    private static Raster<int> Painted(SampleScanner reader, ImageInput input, SegmentationOptions options)
    {
        Raster<int>? painted = null;
        ImageRegions.Measure(
            reader, input, options, OperationContext.Quiet, (labeled, _) => painted = labeled.Painted());
        return painted!;
    }
}
