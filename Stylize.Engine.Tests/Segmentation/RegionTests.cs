using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class RegionTests
{
    private static readonly OracleTable Oracle = OracleTable.Embedded("regions.csv");

    private static readonly OracleTable Nuclei = OracleTable.Embedded("nuclei.csv");

    public static TheoryData<string> Images() => [.. Oracle.Rows.Select(r => r[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Images))]
    public void Every_property_equals_scikit_image(string name)
    {
        var rows = Oracle.Rows.Where(r => r[0] == name).ToList();
        using var image = SyntheticImages.Make(name).Image;
        var table = Measure(image, (int)Oracle.Number(rows[0], "threshold")!.Value);
        Compare(Oracle, rows, table, name);
    }

    public static TheoryData<string> Photographs() => [.. Nuclei.Rows.Select(r => r[0]).Distinct()];

    [Theory]
    [MemberData(nameof(Photographs))]
    public void Measurements_of_nuclei_equal_scikit_image(string image)
    {
        var rows = Nuclei.Rows.Where(r => r[0] == image).ToList();
        using var pixels = SyntheticImages.Nuclei(image);
        var cut = GlobalThreshold.FromSums(SampleSums.FromImage(pixels, pixels.Height), 1.0);
        Assert.Equal(Nuclei.Number(rows[0], "threshold"), cut);
        var table = Measure(pixels, (int)cut);
        Assert.Subset(table.Columns.Select(column => column.Name).ToHashSet(), Nuclei.Head.Skip(2).ToHashSet());
        Compare(Nuclei, rows, table, image);
    }

    [Fact]
    public void Lengths_and_areas_follow_the_pixel_size()
    {
        using var image = SyntheticImages.Make("blobs8").Image;
        using var labeled = Label(image, 140);
        var asked = RegionProperties.Area | RegionProperties.Perimeter | RegionProperties.Eccentricity
            | RegionProperties.Centroid;
        var pixels = RegionMeasurer.Measure(labeled, asked, []);
        var microns = RegionMeasurer.Measure(labeled, asked, [], pixelSize: .5);
        for (var region = 0; region < pixels.Count; region++)
        {
            foreach (var column in pixels.Columns)
            {
                var power = column.Name switch { "Area" => 2, "Perimeter" => 1, _ => 0 };
                var index = pixels.Find(column.Name);
                Assert.Equal(pixels[region, index] * Math.Pow(.5, power), microns[region, index], 12);
            }
        }
    }

    [Fact]
    public void The_minimum_Feret_diameter_of_a_rectangle_is_its_short_side()
    {
        using var image = Paint<ushort>(
            40, 30, (x, y) => (ushort)(x is >= 3 and < 33 && y is >= 5 and < 12 ? 9 : 0));
        using var labeled = Label(image, 0);
        var table = RegionMeasurer.Measure(labeled, RegionProperties.MinimumFeretDiameter, []);
        Assert.Equal(7, table[0, 1], 12);
    }

    public static TheoryData<int> Lengths => [1, 15, 16, 17, 1023, 1025, 5000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Intensities_of_runs_of_any_length_equal_a_simple_sum(int length)
    {
        var random = new Random(length);
        foreach (var (left, right) in ((int, int)[])[(0, 0), (1, 40), (7, 3)])
        {
            // Bright pixels before and after the run must not count; the maximum sample must not overflow.
            using var image = new Raster<ushort>(left + length + right, 2);
            foreach (ref var sample in image.Row(1))
            {
                sample = (ushort)(random.Next(4) == 0 ? 65535 : random.Next(1, 65536));
            }

            using var runs = new RunTable(image.Width, 2);
            runs.BeginRow();
            runs.BeginRow();
            runs.Add(left, left + length);
            using var labeled = RunLabeler.Label(runs);
            var sums = new IntensitySums(1);
            sums.Add(labeled, image, 0, 0, 2);
            var (sum, squares, weighted) = (UInt128.Zero, UInt128.Zero, UInt128.Zero);
            var run = image.Row(1).Slice(left, length);
            for (var x = 0; x < length; x++)
            {
                sum += run[x];
                squares += (UInt128)run[x] * run[x];
                weighted += (UInt128)run[x] * (UInt128)(left + x);
            }

            var deviation = Math.Sqrt((double)(((UInt128)length * squares) - (sum * sum))) / length;
            Assert.Equal(
                new(length, run.ToArray().Min(), run.ToArray().Max(), (double)sum / length, deviation,
                    (double)weighted / (double)sum, 1),
                sums.Of(1));
        }
    }

    private static LabeledRuns Label(Raster<ushort> image, int cut) =>
        RunLabeler.Label(LabelTests.Runs(image, (ushort)cut));

    private static RegionTable Measure(Raster<ushort> image, int cut)
    {
        using var labeled = Label(image, cut);
        var sums = new IntensitySums(labeled.Count);
        sums.Add(labeled, image, 0, 0, image.Height);
        return RegionMeasurer.Measure(labeled, RegionProperties.All, [("", sums)]);
    }

    /// <summary>
    /// Relative tolerance 1e-6. If the exact value is 0 or two eigenvalues are equal, the rounding of the reference
    /// (1e-16 of terms that cancel) is amplified by a square root, so the tolerance is 1e-6 of the scale.
    /// </summary>
    private static double Tolerance(RegionColumn column, RegionTable table, int region) => column.Property switch
    {
        RegionProperties.CentralMoments =>
            1e-9 * Math.Max(1, Math.Abs(table[region, table.Find($"Moment{column.Name[^2..]}")])),
        RegionProperties.HuMoments or RegionProperties.NormalizedMoments => 1e-9,
        RegionProperties.Orientation or RegionProperties.Eccentricity or RegionProperties.MinorAxisLength => 1e-6,
        _ => 1e-9,
    };

    private static void Compare(OracleTable oracle, List<string[]> rows, RegionTable table, string name)
    {
        Assert.Equal(rows.Count, table.Count);
        var wrong = new List<string>();
        for (var region = 0; region < rows.Count; region++)
        {
            foreach (var column in table.Columns)
            {
                // The triangle's axis is the diagonal; which of -pi/4 and pi/4 the reference returns depends on the
                // last digit of its power function.
                if (name == "triangle" && column.Property == RegionProperties.Orientation)
                {
                    Assert.Equal(Math.PI / 4, Math.Abs(table.Value(region, column.Name)), 9);
                    continue;
                }

                if (oracle.Head.Contains(column.Name) && oracle.Number(rows[region], column.Name) is { } expected)
                {
                    var found = table.Value(region, column.Name);
                    Compare(wrong, $"{name} region {region + 1} {column.Name}", expected, found,
                        Tolerance(column, table, region));
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(30)));
    }

    private static void Compare(List<string> wrong, string what, double expected, double found, double absolute)
    {
        if (!(Math.Abs(expected - found) <= absolute + (1e-6 * Math.Abs(expected)))
            && !(double.IsNaN(expected) && double.IsNaN(found)))
        {
            wrong.Add($"{what}: {expected} expected, {found} found");
        }
    }
}
