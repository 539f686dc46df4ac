using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Tiles;
using ImageSource = Stylize.Engine.Imaging.ImageSource;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class NucleiTests
{
    [Theory]
    [InlineData(5, .9, 1.3)]
    [InlineData(12, .93, 1.05)]
    [InlineData(30, .96, 1.03)]
    [InlineData(55, .98, 1.02)]
    public void Dim_nuclei_next_to_bright_ones_are_found_at_their_size(int radius, double least, double largest)
    {
        var side = radius * 16;
        int[] contrasts = [3000, 1500, 800, 400];
        var scene = new NucleiScene(side, side);
        for (var i = 0; i < 16; i++)
        {
            scene.Disc(
                radius * (2 + (4 * (i % 4))), radius * (2 + (4 * (i / 4))), radius, contrasts[(i + (i / 4)) % 4]);
        }

        using var image = scene.Draw((x, _) => 500 - (60.0 * x / side), 25);
        using var labeled = Label(image);
        Assert.Equal(16, labeled.Count);
        using var labels = labeled.Painted();
        var areas = ConnectedComponents.Areas(labeled, out _);
        foreach (var disc in scene.Discs)
        {
            var label = labels[(int)disc.X, (int)disc.Y];

            // The half maximum is at the radius.
            Assert.InRange(areas[label] / (Math.PI * radius * radius), least, largest);
        }
    }

    [Fact]
    public void Without_a_minimum_area_small_nuclei_are_kept_and_the_value_is_reported()
    {
        // Discs of 37 pixels, and one condensed to 9 pixels.
        var scene = new NucleiScene(120, 120);
        for (var i = 0; i < 24; i++)
        {
            scene.Disc(12 + (22 * (i % 5)), 12 + (22 * (i / 5)), 3.4, 900);
        }

        scene.Disc(12 + (22 * 4), 12 + (22 * 4), 1.7, 2500);
        using var image = scene.Draw((_, _) => 300, 8);
        using var folder = new TemporaryFolder();
        TestPlate.Save(image, folder["small.tif"]);
        var input = new ImageInput(ImageSource.File(folder["small.tif"]), ImageCodecs.Default);
        var found = ImageRegions.Measure(input, new SegmentationOptions(), new OperationContext());
        Assert.Equal(25, found.Regions.Count);
        Assert.InRange(found.MinimumArea, 2, 20);

        var given = ImageRegions.Measure(input, new SegmentationOptions { MinimumArea = 30 }, new OperationContext());
        var area = found.Regions.Find("Area");
        Assert.Equal(Enumerable.Range(0, 25).Count(region => found.Regions[region, area] > 30), given.Regions.Count);
        Assert.Equal(30, given.MinimumArea);
        var otsu = ImageRegions.Measure(input, SegmentationOptions.Presets["Otsu"], new OperationContext());
        Assert.Equal((0, 50), (otsu.Regions.Count, otsu.MinimumArea));
    }

    [Fact]
    public void A_cluster_of_touching_nuclei_does_not_set_the_diameter()
    {
        // Most nuclei are in one dense cluster, whose gaps are as bright as haze.
        var scene = new NucleiScene(500, 400).Disc(180, 200, 110, 160);
        foreach (var (column, row) in Coordinates(6, 6))
        {
            scene.Disc(105 + (30 * column), 125 + (30 * row), 15, 900);
        }

        for (var alone = 0; alone < 6; alone++)
        {
            scene.Disc(380 + (60 * (alone % 2)), 60 + (100 * (alone / 2)), 15, 900);
        }

        using var image = scene.Draw((_, _) => 200, 10);
        Assert.InRange(NucleusScale.Find(image), 24, 40);
    }

    [Fact]
    public void Touching_nuclei_are_split_and_long_ones_are_not()
    {
        var scene = new NucleiScene(400, 300)
            .Disc(60, 60, 15, 500).Disc(86, 60, 15, 500)
            .Disc(200, 60, 15, 500).Disc(226, 64, 15, 420).Disc(251, 56, 15, 460)
            .Disc(320, 200, 15, 500).Disc(80, 220, 15, 500);

        // An ellipse twice as long as wide: discs that overlap nearly.
        for (var i = -10; i <= 10; i++)
        {
            scene.Disc(200 + (i * 1.2), 200, 14 - Math.Abs(i * .2), 500);
        }

        using var image = scene.Draw((_, _) => 200, 12);
        using var labeled = Label(image);
        using var labels = labeled.Painted();
        Assert.Equal(8, labeled.Count);
        Assert.Equal(5,
            new[] { labels[60, 60], labels[86, 60], labels[200, 60], labels[226, 64], labels[251, 56] }.Distinct()
                .Count());
        Assert.Equal(labels[190, 200], labels[210, 200]);
    }

    [Fact]
    public void Uneven_illumination_brighter_than_the_nuclei_is_not_an_object()
    {
        var scene = new NucleiScene(640, 480);
        for (var i = 0; i < 12; i++)
        {
            scene.Disc(80 + (160 * (i % 4)), 80 + (160 * (i / 4)), 20, 150);
        }

        // A sigmoid from 200 to 800.
        using var image = scene.Draw((x, y) => 200 + (600 / (1 + Math.Exp((320 - x - (.5 * (y - 240))) / 80))), 4);
        Assert.InRange(NucleusScale.Find(image), 30, 48);
        using var labeled = Label(image);
        using var labels = labeled.Painted();
        Assert.Equal(
            12, scene.Discs.Select(d => labels[(int)d.X, (int)d.Y]).Where(label => label > 0).Distinct().Count());
    }

    /// <summary>Stripes that are narrow for the image were taken for nuclei: 2 of 24 were found in silence.</summary>
    [Theory]
    [InlineData(320, 113)]
    [InlineData(640, 60)]
    public void Stripes_of_light_do_not_set_the_diameter(int side, int period)
    {
        var scene = new NucleiScene(side, side);
        foreach (var (x, y) in Coordinates(side / 60, side / 60))
        {
            scene.Disc(30 + (60 * x), 30 + (60 * y), 11, 400);
        }

        using var image = scene.Draw((x, _) => 600 + (200 * Math.Sin(2 * Math.PI * x / period)), 20);
        Assert.InRange(NucleusScale.Find(image), 18, 27);
        using var labeled = Label(image);
        Assert.Equal(scene.Discs.Count, labeled.Count);
    }

    [Theory]
    [InlineData(4, 30, 2000, 24, 24)]
    [InlineData(5, 60, 500, 24, 24)]
    [InlineData(10, 40, 2000, 24, 24)]
    [InlineData(5, 30, 2000, 3, 0)]
    public void Nuclei_much_smaller_than_others_are_found_if_they_are_several(
        int small, int large, double light, int drawn, int expected)
    {
        var scene = new NucleiScene(13 * large, 9 * large);
        for (var i = 0; i < 24; i++)
        {
            var (x, y) = (large * ((i % 6 * 2) + 1), large * ((i / 6 * 2) + 1));
            if ((i + (i / 6)) % 2 == 0) scene.Disc(x, y, .8 * large, 2000);
            if (i < drawn) scene.Disc(x + large, y + large, small, light);
        }

        using var image = scene.Draw((x, _) => 400 + (.02 * x), 12);
        var diameter = 0.0;
        var found = FaintNuclei.Find(image, null, ref diameter, null, default);
        Assert.InRange(diameter, 1.4 * large, 1.8 * large);
        using var labeled = ForegroundFinder.Label(found, new SegmentationOptions(), default);
        Assert.Equal(12 + expected, labeled.Count);
    }

    [Fact]
    public void A_nucleus_that_fills_most_of_the_image_keeps_its_size()
    {
        using var image = new NucleiScene(120, 120).Disc(60, 60, 44, 500).Draw((_, _) => 200, 10);
        Assert.InRange(NucleusScale.Find(image), 80, 92);
        using var labeled = Label(image);

        // It is found at a quarter of the resolution.
        Assert.InRange(labeled.Runs.Area / (Math.PI * 44 * 44), .93, 1.08);
        Assert.Equal(1, labeled.Count);
    }

    [Fact]
    public void A_nucleus_across_a_seam_is_one_and_its_neighbor_another()
    {
        var scene = new NucleiScene(400, 200)
            .Disc(200, 60, 16, 500).Disc(228, 60, 16, 500).Disc(60, 100, 16, 500).Disc(340, 140, 16, 500)
            .Disc(205, 150, 16, 500);
        using var image = scene.Draw((_, _) => 200, 10);
        using var whole = Label(image);
        Assert.Equal(5, whole.Count);
        var foreground = new[] { 0, 200 }.Select((left, index) =>
        {
            using var half = Paint<ushort>(200, 200, (x, y) => image[left + x, y]);
            var file = new TileFile("a.png", 0, "E", "A1", 0, "DAPI", index + 1);
            return new TileMeasurement(file, 200, 200, left, 0, null) { Runs = Find(half) };
        }).ToList();
        var runs = StitchedLabels.Stitch(new MontageGrid([1, 2], 2, default, 200, 200), foreground);
        foreground.ForEach(tile => tile.Runs!.Dispose());
        using var stitched = ForegroundFinder.Label(runs, new SegmentationOptions(), default);
        using var labels = stitched.Painted();
        Assert.Equal(5, stitched.Count);
        Assert.Equal(labels[192, 60], labels[208, 60]);
        Assert.NotEqual(labels[208, 60], labels[228, 60]);
        Assert.Equal(labels[195, 150], labels[215, 150]);
    }

    [Fact]
    public void Without_a_split_the_same_pixels_are_foreground()
    {
        using var image = new NucleiScene(200, 100).Disc(60, 50, 15, 500).Disc(86, 50, 15, 500).Draw((_, _) => 200, 10);
        using var split = Find(image);
        using var whole =
            ForegroundFinder.Label(split.Plain(_ => true), new SegmentationOptions { Split = false }, default);
        Assert.Equal(2, RunLabeler.Label(split).Count);
        Assert.Equal(1, whole.Count);
        Assert.Equal(split.Area, whole.Runs.Area);
    }

    [Fact]
    public void At_least_90_percent_of_the_drawn_nuclei_are_found_by_default()
    {
        int matched = 0, found = 0, drawn = 0;
        foreach (var file in Checkout.Files(Checkout.Image("nuclei"), "*.labels.png"))
        {
            using var truth = ImageCodecs.Default.DecodeSamples(ImageSource.File(file));
            using var image = SyntheticImages.Nuclei(Path.GetFileName(file)[..8]);
            using var labeled = Label(image);
            using var labels = labeled.Painted();
            var others = ConnectedComponents.Areas(labeled, out _);
            var overlaps = Coordinates(image.Width, image.Height)
                .CountBy(at => (Drawn: truth.Planes[0][at.X, at.Y], Found: labels[at.X, at.Y])).ToList();
            var areas = overlaps.ToLookup(o => o.Key.Drawn, o => o.Value);
            matched += overlaps.Count(o => o.Key is { Drawn: > 0, Found: > 0 }
                && 2 * o.Value > areas[o.Key.Drawn].Sum() + others[o.Key.Found] - o.Value);
            found += labeled.Count;
            drawn += areas.Count(area => area.Key > 0);
        }

        Assert.InRange(2.0 * matched / (found + drawn), .9, 1);
    }

    private static RunTable Find(Raster<ushort> image)
    {
        var diameter = 0.0;
        return LearnedNuclei.Find(image, null, ref diameter, null, default);
    }

    private static LabeledRuns Label(Raster<ushort> image) =>
        ForegroundFinder.Label(Find(image), new SegmentationOptions(), default);
}
