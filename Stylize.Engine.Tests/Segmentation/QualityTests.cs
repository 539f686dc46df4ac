using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Quality;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using static Stylize.Engine.Tests.Segmentation.SampleFiles;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Quality of images: measurement, limits, and statistics without excluded images.</summary>
public sealed class QualityTests : PlateTest
{
    [Theory]
    [InlineData(-2.3, 500, true)]
    [InlineData(-2.9, 3900, true)]
    [InlineData(-2.05, 200, false)]
    [InlineData(-3.5, 8000, false)]
    [InlineData(-1, 10, false)]
    public void An_image_is_out_of_focus_if_slope_and_variance_are_low_together(
        double slope, double variance, bool isBlurred)
    {
        List<ImageQuality> images =
        [
            .. Enumerable.Range(1, 12)
                .Select(i => new ImageQuality("DAPI", i, -2 + (.01 * (i % 5)), 9000 + (100 * (i % 3)), 0, 20, 0)),
            new("DAPI", 13, slope, variance, 0, 20, 0),
        ];
        var limits = new QualityLimits("P", "DAPI", images);
        Assert.Equal(isBlurred ? QualityGates.Focus : QualityGates.None, limits.Failed(images[^1]));
        Assert.All(images.SkipLast(1), image => Assert.Equal(QualityGates.None, limits.Failed(image)));
    }

    [Theory]
    [InlineData("A", "blobs16", false)]
    [InlineData("B", "narrow16", true)]
    public void Measurements_equal_those_of_NumPy_and_SciPy(string name, string drawing, bool isInStrips)
    {
        var (image, _) = SyntheticImages.Make(drawing);
        TestPlate.Save(image, _plate["image.tif"]);
        using var foreground = SyntheticImages.Make("blobs8").Image;
        var runs = RunArea.Objects(160, 120, (x, y) => foreground[x, y] > 110 ? 1 + (x / 20) + (8 * (y / 20)) : 0);

        using var regions = GivenLabels.ByValue(runs);
        var sums = new IntensitySums(regions.Count);
        sums.Add(regions, image, 0, 0, image.Height);

        var input = new ImageInput(ImageSource.File(_plate["image.tif"]), ImageCodecs.Default);
        using var reader = new SampleScanner(input, keptPixels: isInStrips ? 0 : 1 << 20);
        var tile = new TileMeasurement(new TileFile("image.tif", 0, "P", "A1", 0, "D", 7), 160, 120, 0, 0, null);
        var table = RegionMeasurer.Measure(
            regions, RegionProperties.Centroid | RegionProperties.MeanIntensity, [("D", sums)], 1, default, default);
        var found = new QualityStep(new SegmentationOptions(), default).Measure(
            "D", tile, reader, PlaneMeasurement.FromLabels(regions, [tile]) with
            {
                Regions = table, TileOfRegion = new int[table.Count],
            });
        Assert.Equal(7, found.Tile);
        var oracle = OracleTable.Embedded("quality.csv");
        var row = oracle.Rows.Single(row => row[0] == name);
        Assert.InRange(found.UncoveredShare!.Value, 0, 1);
        foreach (var (column, value) in ImageQuality.Names.Zip(found.Values()).SkipLast(2))
        {
            var expected = oracle.Number(row, column)!.Value;
            Assert.Equal(expected, value!.Value, 1e-9 * Math.Max(1, Math.Abs(expected)));
        }

        image.Dispose();
    }

    /// <summary>Values of NumPy and SciPy: a disc of a radius with a Gaussian blur, outlined at half its maximum;
    /// without a radius, a Gaussian spot.</summary>
    [Theory]
    [InlineData(20, 2, 4.05)]
    [InlineData(20, 6, 1.5)]
    [InlineData(20, 8, 1.24)]
    [InlineData(30, 3, 4.2)]
    [InlineData(0, 8, .94)]
    public void Edges_are_less_steep_the_more_they_are_blurred(double radius, float blur, double expected)
    {
        const int Side = 161;
        using var plane = Paint<float>(Side, Side, (x, y) => radius == 0
            ? (float)Math.Exp(-(((x - 80) * (x - 80)) + ((y - 80) * (y - 80))) / (2.0 * blur * blur))
            : (float)Math.Clamp(radius + .5 - double.Hypot(x - 80, y - 80), 0, 1));
        if (radius > 0) GaussianBlur.SmoothInPlace(plane, blur);
        var half = plane[80, 80] / 2;
        using var image = Paint<ushort>(Side, Side, (x, y) => (ushort)(100 + (10_000 * plane[x, y])));
        using var labels = GivenLabels.ByValue(RunArea.Objects(Side, Side, (x, y) => plane[x, y] > half ? 1 : 0));
        var check = new ObjectCheck(labels, new SegmentationOptions(), 0, 0, Side, Side);
        for (var y = 0; y < Side; y++)
        {
            check.AddRow(image.Row(y), 0, y);
        }

        Assert.Equal(expected, check.EdgeSteepness()!.Value, .06);
    }

