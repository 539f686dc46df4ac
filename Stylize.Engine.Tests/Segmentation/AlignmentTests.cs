using Stylize.Engine.Segmentation.Alignment;
using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Tests.Segmentation;

public sealed class AlignmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    [InlineData(127)] // a prime, by Bluestein's algorithm
    [InlineData(338)] // 2 x 13 x 13
    public void The_transform_equals_its_definition_and_inverts(int length)
    {
        const int signals = FourierPlan.Lanes;
        var random = new Random(length);
        double[] re = [.. Enumerable.Range(0, length * signals).Select(_ => random.NextDouble() - .5)];
        double[] im = [.. Enumerable.Range(0, length * signals).Select(_ => random.NextDouble() - .5)];
        var (toRe, toIm) = ((double[])re.Clone(), (double[])im.Clone());
        var plan = new FourierPlan(length);
        plan.Transform(toRe, toIm, signals);
        foreach (var (signal, k) in Coordinates(signals, length))
        {
            var sum = System.Numerics.Complex.Zero;
            for (var n = 0; n < length; n++)
            {
                var value = new System.Numerics.Complex(re[(n * signals) + signal], im[(n * signals) + signal]);
                sum += value
                    * System.Numerics.Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)n * k % length) / length);
            }

            Assert.Equal(sum.Real, toRe[(k * signals) + signal], 1e-9);
            Assert.Equal(sum.Imaginary, toIm[(k * signals) + signal], 1e-9);
        }

        plan.Transform(toIm, toRe, signals);
        Assert.All(Enumerable.Range(0, re.Length), i => Assert.Equal(re[i], toRe[i] / length, 1e-12));
    }

    [Fact]
    public void Shifts_of_noisy_tiles_equal_scikit_image()
    {
        var table = OracleTable.Embedded("shifts.csv");
        foreach (var row in table.Rows.Where(row => table.Text(row, "kind") != "phase"))
        {
            int At(string name) => (int)table.Number(row, name)!.Value;
            using var one = SyntheticImages.Nuclei($"nuclei0{At("one")}");
            using var other = SyntheticImages.Nuclei($"nuclei0{At("other")}");
            var (width, height) = (At("width"), At("height"));
            var noise = SyntheticImages.Noise(width * height, 7);
            using var before = Paint<float>(width, height, (x, y) => one[20 + x, 20 + y]);
            using var after = Paint<float>(width, height, (x, y) => ((other[20 + At("x") + x, 20 + At("y") + y]
                + other[20 + At("x") + ((x + width - 1) % width), 20 + At("y") + y]) / 2f)
                + (noise[(y * width) + x] % 5));
            var found = ImageShift.Find(before, after, maxThreads: 2);
            Assert.Equal(-table.Number(row, "shiftX")!.Value, found.X, .0501);
            Assert.Equal(-table.Number(row, "shiftY")!.Value, found.Y, .0501);
        }
    }

    [Fact]
    public void The_quality_distinguishes_the_same_cells_from_others_and_from_noise()
    {
        using var cells = Cells(1, 0, 0);
        using var moved = Cells(1, 3, -5);
        using var others = Cells(2, 0, 0);
        using var noise = Paint<float>(300, 240, (x, y) => Speckle(x, y, 9));
        using var moreNoise = Paint<float>(300, 240, (x, y) => Speckle(x, y, 10));
        var shift = ImageShift.Find(cells, moved);
        Assert.Equal((3, -5), (shift.X, shift.Y));
        Assert.True(ShiftQuality.Measure(cells, moved, shift) > .8);
        Assert.True(ShiftQuality.Measure(cells, others, ImageShift.Find(cells, others)) < ShiftQuality.Minimum);
        Assert.True(ShiftQuality.Measure(noise, moreNoise, ImageShift.Find(noise, moreNoise)) < ShiftQuality.Minimum);
        Assert.True(ShiftQuality.Measure(cells, noise, ImageShift.Find(cells, noise)) < ShiftQuality.Minimum);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, -2)]
    [InlineData(-1.25, 2.5)]
    [InlineData(40, 0.5)]
    public void Rows_are_shifted_back(double dx, double dy)
    {
        // A linear function is interpolated exactly.
        const int width = 32, height = 24;
        var result = new List<ushort[]>();
        var moved = new RowShifter(width, height, dx, dy, row => result.Add(row.ToArray()));
        for (var y = 0; y < height; y++)
        {
            moved.Add([.. Enumerable.Range(0, width).Select(x => (ushort)(1000 + (40 * x) + (80 * y)))]);
        }

        moved.Finish();
        Assert.Equal(height, result.Count);
        foreach (var (x, y) in Coordinates(width - 3, height - 3, 2, 2))
        {
            var isSeen = x + dx >= 1 && x + dx < width - 2 && y + dy >= 1 && y + dy < height - 2;
            var isOutside = x + dx < 0 || x + dx > width - 1 || y + dy < 0 || y + dy > height - 1;
            if (isSeen || isOutside)
            {
                Assert.Equal(isOutside ? 0 : 1000 + (40 * (x + dx)) + (80 * (y + dy)), result[y][x]);
            }
        }
    }

    private static Raster<float> Cells(int seed, int dx, int dy)
    {
        var random = new Random(seed);
        var cells = Enumerable.Range(0, 40)
            .Select(_ => (X: random.Next(20, 280) + dx, Y: random.Next(20, 220) + dy)).ToList();
        return Paint<float>(300, 240, (x, y) => 200 + Speckle(x, y, seed + dx)
            + (cells.Any(c => ((x - c.X) * (x - c.X)) + ((y - c.Y) * (y - c.Y)) < 64) ? 900 : 0));
    }

    /// <summary>Pseudorandom numbers from 0 to 99.</summary>
    private static int Speckle(int x, int y, int seed)
    {
        var mixed = (uint)((x * 73856093) ^ (y * 19349663) ^ (seed * 83492791));
        mixed = (mixed ^ (mixed >> 15)) * 2246822519;
        mixed = (mixed ^ (mixed >> 13)) * 3266489917;
        return (int)((mixed ^ (mixed >> 16)) % 100);
    }
}
