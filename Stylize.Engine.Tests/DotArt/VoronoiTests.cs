using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.Tests.DotArt;

public unsafe class VoronoiTests
{
    /// <summary>Large dots fill their cells, which overlap by 3% of their size, and small ones have the area of their
    /// circle.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(400)]
    public void A_cell_has_the_points_that_are_nearest_to_its_dot(int count)
    {
        const int Width = 120, Height = 90;
        using var sites = Random(count, Width, Height);
        Dot[] full = [.. Enumerable.Range(0, count).Select(i => new Dot(sites.X[i], sites.Y[i], 200, default))];
        var cells = CellOutlines.Find(full, Width, Height);
        Assert.Equal(1.03 * 1.03 * Width * Height, cells.Sum(AreaOf), 2.0);
        foreach (var (x, y) in Coordinates(Width, Height))
        {
            var nearest = Enumerable.Range(0, count).MinBy(i => Squared(sites, i, x, y));
            Assert.True(Contains(cells[nearest], new Vector2(x + 0.5f, y + 0.5f)));
        }

        Dot[] small = [.. full.Select(dot => dot with { Radius = 0.2f })];
        Assert.All(CellOutlines.Find(small, Width, Height), cell => Assert.Equal(Math.PI * 0.04, AreaOf(cell), 1e-3));

        static double AreaOf(Vector2[] cell) =>
            Enumerable.Range(0, cell.Length).Sum(i => Cross(cell[i], cell[(i + 1) % cell.Length])) / 2;

        static bool Contains(Vector2[] cell, Vector2 at) => Enumerable.Range(0, cell.Length).All(
            i => Cross(cell[(i + 1) % cell.Length] - cell[i], at - cell[i]) >= 0);

        static double Cross(Vector2 a, Vector2 b) => ((double)a.X * b.Y) - ((double)a.Y * b.X);
    }

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
        foreach (var (x, y) in Coordinates(width, height))
        {
            var owner = labels[x, y];
            area[owner]++;
            var nearest = Enumerable.Range(0, count).Min(i => Squared(sites, i, x, y));
            Assert.Equal(nearest, Squared(sites, owner, x, y), 1e-3);
        }

        for (var i = 0; i < count; i++)
        {
            Assert.Equal(area[i], cells.Sums[i].Area);
            Assert.Equal(area[i] * 0.5, cells.Sums[i].Mass, 1e-2);
            Assert.Equal(area[i] * 0.25, cells.Sums[i].Ink, 1e-2);
        }
    }

    [Fact]
    public void Sorting_keeps_every_point_and_reports_its_previous_index()
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

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(400)]
    public void Nearest_neighbors_match_a_search_through_all_points(int count)
    {
        const int K = 8;
        using var sites = Random(count, 90, 70);
        using var original = new PooledBuffer<int>(count);
        for (var i = 0; i < count; i++)
        {
            original.Span[i] = i;
        }

        using var lists = NearestSites.Find(sites, original.Pointer, K);
        for (var i = 0; i < count; i++)
        {
            var found = lists.Span.Slice(i * K, K).ToArray().TakeWhile(j => j >= 0).ToArray();
            var all = Enumerable.Range(0, count).Where(j => j != i).Select(j => Between(sites, i, j)).Order()
                .Take(K).ToArray();
            Assert.Equal(found.Length, found.Distinct().Count());
            Assert.Equal(all.Length, found.Length);
            for (var n = 0; n < all.Length; n++)
            {
                Assert.Equal(all[n], Between(sites, i, found[n]), 1e-3);
            }
        }
    }

    [Fact]
    public void Neighbors_within_reach_match_a_search_through_all_pairs()
    {
        using var sites = Random(300, 90, 70);
        var random = new Random(7);
        var radii = Enumerable.Range(0, 300).Select(_ => random.NextSingle() * 4).ToArray();
        using var neighbors = new SiteNeighbors(sites, radii, 1.5f);
        for (var i = 0; i < 300; i++)
        {
            var site = i;
            var found = neighbors.Around(i).ToArray();
            var all = Enumerable.Range(0, 300)
                .Where(j => j != site && Between(sites, site, j) <= 1.5 * (radii[site] + radii[j]));
            Assert.Equal(all, found);
        }
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

    internal static double Between(Sites sites, int i, int j) =>
        Math.Sqrt(Math.Pow(sites.X[i] - sites.X[j], 2) + Math.Pow(sites.Y[i] - sites.Y[j], 2));

    private static double Squared(Sites sites, int site, int x, int y) =>
        Math.Pow(sites.X[site] - x - 0.5, 2) + Math.Pow(sites.Y[site] - y - 0.5, 2);
}