    [Fact]
    public void A_well_out_of_focus_is_marked_on_the_page_and_beside_hits_and_counts()
    {
        var random = new Random(1);
        Directory.CreateDirectory(_plate["in"]);
        string[] wells = ["A1", "A2", "A3", "B1", "B2", "B3"];
        foreach (var name in wells.SelectMany(well => (string[])[$"{well}_T0_1", $"{well}_T0_2"]))
        {
            var centers = Enumerable.Range(0, 16)
                .Select(i => (X: 20 + (40 * (i % 4)) + random.Next(9), Y: 20 + (40 * (i / 4)) + random.Next(9)))
                .ToList();
            using var plane = Paint<float>(168, 168, (x, y) => 200 + (1000 * (float)Math.Clamp(
                10.5 - centers.Min(center => double.Hypot(x - center.X, y - center.Y)), 0, 1)));
            GaussianBlur.SmoothInPlace(plane, name.StartsWith("B2", StringComparison.Ordinal) ? 4 : 1);
            using var image = Paint<ushort>(168, 168, (x, y) => (ushort)(plane[x, y] + random.Next(20)));
            TestPlate.Save(image, _plate[$"in/P_{name}_D.tif"]);
        }

        File.WriteAllText(
            _plate["map.csv"],
            "well,role,compound\nA1,negative,DMSO\nA2,negative,DMSO\nA3,,a\nB1,,b\nB2,,c\nB3,,d\n");
        _plate.Run("segment in -o out --method otsu --plate-map map.csv").Exits(
            0, "Quality: 2 of 12 images fail a gate: P_B2_T0 D tile 1 (Focus), P_B2_T0 D tile 2 (Focus); none is");
        var page = File.ReadAllText(_plate["out/segmentation.html"]);
        Assert.Contains("<figure title=\"B2: 32 cells, fails Focus\"", page);
        Assert.Equal(1, Regex.Count(page, ", fails [^\"]*\" data-well"));
        Assert.All(
            Regex.Matches(page, "<title>([^:<]*):[^>]*><rect[^>]*>"),
            cell => Assert.Equal(
                cell.Groups[1].Value == "B2", Regex.IsMatch(cell.Value, "class=\"[^\"]*\\bfails\\b")));
        var kinds = Regex.Matches(
            File.ReadAllText(Checkout.Path("Stylize.Engine/Segmentation/Plates/Page/PlatePage.cs")),
            @"PlateChart\.Write\w*\(\s*_html, \$?""([\w ]+)").Select(map => map.Groups[1].Value).ToList();
        Assert.InRange(kinds.Count, 5, 20);
        Assert.All(
            [.. kinds, "P", "compound"],
            kind => Assert.Matches($"<h3>{kind}.*?</h3><svg [^>]*role=\"group\"[^§]*?<title>B2:", page));
        var treatments = _plate.Run("hits out/segmentation.sqlite --measurement Area --table treatments").Out;
        Assert.Contains("(B2: Focus)", treatments);
        Assert.Equal(1, Regex.Count(treatments, "Focus"));
        Assert.Equal(
            ["A1|32", "A2|32", "A3|32", "B1|32", "B2|32", "B3|32"],
            StoreDump.Rows(_plate["out/segmentation.sqlite"], "SELECT Well, Cells FROM run_summary ORDER BY 1"));
        _plate.Run("segment in -o none --method otsu --quality none").Exits(0);
        Assert.False(File.Exists(_plate["none/images.csv"]));
    }

