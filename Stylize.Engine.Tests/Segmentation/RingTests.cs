using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Rings around regions, compared with a search of all pixels.</summary>
public sealed class RingTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1.5, 3.7)]
    [InlineData(3, 70)]
    public void A_ring_has_the_pixels_nearest_to_its_region_between_the_radii(double inner, double outer)
    {
        using var regions = Scene(90, 150);
        using var ring = RingLabeler.Label(regions, new RingRadii(inner, outer), default, default);
        using var labels = regions.Painted();
        using var rings = ring.Painted();
        var isDropped = Dropped(regions);
        var labeled = Coordinates(labels.Width, labels.Height)
            .Select(at => (at.X, at.Y, Label: labels[at.X, at.Y])).Where(at => at.Label != 0).ToArray();
        foreach (var (x, y) in Coordinates(labels.Width, labels.Height))
        {
            var (distance, nearest) = Nearest(labeled, x, y);
            if (labels[x, y] != 0 || isDropped[y, x] || distance <= inner * inner || distance > outer * outer)
            {
                Assert.Equal(0, rings[x, y]);
            }
            else
            {
                Assert.Contains(rings[x, y], nearest);
            }
        }
    }

    [Fact]
    public void Intensities_of_the_ring_stand_next_to_those_of_the_region_with_their_ratio()
    {
        using var image = Paint<ushort>(60, 50, (x, y) => (ushort)(
            IsDisc(x, y, 8) ? 9000 : IsDisc(x, y, 14) && !IsDisc(x, y, 10) ? 3000 + (x % 2) : 100));
        using var regions = Label(image, 5000);
        var table = Measure(regions, image, new RingRadii(2.5, 5));
        var disc = Coordinates(60, 50).Where(at => image[at.X, at.Y] == 9000).ToArray();
        var ring = (from y in Enumerable.Range(0, 50)
                    from x in Enumerable.Range(0, 60)
                    where disc.Min(at => ((at.X - x) * (at.X - x)) + ((at.Y - y) * (at.Y - y))) is var d
                        && d > 2.5 * 2.5 && d <= 25
                    select (double)image[x, y]).ToList();
        Assert.Equal(ring.Count, table.Value(0, "RingArea"));
        Assert.Equal(ring.Average(), table.Value(0, "RingMeanIntensity"), 9);
        Assert.Equal(
            (ring.Min(), ring.Max()), (table.Value(0, "RingMinimumIntensity"), table.Value(0, "RingMaximumIntensity")));
        var deviation = Math.Sqrt(ring.Average(v => (v - ring.Average()) * (v - ring.Average())));
        Assert.Equal(deviation, table.Value(0, "RingIntensityStandardDeviation"), 6);
        Assert.Equal(9000 / ring.Average(), table.Value(0, "RingIntensityRatio"), 9);
    }

    [Fact]
    public void A_region_without_ring_pixels_has_empty_values()
    {
        using var image = Paint<ushort>(40, 30, (_, _) => 9000);
        using var regions = Label(image, 5000);
        var table = Measure(regions, image, new RingRadii(0, 5));
        Assert.Equal(0, table.Value(0, "RingArea"));
        Assert.True(
            double.IsNaN(table.Value(0, "RingMeanIntensity")) && double.IsNaN(table.Value(0, "RingIntensityRatio")));
        Assert.Equal(9000, table.Value(0, "MeanIntensity"));
    }

    [Fact]
    public void Rings_continue_across_the_seams_of_a_montage()
    {
        using var plate = new TestPlate();
        var options = plate.Options;
        var segmentation = options.Segmentation with { Ring = new RingRadii(1, 6) };
        options = options with { Segmentation = segmentation, Wells = ["E4"], Timepoints = ["0"] };
        var tiled = PlateTests.Run(plate, options)[0].Planes[0];
        using var dapi = plate.Whole(0, "DAPI").Clone();
        using var regions = Label(dapi, 4000);
        using var gfp = plate.Whole(0, "GFP").Clone();
        var whole = Measure(regions, gfp, new RingRadii(1, 6));
        Assert.Equal(TestPlate.Objects(0).Count, tiled.Regions.Count);
        string[] names = ["RingMeanIntensity", "RingMinimumIntensity", "RingIntensityStandardDeviation",
            "RingIntensityRatio"];
        foreach (var name in names)
        {
            for (var region = 0; region < whole.Count; region++)
            {
                Assert.Equal(
                    whole.Value(region, name), tiled.Regions.Value(region, name + "_GFP"), 6);
            }
        }
    }

    [Theory]
    [InlineData("2,8", 2, 8, false)]
    [InlineData("8", 0, 8, false)]
    [InlineData("2um,8um", 2, 8, true)]
    [InlineData("0.5,2.5 um", .5, 2.5, true)]
    [InlineData("3\u00b5m", 0, 3, true)]
    public void Rings_are_read_in_pixels_and_micrometers(string text, double inner, double outer, bool isMicrometers)
    {
        Assert.True(RingRadii.TryParse(text, null, out var ring));
        Assert.Equal(new RingRadii(inner, outer, isMicrometers), ring);
        Assert.True(RingRadii.TryParse(ring.ToString(), null, out var again));
        Assert.Equal(ring, again);
    }

    [Fact]
    public void Other_texts_are_no_rings() => Assert.All(
        ["8,2", "2,2", "-1,5", "2um,8", "1,2,3", "wide", "0,1001"],
        text => Assert.False(RingRadii.TryParse(text, null, out _)));

    [Fact]
    public void A_ring_and_its_properties_require_each_other()
    {
        foreach (var options in (SegmentationOptions[])
            [new() { Ring = new RingRadii(0, 5), Properties = RegionProperties.Area },
                new() { Properties = RegionProperties.Area | RegionProperties.RingMeanIntensity }])
        {
            Fails.At(StylizeError.OptionInvalid, "Ring", options.Validate);
        }

        new SegmentationOptions { Ring = new RingRadii(0, 5),
            Properties = RegionProperties.RingMeanIntensity }.Validate();
        new SegmentationOptions { Properties = RegionProperties.All }.Validate();
    }

    [Fact]
    public void A_ring_in_micrometers_requires_the_pixel_size()
    {
        using var plate = new TestPlate();
        var options = plate.Options;
        var segmentation = options.Segmentation with { Ring = new RingRadii(1, 3, IsMicrometers: true) };
        Fails.Of(
            StylizeError.OptionInvalid,
            () => PlateTests.Run(plate, options with { Segmentation = segmentation }));

        var half = PlateTests.Run(
            plate,
            options with { Wells = ["E4"], Timepoints = ["0"], Segmentation = segmentation with { PixelSize = .5 } });
        var pixels = PlateTests.Run(
            plate,
            options with
            {
                Wells = ["E4"],
                Timepoints = ["0"],
                Segmentation = segmentation with { Ring = new RingRadii(2, 6), PixelSize = .5 },
            },
            plate.Targets("pixels"));
        Assert.Equal(Column(half[0].Planes[0].Regions), Column(pixels[0].Planes[0].Regions));

        static IEnumerable<double> Column(RegionTable table) =>
            Enumerable.Range(0, table.Count).Select(region => table.Value(region, "RingArea"));
    }

    /// <summary>Discs of several sizes, some touching each other and the border, every fifth one dropped.</summary>
    private static LabeledRuns Scene(int width, int height)
    {
        var random = new Random(5);
        var owners = new int[height, width];
        for (var disc = 1; disc <= 25; disc++)
        {
            var (cx, cy, r) = (random.Next(width), random.Next(height), random.Next(1, 9));
            foreach (var (x, y) in Coordinates(width, height))
            {
                if (((x - cx) * (x - cx)) + ((y - cy) * (y - cy)) <= r * r)
                {
                    owners[y, x] = disc;
                }
            }
        }

        var labeled = RunLabeler.Label(RunArea.Objects(width, height, (x, y) => owners[y, x], areWhole: false));
        labeled.Keep([.. Enumerable.Range(0, labeled.Count + 1).Select(label => label % 5 != 0)]);
        return labeled;
    }

    private static (int Distance, IEnumerable<int> Labels) Nearest(
        (int X, int Y, int Label)[] labeled, int x, int y)
    {
        var smallest = labeled.Min(at => ((at.X - x) * (at.X - x)) + ((at.Y - y) * (at.Y - y)));
        return (smallest, labeled.Where(at => ((at.X - x) * (at.X - x)) + ((at.Y - y) * (at.Y - y)) == smallest)
            .Select(at => at.Label));
    }

    private static bool[,] Dropped(LabeledRuns labeled)
    {
        var dropped = new bool[labeled.Runs.Height, labeled.Runs.Width];
        for (var run = 0; run < labeled.Runs.Count; run++)
        {
            for (var x = labeled.Runs.Starts[run]; x < labeled.Runs.Ends[run]; x++)
            {
                dropped[labeled.Runs.Rows[run], x] = labeled.Labels[run] == 0;
            }
        }

        return dropped;
    }

    private static bool IsDisc(int x, int y, int radius) =>
        ((x - 28) * (x - 28)) + ((y - 25) * (y - 25)) <= radius * radius;

    private static LabeledRuns Label(Raster<ushort> image, ushort cut) => RunLabeler.Label(LabelTests.Runs(image, cut));

    private static RegionTable Measure(LabeledRuns regions, Raster<ushort> image, RingRadii radii)
    {
        using var ring = RegionRing.Around(regions, radii, [false]);
        var sums = new IntensitySums(regions.Count);
        sums.Add(regions, image, 0, 0, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            ring.AddRow(0, image.Row(y), 0, y);
        }

        return RegionMeasurer.Measure(regions, RegionProperties.Standard, [("", sums)], ring: ring);
    }
}
