using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class SwapClusteringTests
{
    private static readonly Lab Gray = new(20, 0, 0);
    private static readonly Lab Red = new(60, 40, 0);
    private static readonly Lab Green = new(60, -40, 0);

    [Fact]
    public void A_color_that_splits_a_cluster_moves_to_a_cluster_without_a_color()
    {
        using var grid = ThreeClusters();

        // A local optimum of k-means: two colors share the grays, and one is between red and green.
        Lab[] poor = [new(19, 0, 0), new(21, 0, 0), new(60, 0, 0)];
        var palette = Run(grid, poor, locked: 0, maxColors: 3);
        Assert.Equal(3, palette.Length);
        Assert.All(
            new[] { Gray, Red, Green }, cluster => Assert.InRange(palette.Min(c => Lab.Distance(c, cluster)), 0, 0.5));
        Assert.InRange(Cost(grid, palette), 0, Cost(grid, poor) / 100);
    }

    [Fact]
    public void A_missing_color_is_added()
    {
        using var grid = ThreeClusters();
        var palette = Run(grid, [Gray, Red], locked: 0, maxColors: 3);
        Assert.Equal(3, palette.Length);
        Assert.InRange(palette.Min(c => Lab.Distance(c, Green)), 0, 0.5);
    }

    [Fact]
    public void No_color_is_added_that_is_not_noticeably_different()
    {
        using var grid = ThreeClusters();
        Assert.Equal(3, Run(grid, [Gray, Red, Green], locked: 0, maxColors: 12).Length);
    }

    [Fact]
    public void An_unused_locked_color_is_kept()
    {
        using var grid = ThreeClusters();
        var locked = new Lab(95, 0, 90);
        var palette = Run(grid, [locked, new(19, 0, 0), new(21, 0, 0), new(60, 0, 0)], locked: 1, maxColors: 4);
        Assert.Equal(locked, palette[0]);
        Assert.All(
            new[] { Gray, Red, Green }, cluster => Assert.InRange(palette.Min(c => Lab.Distance(c, cluster)), 0, 0.5));
    }

    [Theory]
    [InlineData(1, 4, 1.26)]
    [InlineData(2, 8, 1.1)]
    [InlineData(3, 16, 1.1)]
    public void Swaps_reduce_the_cost_of_an_annealed_palette_and_far_more_that_of_a_poor_one(
        int seed, int colors, double most)
    {
        using var image = SyntheticPhotograph.Busy(80, 60, seed);
        var locked = new Rgba32(250, 10, 240);
        using var annealed =
            new AnnealedImage(image, 20, 15, PixelArtOptions.Default with { Colors = colors, LockedColors = [locked] });
        var before = annealed.Palette;
        var after = Run(annealed.Grid, before, locked: 1, colors);
        Assert.InRange(after.Length, before.Length, colors);
        Assert.Equal(before[0], after[0]);
        // A hue that takes a place of its own may cost 3%, and more if it is as far from all others as here.
        Assert.InRange(Cost(annealed.Grid, after), 0, most * Cost(annealed.Grid, before));

        var grays = Enumerable.Range(0, colors).Select(i => new Lab(40 + i, 0, 0)).ToArray();
        Assert.InRange(
            Cost(annealed.Grid, Run(annealed.Grid, grays, locked: 0, colors)), 0, Cost(annealed.Grid, grays) / 2);
    }

    /// <summary>Two colors are in the picture, of which one is rare and pale, as irises are in a portrait.</summary>
    [Fact]
    public void A_rare_hue_has_a_color_of_its_own()
    {
        var skin = Enumerable.Range(0, 3000).Select(i => (new Lab(25 + (i % 50), 10 + (i % 7), 16), 1.0));
        var iris = Enumerable.Range(0, 12).Select(_ => (new Lab(60, -7, 0), 1.0));
        var palette =
            SwapClustering.Find(skin.Concat(iris), [], 8, ChromaWeight.None, new RowTeam(2), CancellationToken.None);
        Assert.InRange(palette.Min(c => Lab.Distance(c, new Lab(60, -7, 0))), 0, 2);
    }

    private static Lab[] Run(CellPlanes grid, Lab[] palette, int locked, int maxColors) =>
        new SwapClustering(grid, palette, locked, maxColors, new RowTeam(2)).Run(CancellationToken.None);

    /// <summary>20 grays, 5 reds and 5 greens. Each cluster is spread by at most 1 around its color.</summary>
    private static CellPlanes ThreeClusters()
    {
        var grid = new CellPlanes(30, 1);
        for (var x = 0; x < 30; x++)
        {
            var i = grid.Index(x, 0);
            var cluster = x < 20 ? Gray : x < 25 ? Red : Green;
            (grid.L[i], grid.A[i], grid.B[i]) = (cluster.L + ((x % 5) - 2) / 2f, cluster.A, cluster.B);
            grid.Weight[i] = 1;
        }

        return grid;
    }

    /// <summary>Computes the sum over the superpixels of P(s) times the squared distance to the nearest
    /// color.</summary>
    private static double Cost(CellPlanes grid, Lab[] palette)
    {
        var cost = 0.0;
        foreach (var (x, y) in Coordinates(grid.Width, grid.Height))
        {
            var i = grid.Index(x, y);
            var color = new Lab(grid.L[i], grid.A[i], grid.B[i]);
            cost += grid.Weight[i] * palette.Min(c => Math.Pow(Lab.Distance(c, color), 2));
        }

        return cost;
    }
}
