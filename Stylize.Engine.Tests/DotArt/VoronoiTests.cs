using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.DotArt;

public unsafe class VoronoiTests
{
    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(37, 101, 67)]
    [InlineData(300, 90, 110)]
    public void Every_pixel_belongs_to_its_nearest_site(int count, int width, int height)
    {
        using var sites = Random(count, width, height);
        using var density = new Raster<float>(width, height);
        using var ink = new Raster<float>(width, height);
        using var labels = new Raster<int>(width, height);
        density.Fill(0.5f);
        ink.Fill(0.25f);
        using var cells = new VoronoiCells(sites, density, ink);
        cells.Measure(3, default, labels);
        var area = new int[count];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var owner = labels[x, y];
                area[owner]++;
                var nearest = Enumerable.Range(0, count).Min(i => Squared(sites, i, x, y));
                Assert.Equal(nearest, Squared(sites, owner, x, y), 1e-3);
            }
        }

        for (var i = 0; i < count; i++)
        {
            Assert.Equal(area[i], cells.Sums[i].Area);
            Assert.Equal(area[i] * 0.5, cells.Sums[i].Mass, 1e-2);
            Assert.Equal(area[i] * 0.25, cells.Sums[i].Ink, 1e-2);
        }
    }

    [Fact]
    public void Sorting_keeps_every_point_and_tells_where_it_went()
    {
        using var sites = Random(500, 90, 70);
        var before = Enumerable.Range(0, 500).Select(i => (sites.X[i], sites.Y[i])).ToArray();
        var moved = new int[500];
        fixed (int* m = moved)
        {
            sites.Sort(m);
        }

        Assert.Equal(Enumerable.Range(0, 500), moved.Order());
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(before[moved[i]], (sites.X[i], sites.Y[i]));
        }
    }

    [Fact]
    public void Hilberts_curve_goes_through_every_cell_by_steps_of_one()
    {
        var cells = new (int X, int Y)[1024];
        for (var y = 0; y < 32; y++)
        {
            for (var x = 0; x < 32; x++)
            {
                cells[HilbertOrder.Index(5, x, y)] = (x, y);
            }
        }

        Assert.All(cells.Zip(cells.Skip(1)), p => Assert.Equal(1, Math.Abs(p.First.X - p.Second.X) + Math.Abs(p.First.Y - p.Second.Y)));
    }

    private static Sites Random(int count, int width, int height)
    {
        var random = new Random(count);
        var sites = new Sites(count, width, height);
        for (var i = 0; i < count; i++)
        {
            sites.X[i] = (float)(random.NextDouble() * width);
            sites.Y[i] = (float)(random.NextDouble() * random.NextDouble() * height);
        }

        sites.Sort();
        return sites;
    }

    private static double Squared(Sites sites, int site, int x, int y) =>
        Math.Pow(sites.X[site] - x - 0.5, 2) + Math.Pow(sites.Y[site] - y - 0.5, 2);
}
