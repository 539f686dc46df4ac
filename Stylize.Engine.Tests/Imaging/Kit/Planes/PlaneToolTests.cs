namespace Stylize.Engine.Tests.Imaging.Kit.Planes;

/// <summary>Compares the tools for planes with simple implementations.</summary>
public sealed class PlaneToolTests
{
    private static readonly (int Width, int Height, int Radius)[] Sizes = [(1, 1, 2), (7, 3, 1), (13, 20, 4),
        (30, 9, 12), (150, 40, 3)];

    [Fact]
    public void Box_means_equal_the_mean_of_each_box()
    {
        foreach (var (width, height, radius) in Sizes)
        {
            using var plane = Random(width, height);
            BoxMean.Filter(plane, radius, (y, means) =>
            {
                for (var x = 0; x < width; x++)
                {
                    Assert.Equal(Window(width, height, radius, x, y).Average(p => plane.Pixels[p]), means[x], 1e-4);
                }
            });
        }
    }

    [Fact]
    public void Box_blurs_equal_the_mean_of_each_box_with_a_repeated_border()
    {
        foreach (var (width, height, radius) in Sizes)
        {
            using var plane = Random(width, height);
            var values = plane.Pixels.ToArray();
            new BoxBlur(width, height).Apply(plane.Pixels, radius);
            var reach = Enumerable.Range(-radius, (2 * radius) + 1).ToArray();
            Each(width, height, (x, y) => Assert.Equal(
                reach.Average(dy => reach.Average(dx => (double)values[
                    (Math.Clamp(y + dy, 0, height - 1) * width) + Math.Clamp(x + dx, 0, width - 1)])),
                plane.Pixels[(y * width) + x], 1e-3));
        }
    }

    [Fact]
    public void An_opening_is_the_maximum_of_the_minimum()
    {
        foreach (var (width, height, radius) in Sizes)
        {
            using var plane = Random(width, height);
            var values = plane.Pixels.ToArray();
            Opening.Apply(plane.Pixels, width, height, (2 * radius) + 1, radius);
            var lowest = new float[values.Length];
            Each(width, height,
                (x, y) => lowest[(y * width) + x] = Window(width, height, radius, x, y).Min(q => values[q]));
            Each(width, height, (x, y) => Assert.Equal(
                Window(width, height, radius, x, y).Max(q => lowest[q]), plane.Pixels[(y * width) + x]));
        }
    }

    [Theory]
    [InlineData(6, 5, 1)]
    [InlineData(6, 5, 2)]
    [InlineData(5, 5, 5)]
    [InlineData(90, 12, 8)]
    public void An_opening_without_margin_takes_only_squares_inside_the_plane(int width, int height, int side)
    {
        using var plane = Random(width, height);
        plane.Pixels[0] = float.NaN;
        var values = plane.Pixels.ToArray();
        Opening.Apply(plane.Pixels, width, height, side, margin: 0);
        var lowest = new Dictionary<(int X, int Y), float>();
        Each(width - side + 1, height - side + 1, (x, y) => lowest[(x, y)] = Square(x, y).Min(q => values[q]));
        lowest[(0, 0)] = float.NaN;
        Each(width, height, (x, y) =>
        {
            var squares =
                lowest.Where(s => s.Key.X > x - side && s.Key.X <= x && s.Key.Y > y - side && s.Key.Y <= y).ToList();
            var expected = squares.Any(s => float.IsNaN(s.Value)) ? float.NaN : squares.Max(s => s.Value);
            Assert.Equal(expected, plane.Pixels[(y * width) + x]);
        });

        IEnumerable<int> Square(int left, int top) =>
            from y in Enumerable.Range(top, side) from x in Enumerable.Range(left, side) select (y * width) + x;
    }

    [Fact]
    public void Block_means_equal_the_mean_of_each_block_including_clipped_ones()
    {
        using var samples = new Raster<ushort>(5, 3);
        using var plane = new Raster<float>(5, 3);
        for (var i = 0; i < 15; i++)
        {
            plane[i % 5, i / 5] = samples[i % 5, i / 5] = (ushort)(i * i);
        }

        float[] expected = [(0 + 1 + 25 + 36) / 4f, (4 + 9 + 49 + 64) / 4f, (16 + 81) / 2f, (100 + 121) / 2f,
            (144 + 169) / 2f, 196];
        var blocks = new BlockMeans<ushort, uint>(samples, 2);
        Assert.Equal((3, 2), (blocks.Width, blocks.Height));
        Assert.Equal((4, 1), (blocks.Pixels(0, 0), blocks.Pixels(2, 1)));
        var means = new float[6];
        blocks.Read(1, means.AsSpan(3));
        blocks.Read(0, means.AsSpan(0, 3));
        Assert.Equal(expected, means);

        using var single = new BlockMeans<float, float>(plane, 2).ToPlane();
        Assert.Equal(expected, single.Pixels.ToArray());
        using var precise = new BlockMeans<float, double>(5, 3, 2, y => plane.Row(y)).ToPlane();
        Assert.Equal(expected, precise.Pixels.ToArray());
        using var whole = new BlockMeans<ushort, uint>(samples, 1).ToPlane();
        Assert.Equal(plane[4, 2], whole[4, 2]);
        var sums = new float[3];
        new BlockMeans<float, float>(plane, 2).ReadSums(1, sums);
        Assert.Equal([221, 313, 196], sums);
    }