    [Fact]
    public void Limits_are_robust_and_only_gross_differences_fail()
    {
        var random = new Random(1);
        ImageQuality Image(int tile) => new(
            "D", tile, -1.8 + (.1 * random.NextDouble()), 1000 * (1 + random.NextDouble()), 0,
            15 + random.NextDouble(), .05, .0001 * random.NextDouble(), 40 + random.Next(20));
        ImageQuality[] images =
        [
            .. Enumerable.Range(1, 30).Select(Image),
            Image(31) with { PowerSlope = -3.5, LaplacianVariance = 100 }, Image(32) with { PowerSlope = -3.5 },
            Image(33) with { LaplacianVariance = 100 }, Image(34) with { SaturatedShare = .02 },
            Image(35) with { DebrisShare = .01 },
            Image(36) with { Contrast = 1.3, PowerSlope = -4, LaplacianVariance = 1, Cells = 0 },
            Image(37) with { Cells = 4 },
            Image(38) with { Cells = 200 }, Image(39) with { Contrast = .1, DarkContrast = 15 },
            Image(40) with { Contrast = 60 }, Image(41) with { Kind = ImageKind.Phase },
            Image(42) with { UncoveredShare = .05 },
        ];
        var limits = Assert.Single(QualityLimits.ForPlate([Summary(images), Summary([])]));
        QualityGates[] failed =
        [
            QualityGates.Focus, 0, 0, QualityGates.Saturation, QualityGates.Debris, QualityGates.Blank,
            QualityGates.FewCells,
            QualityGates.ManyCells, QualityGates.Dark, QualityGates.Debris, QualityGates.Kind, QualityGates.Uncovered,
        ];
        Assert.Equal([.. Enumerable.Repeat(QualityGates.None, 30), .. failed], images.Select(limits.Failed));

        // The limits, in a slow way: the median and five robust standard deviations of images that are not blank.
        var roots = images.Where(image => image.Tile != 36).Select(image => Math.Sqrt(image.Cells!.Value)).ToArray();
        double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToList();
            return (sorted[sorted.Count / 2] + sorted[(sorted.Count - 1) / 2]) / 2;
        }

        var middle = Median(roots);
        var distance = Math.Max(5 * 1.482602218505602 * Median(roots.Select(root => Math.Abs(root - middle))), 2.5);
        Assert.Equal((middle - distance) * (middle - distance), limits.Cells!.Value.Low, 1e-9);
        Assert.Equal((middle + distance) * (middle + distance), limits.Cells.Value.High, 1e-9);

