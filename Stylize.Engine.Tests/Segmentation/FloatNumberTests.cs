using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Floating-point numbers are measured as they are, whatever else the image contains.</summary>
public sealed class FloatNumberTests : CliTest
{
    private const int Width = 60, Height = 50;

    /// <summary>Pixels that a detector gives next to cells of 0.5 to 2.</summary>
    public static TheoryData<float> Outliers => [.7f, 50_000, -1e9f, 1e30f];

    [Theory]
    [MemberData(nameof(Outliers))]
    public void An_outlier_changes_no_other_object(float outlier)
    {
        Save("image.tif", outlier);
        foreach (var way in (string[][])[["--labels", "mask.tif"], ["--method", "manual", "--threshold", ".4"]])
        {
            var run = _folder.Run([
                "regions", "image.tif", "--json", "--property",
                "MinimumIntensity,MeanIntensity,MaximumIntensity,IntensityStandardDeviation,WeightedCentroid", .. way,
            ]).Exits(0);
            foreach (var (row, label) in run.Json.Where(row => row.GetProperty("Label").GetInt32() > 0).Take(2)
                .Zip((int[])[1, 2]))
            {
                double[] numbers = [.. Pixels(label).Select(at => (double)Value(at.X, at.Y))];
                var mean = numbers.Average();
                Assert.Equal(numbers.Min(), row.GetProperty("MinimumIntensity").GetDouble());
                Assert.Equal(numbers.Max(), row.GetProperty("MaximumIntensity").GetDouble());
                Assert.Equal(mean, row.GetProperty("MeanIntensity").GetDouble(), 1e-12);
                Assert.Equal(Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean))),
                    row.GetProperty("IntensityStandardDeviation").GetDouble(), 1e-12);
                Assert.Equal(
                    Pixels(label).Sum(at => at.X * (double)Value(at.X, at.Y)) / numbers.Sum(),
                    row.GetProperty("WeightedCentroidX").GetDouble(), 1e-9);
            }
        }
    }

    /// <summary>Objects are found in the range of most numbers, whatever one pixel has.</summary>
    [Theory]
    [InlineData("otsu")]
    [InlineData("li")]
    public void Objects_are_found_beside_an_outlier(string method)
    {
        Save("image.tif", 1e6f);
        var run = _folder.Run(
            "regions", "image.tif", "--method", method, "--no-split", "--minimum-area", "20", "--json", "--property",
            "Area").Exits(0);
        Assert.Equal([100, 100], run.Json.Select(row => row.GetProperty("Area").GetInt32()));
    }

    [Theory]
    [InlineData("SubtractTile")]
    [InlineData("DivideTile")]
    public void The_background_of_numbers_is_that_of_the_file(string background)
    {
        Save("image.tif", 50_000, offset: 10);
        var run = _folder.Run("regions", "image.tif", "--labels", "mask.tif", "--background", background, "--json",
            "--property", "MeanIntensity").Exits(0);
        var level = 10.101;
        foreach (var (row, label) in run.Json.Zip((int[])[1, 2]))
        {
            var mean = Pixels(label).Average(at => (double)(Value(at.X, at.Y) + 10));
            Assert.Equal(background == "DivideTile" ? 1000 * mean / level : mean - level,
                row.GetProperty("MeanIntensity").GetDouble(), mean * .001);
        }
    }

    [Theory]
    [InlineData("max", 3)]
    [InlineData("mean", 2)]
    [InlineData("sum", 6)]
    [InlineData("median", 2)]
    public void Projections_are_of_the_numbers(string projection, int factor)
    {
        foreach (var plane in Enumerable.Range(0, 3))
        {
            SampleFiles.SaveFloats(_folder[$"in/P_A1_T0_1_z{plane}_C.tif"], Width, Height, (x, y) =>
                (x, y, plane) == (0, 0, 1) ? 50_000 : (plane + 1) * Value(x, y));
        }

        _folder.Run(
            "segment", "in", "-o", "out", "--name-pattern", "{experiment}_{well}_T{time}_{field}_z{plane}_{channel}",
            "--projection", projection, "--method", "manual", "--threshold", $"{1.5 * factor / 3}".Replace(',', '.'),
            "--no-split", "--minimum-area", "20").Exits(0);
        var rows = File.ReadAllLines(Directory.GetFiles(_folder["out/Regions/A1"], "*.csv")[0]);
        var column = Array.IndexOf(rows[0].Split(','), "MeanIntensity_C");
        Assert.NotEqual(-1, column);
        var means = rows.Skip(1).Select(row => double.Parse(row.Split(',')[column], CultureInfo.InvariantCulture));
        Assert.Contains(means, mean => Math.Abs(mean - (factor * Pixels(2).Average(at => Value(at.X, at.Y)))) < 1e-5);
    }

    [Fact]
    public void Numbers_of_tiles_are_measured_at_their_places_in_the_montage()
    {
        // The second object is on both tiles.
        foreach (var tile in (int[])[0, 1])
        {
            SampleFiles.SaveFloats(
                _folder[$"in/P_A1_T0_{tile + 1}_C.tif"], 35, Height, (x, y) => Value((35 * tile) + x, y));
        }

        _folder.Run("segment in -o out --columns 2 --threshold .4 --no-split --property WeightedCentroid,MeanIntensity")
            .Exits(0);
        foreach (var (row, label) in SampleFiles.Table(_folder["out/Regions/A1/P_A1_T0_C_REGIONS.csv"])
            .Zip((int[])[1, 2]))
        {
            var sum = Pixels(label).Sum(at => (double)Value(at.X, at.Y));
            Assert.Equal(sum / 100, SampleFiles.Number(row["MeanIntensity_C"]), 1e-9);
            Assert.Equal(
                Pixels(label).Sum(at => at.X * (double)Value(at.X, at.Y)) / sum,
                SampleFiles.Number(row["WeightedCentroidX_C"]), 1e-9);
        }
    }

    /// <summary>With oblong pixels, lengths and areas are those of the object drawn on a finer grid of squares.
    /// </summary>
    [Theory]
    [InlineData(.5, 1)]
    [InlineData(1.5, .5)]
    public void Oblong_pixels_give_the_lengths_of_the_object(double x, double y)
    {
        // An ellipse of 24 x 16 micrometers.
        var oblong = Ellipse(x, y, new PixelSize(x, y));
        var fine = Ellipse(.125, .125, .125);
        foreach (var (name, tolerance) in ((string, double)[])
        [
            ("Area", .02), ("ConvexArea", .05), ("MajorAxisLength", .02), ("MinorAxisLength", .02),
            ("EquivalentDiameter", .02), ("Perimeter", .06), ("CroftonPerimeter", .06), ("MaximumFeretDiameter", .06),
            ("MinimumFeretDiameter", .08), ("Eccentricity", .02),
        ])
        {
            Assert.Equal(1, oblong.Value(0, name) / fine.Value(0, name), tolerance);
        }

        Assert.Equal(Math.PI * 12 * 8, oblong.Value(0, "Area"), Math.PI * 12 * 8 * .02);
        var square = Ellipse(.5, .5, .5);
        var pixels = Ellipse(.5, .5, 1);
        Assert.Equal(.5 * pixels.Value(0, "Perimeter"), square.Value(0, "Perimeter"));
        var ring = new RingRadii(1, 5, IsMicrometers: true);
        Fails.Of(StylizeError.OptionInvalid, () => ring.InPixels(new PixelSize(x, y)), "");
    }

    private static RegionTable Ellipse(double x, double y, PixelSize size)
    {
        var (width, height) = ((int)(32 / x), (int)(24 / y));
        var runs = RunArea.Objects(width, height, (column, row) =>
        {
            var (u, v) = ((((column + .5) * x) - 16) / 12, (((row + .5) * y) - 12) / 8);
            return (u * u) + (v * v) <= 1 ? 1 : 0;
        });
        using var regions = GivenLabels.ByValue(runs);
        return RegionMeasurer.Measure(
            regions, RegionProperties.Standard & ~RegionProperties.Intensity & ~RegionProperties.Ring, [], size);
    }

    private void Save(string name, float outlier, float offset = 0)
    {
        SampleFiles.SaveFloats(
            _folder[name], Width, Height, (x, y) => (x, y) == (Width - 1, Height - 1) ? outlier : Value(x, y) + offset);
        SampleFiles.Save(_folder["mask.tif"], Width, Height, LabelAt);
    }

    private static IEnumerable<(int X, int Y)> Pixels(int label) =>
        from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width)
        where LabelAt(x, y) == label select (x, y);

    private static int LabelAt(int x, int y) =>
        y is < 10 or >= 20 ? 0 : x is >= 10 and < 20 ? 1 : x is >= 30 and < 40 ? 2 : 0;

    private static float Value(int x, int y) =>
        LabelAt(x, y) == 0 ? .1f + (.001f * ((x + (3 * y)) % 3))
            : .5f + (.7f * LabelAt(x, y)) + (.01f * (x % 7)) + (.003f * y);
}
