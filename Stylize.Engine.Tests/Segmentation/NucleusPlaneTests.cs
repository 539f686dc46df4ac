using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The steps on planes against slow, obvious versions.</summary>
public sealed class NucleusPlaneTests
{
    private static readonly (int Width, int Height, int Radius)[] Sizes = [(1, 1, 2), (7, 3, 1), (13, 20, 4), (30, 9, 12)];

    [Fact]
    public void Means_of_squares_are_those_of_each_square()
    {
        foreach (var (width, height, radius) in Sizes)
        {
            var plane = Random(width, height);
            var mean = plane.Mean(radius);
            Each(width, height, (x, y) => Assert.Equal(
                Window(width, height, radius, x, y).Average(p => plane.Values[p]), mean.Values[(y * width) + x], 1e-4));
        }
    }

    [Fact]
    public void An_opening_is_the_highest_of_the_lowest()
    {
        foreach (var (width, height, radius) in Sizes)
        {
            var plane = Random(width, height);
            var opened = plane.Open(radius);
            float Lowest(int p) => Window(width, height, radius, p % width, p / width).Min(q => plane.Values[q]);
            Each(width, height, (x, y) => Assert.Equal(
                Window(width, height, radius, x, y).Max(Lowest), opened.Values[(y * width) + x]));
        }
    }

    [Fact]
    public void A_plane_of_squares_has_their_means_also_where_the_border_cuts_them()
    {
        using var image = new Raster<ushort>(5, 3);
        for (var i = 0; i < 15; i++)
        {
            image[i % 5, i / 5] = (ushort)(i * i);
        }

        var plane = Plane.Of(image, 2);
        Assert.Equal((3, 2), (plane.Width, plane.Height));
        Assert.Equal(
            [(0 + 1 + 25 + 36) / 4f, (4 + 9 + 49 + 64) / 4f, (16 + 81) / 2f, (100 + 121) / 2f, (144 + 169) / 2f, 196], plane.Values);
    }

    [Fact]
    public void Basins_are_joined_where_the_lower_maximum_is_not_high_enough_above_the_saddle()
    {
        float[] line = [0, 5, 3, 4, 1, 9, 8, 8.5f, 0];
        Assert.Equal([-1, 1, 1, 3, 5, 5, 5, 7, -1], new Basins().Find(line, line.Length, 0, 0, 0));
        Assert.Equal([-1, 1, 1, 1, 5, 5, 5, 5, -1], new Basins().Find(line, line.Length, 0, 1.5, 0));
        Assert.Equal([-1, 1, 1, 3, 5, 5, 5, 5, -1], new Basins().Find(line, line.Length, 0, 0, .1));
        Assert.Equal([-1, 1, -1, 3, -1, 5, 5, 5, -1], new Basins().Find(line, line.Length, 3, .6, 0));
    }

    [Fact]
    public void Holes_are_filled_where_they_are_small_and_closed()
    {
        const string Picture = "111111,100101,111111,101111,101111";
        var rows = Picture.Split(',');
        var mask = string.Concat(rows).Select(c => c == '1').ToArray();
        MaskParts.FillHoles(mask, 6, 5, 2);
        Assert.Equal("111111100111111111101111101111", string.Concat(mask.Select(m => m ? '1' : '0')));
        var labels = string.Concat(rows).Select(c => c == '1' ? 7 : 0).ToArray();
        MaskParts.FillHoles(labels, 6, 5, 3);
        Assert.Equal("777777777777777777707777707777", string.Concat(labels));
    }

    [Fact]
    public void The_weighted_median_is_the_value_at_half_of_the_weight()
    {
        Assert.Equal(0, WeightedMedian.Of([]));
        Assert.Equal(3, WeightedMedian.Of([(9, 1), (1, 1), (3, 4)]));
        Assert.Equal(9, WeightedMedian.Of([(9, 5), (1, 1), (3, 2)]));
    }

    [Fact]
    public void A_disc_is_an_ellipse_and_two_that_touch_are_not()
    {
        PartShape Shape(Func<int, int, bool> isInside)
        {
            var shape = default(PartShape);
            Each(200, 100, (x, y) =>
            {
                if (isInside(x, y))
                {
                    shape.Add(x, y);
                }
            });
            return shape;
        }

        static bool Disc(int x, int y, int middle) => ((x - middle) * (x - middle)) + ((y - 50) * (y - 50)) <= 30 * 30;
        Assert.Equal(1, Shape((x, y) => Disc(x, y, 60)).Ellipticity, .01);

        // Two discs of radius r: 2 pi r^2 over 4 pi sqrt((r^2 / 4 + r^2) r^2 / 4).
        Assert.Equal(2 / (4 * Math.Sqrt(1.25 * .25)), Shape((x, y) => Disc(x, y, 60) || Disc(x, y, 120)).Ellipticity, .01);
    }

    private static Plane Random(int width, int height)
    {
        var random = new Random(width + height);
        return new Plane([.. Enumerable.Range(0, width * height).Select(_ => (float)random.Next(1000))], width, height);
    }

    private static IEnumerable<int> Window(int width, int height, int radius, int x, int y) =>
        from row in Enumerable.Range(y - radius, (2 * radius) + 1)
        where row >= 0 && row < height
        from column in Enumerable.Range(x - radius, (2 * radius) + 1)
        where column >= 0 && column < width
        select (row * width) + column;

    private static void Each(int width, int height, Action<int, int> body)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                body(x, y);
            }
        }
    }
}