        // Few images have no limits, and other channels than segmented ones have no gates of objects.
        var few = Assert.Single(QualityLimits.ForPlate([Summary(images[..7])]));
        Assert.All(images[30..35], image => Assert.Equal(QualityGates.None, few.Failed(image)));
        Assert.Equal(QualityGates.None, limits.Failed(images[35] with { Cells = null }));
    }

    [Fact]
    public void Statistics_and_hits_leave_out_images_that_fail_chosen_gates()
    {
        using var plate = TestPlate.OfNuclei();
        Change(plate, "E4_T0_3", (image, x, y) => (ushort)Enumerable.Range(-7, 15)
            .Average(dy =>
                Enumerable.Range(-7, 15).Average(dx => image[Math.Clamp(x + dx, 0, 115), Math.Clamp(y + dy, 0, 85)])));
        var noise = SyntheticImages.Noise(116 * 86, 9);
        for (var tile = 1; tile <= 9; tile++)
        {
            Change(plate, $"E5_T1_{tile}", (_, x, y) => (ushort)(500 + (noise[(y * 116) + x] / 2048)));
        }

        File.WriteAllText(plate["map.csv"], "well,role,compound\nE4,negative,DMSO\nE5,sample,A\n");
        const string arguments =
            "segment tiles -o out --channel DAPI --measure-channel GFP --method otsu --plate-map map.csv --quality";
        plate.Run($"{arguments} report").Exits(
            0, "Quality: 10 of 72 images fail a gate: PLATE1_E4_T0 DAPI tile 3 (Focus), ", "none is excluded.");
        var all = File.ReadAllText(plate["out/wells.csv"]);

        // Other gates do not measure the images again.
        plate.Run($"{arguments} focus,blank --update").Exits(
            0, "Repeated steps positives, write, page in 4 wells.", "10 tiles excluded from statistics.");

        // From the table of regions.
        var regions = Table(plate["out/Regions/E4/PLATE1_E4_T0_DAPI_REGIONS.csv"]);
        var kept = regions.FindAll(row => row["Tile"] != "3");
        Assert.NotEqual(regions.Count, kept.Count);
        string[] lines = File.ReadAllLines(plate["out/wells.csv"]);
        var wells = Table(plate["out/wells.csv"]);
        (string Count, string Mean) Row(string well, string time, string measurement) => wells
            .Where(row => (row["Well"], row["Timepoint"], row["Measurement"]) == (well, time, measurement))
            .Select(row => (row["Count"], row["Mean"])).Single();
        Assert.Equal($"{kept.Count}", Row("E4", "0", "Cells").Count);
        Assert.Equal($"{kept.Count}", Row("E4", "0", "MeanIntensity_GFP").Count);
        Assert.Equal(
            kept.Average(row => Number(row["MeanIntensity_GFP"])), Number(Row("E4", "0", "MeanIntensity_GFP").Mean),
            1e-6);
        Assert.Equal("8", Row("E4", "0", "CellsPerImage").Count);
        Assert.Equal(kept.Count / 8.0, Number(Row("E4", "0", "CellsPerImage").Mean), 1e-9);
        Assert.DoesNotContain(wells, row => (row["Well"], row["Timepoint"]) == ("E5", "1"));
        Assert.Equal(
            all.Split('\n').Where(line => line.StartsWith("PLATE1,E4,1,", StringComparison.Ordinal)),
            lines.Where(line => line.StartsWith("PLATE1,E4,1,", StringComparison.Ordinal)
                && !line.Contains("CellsPerImage")));

        // Database, command and page agree with the files.
        var images = File.ReadAllLines(plate["out/images.csv"]);
        Assert.Equal(73, images.Length);
        using (var database = StoreDump.OpenSqlite(plate["out/segmentation.sqlite"]))
        {
            Assert.Equal(
                images.Skip(1).Select(line => line.Replace(',', '|')).Order(StringComparer.Ordinal),
                StoreDump.Rows(database,
                    $"SELECT Experiment, Well, Timepoint, Channel, Tile, {string.Join(", ", ImageQuality.Names)}, "
                    + "Failed, Excluded FROM image_quality").Order(StringComparer.Ordinal));
            Assert.Equal(
                [
                    $"E4|0|{kept.Count}", "E4|1|" + Row("E4", "1", "Cells").Count,
                    "E5|0|" + Row("E5", "0", "Cells").Count,
                ],
                StoreDump.Rows(database,
                    "SELECT Well, Timepoint, Count FROM well_measurement WHERE Measurement = 'Cells' ORDER BY 1, 2"));
        }

        var hits = plate.Run("hits out/segmentation.sqlite --measurement Cells --table wells --timepoint 0");
        Assert.Contains("CellsPerImage", hits.Error);
        var last = plate.Run("hits out/segmentation.sqlite --measurement CellsPerImage --table wells --timepoint 1");
        Assert.DoesNotContain("E5", last.Out);
        Assert.DoesNotContain("excluded", last.Error);
        var page = File.ReadAllText(plate["out/segmentation.html"]);
        Assert.Contains("<h2>Image quality</h2>", page);
        Assert.Contains("PLATE1_E4_T0, DAPI<td>3<td class=\"t\">Focus<td class=\"t\">excluded", page);

        // Without gates, all images count again.
        plate.Run($"{arguments} report --update").Exits(0);
        Assert.Equal(all, File.ReadAllText(plate["out/wells.csv"]));
    }

    private static WellSummary Summary(ImageQuality[] images) =>
        new("P", "A1", 0, "D", images.Length, [], [new("D", WellStatistic.Cells, 0)], []) { Images = images };

    /// <summary>Changes the pixels of a DAPI tile.</summary>
    private static void Change(TestPlate plate, string name, Func<Raster<ushort>, int, int, ushort> value)
    {
        var path = Path.Combine(plate.Tiles, $"PLATE1_{name}_DAPI.tif");
        using var image = ImageCodecs.Default.DecodeSamples(ImageSource.File(path)).Planes[0];
        using var changed = Paint<ushort>(116, 86, (x, y) => value(image, x, y));
        TestPlate.Save(changed, path);
    }
}