    [Fact]
    public void Bilinear_samples_are_exact_in_a_plane_that_is_linear_and_repeat_its_border()
    {
        using var plane = new Raster<float>(4, 3);
        Each(4, 3, (x, y) => plane[x, y] = (8 * x) + (32 * y));
        for (var y = -1f; y <= 4; y += .25f)
        {
            for (var x = -1f; x <= 5; x += .25f)
            {
                Assert.Equal(
                    (8 * Math.Clamp(x - .5f, 0, 3)) + (32 * Math.Clamp(y - .5f, 0, 2)), Bilinear.At(plane, x, y));
            }
        }

        Assert.Equal((1, 2, .25), Bilinear.Between(1.25, 4));
        Assert.Equal((0, 1, 0), Bilinear.Between(-3, 4));
        Assert.Equal((3, 3, 0), Bilinear.Between(3.5, 4));
        Assert.Equal((0, 0, 0), Bilinear.Between(.5, 1));
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(4, 3, 2)]
    [InlineData(5, 2, 2.5)]
    public void An_enlarged_plane_has_the_bilinear_samples_at_its_pixels(int columns, int rows, double side)
    {
        using var blocks = Random(columns, rows);
        using var plane = Bilinear.Enlarge(blocks, side, (int)(columns * side), (int)(rows * side));
        Each(plane.Width, plane.Height, (x, y) => Assert.Equal(
            Bilinear.At(blocks, (float)((x + .5) / side), (float)((y + .5) / side)), plane[x, y], 1e-3));
    }

    [Fact]
    public void Least_squares_find_the_factors_of_exact_values_and_leave_out_what_is_undetermined()
    {
        var (line, same) = (new LeastSquares(2), new LeastSquares(3));
        for (var x = -3; x <= 5; x++)
        {
            line.Add([1, x], 2 - (3 * x), 1 + (x * x));
            same.Add([1, x, 2 * x], 4 * x, 1);
        }

        Assert.Equal([2, -3], line.Solve().Select(value => Math.Round(value, 12)));
        var factors = same.Solve();
        Assert.Equal(0, factors[0], 1e-9);
        Assert.Equal(0, factors[2]);
        Assert.Equal(4, factors[1], 1e-9);
        Assert.Equal([0, 0], new LeastSquares(2).Solve(damping: 1e-6));
    }

    [Theory]
    [InlineData(1, 1, .8)]
    [InlineData(9, 4, 2)]
    [InlineData(70, 45, 1.3)]
    public void A_blur_is_the_weighted_mean_of_all_pixels_mirrored_at_the_border(int width, int height, double sigma)
    {
        using var plane = Random(width, height);
        using var smooth = GaussianBlur.Smooth(plane, sigma);
        Each(width, height,
            (x, y) => Assert.Equal(Mean(plane, x, y, (int)((4 * sigma) + .5), sigma, Mirrored), smooth[x, y], 1e-3));
        using var repeated = Random(width, height);
        GaussianBlur.Apply(repeated, (float)sigma, 2, TestContext.Current.CancellationToken);
        Each(width, height, (x, y) => Assert.Equal(
            Mean(plane, x, y, (int)Math.Ceiling(3 * sigma), sigma, (i, length) => Math.Clamp(i, 0, length - 1)),
            repeated[x, y], 1e-3));
        GaussianBlur.SmoothInPlace(plane, sigma);
        Each(width, height, (x, y) => Assert.Equal(smooth[x, y], plane[x, y]));

        static int Mirrored(int i, int length)
        {
            while (i < 0 || i >= length)
            {
                i = i < 0 ? -1 - i : (2 * length) - 1 - i;
            }

            return i;
        }
    }

    private static double Mean(Raster<float> plane, int x, int y, int radius, double sigma, Func<int, int, int> at)
    {
        var (sum, weights) = (0.0, 0.0);
        for (var dy = -radius; dy <= radius; dy++)
        {
            for (var dx = -radius; dx <= radius; dx++)
            {
                var weight = Math.Exp(((dx * dx) + (dy * dy)) / (-2 * sigma * sigma));
                sum += weight * plane[at(x + dx, plane.Width), at(y + dy, plane.Height)];
                weights += weight;
            }
        }

        return sum / weights;
    }

    private static Raster<float> Random(int width, int height)
    {
        var random = new Random(width + height);
        var plane = Raster<float>.Packed(width, height);
        foreach (ref var value in plane.Pixels)
        {
            value = random.Next(1000);
        }

        return plane;
    }

    private static IEnumerable<int> Window(int width, int height, int radius, int x, int y) =>
        from row in Enumerable.Range(y - radius, (2 * radius) + 1)
        where row >= 0 && row < height
        from column in Enumerable.Range(x - radius, (2 * radius) + 1)
        where column >= 0 && column < width
        select (row * width) + column;

    private static void Each(int width, int height, Action<int, int> body)
    {
        foreach (var (x, y) in Coordinates(width, height))
        {
            body(x, y);
        }
    }
}
