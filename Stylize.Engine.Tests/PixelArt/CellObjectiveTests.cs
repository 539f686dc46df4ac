using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;
using static Stylize.Engine.Tests.PixelArt.SyntheticPhotograph;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>The differences seen closely and after the eye's blur, and the colors that they choose.</summary>
public unsafe class CellObjectiveTests
{
    private static readonly Lab[] Grays = [new(0, 0, 0), new(30, 0, 0), new(55, 0, 0), new(80, 0, 0), new(100, 0, 0)];

    [Fact]
    public void A_change_grows_the_sum_of_blurred_squares_by_as_much_as_computed_from_scratch()
    {
        var random = new Random(4);
        using var grid = Grid(7, 5, random);
        var blur = Measured(grid);
        foreach (var (x, y) in Coordinates(7, 5).Concat(Coordinates(7, 5)))
        {
            ref var label = ref grid.PaletteIndex[grid.Index(x, y)];
            var (from, to, before) = (label, random.Next(Grays.Length), Sum(grid, Grays));
            label = to;
            Assert.Equal((Sum(grid, Grays) - before) / 40, blur.Growth(x, y, from, to), 2e-3);
            blur.Change(x, y, from, to);
        }
    }

    [Fact]
    public void No_other_color_near_a_fitted_one_has_a_smaller_sum()
    {
        using var grid = Grid(12, 9, new Random(6));
        var fitted = Measured(grid).Fit(grid, Grays, locked: 1);
        Assert.Equal(Grays[0], fitted[0]);
        var least = Total(fitted);
        Assert.True(least < Total(Grays));
        for (var k = 1; k < fitted.Length; k++)
        {
            foreach (var change in new[] { -0.5f, 0.5f })
            {
                var other = (Lab[])fitted.Clone();
                other[k] = new Lab(other[k].L + change, 0, 0);
                Assert.True(Total(other) > least);
            }
        }

        double Total(Lab[] palette) => (Sum(grid, palette) / 40) + Coordinates(12, 9).Sum(cell =>
        {
            var lightness = palette[grid.PaletteIndex[grid.Index(cell.X, cell.Y)]].L;
            return Math.Pow(Axes(lightness) - Target(grid, cell.X, cell.Y), 2) / 150;
        });
    }

    [Theory]
    [InlineData("cga")]
    [InlineData("pico-8")]
    public void Weak_hues_stay_in_palettes_without_their_color(string palette)
    {
        using var skin = Paint<Rgba32>(384, 384, (x, y) => Tone(0.88 + (x / 1600.0), ((7 * x) + (13 * y)) % 5));
        using var result = Run(skin, PixelArtOptions.Default with { Width = 96, Palette = NamedPalettes.Get(palette) });
        Assert.InRange(Coordinates(96, 96)
            .Average(cell => result.Cells[cell.X, cell.Y].R - result.Cells[cell.X, cell.Y].G), 12, 30);

        static Rgba32 Tone(double shade, int grain) =>
            new((byte)((130 * shade) + grain), (byte)((105 * shade) + grain), (byte)((95 * shade) + grain));
    }

    [Fact]
    public void Sprites_are_not_mixed()
    {
        using var result =
            Run(Wedge(), PixelArtOptions.Default with { Width = 64, Palette = NamedPalettes.Get("pico-8") });
        Assert.All(Enumerable.Range(0, 64), x => Assert.True(IsOneColor(result, x)));
    }

    /// <summary>Paints a wedge of skin. Without mixing, each column has one color.</summary>
    private static Raster<Rgba32> Wedge() =>
        Paint<Rgba32>(384, 384, (x, _) => new((byte)(90 + (x / 3)), (byte)(60 + (x / 4)), (byte)(50 + (x / 5))));

    private static bool IsOneColor(PixelArtResult result, int x) =>
        Enumerable.Range(0, result.Cells.Height).All(y => result.Cells[x, y] == result.Cells[x, 0]);

    private static CellPlanes Grid(int width, int height, Random random)
    {
        var grid = new CellPlanes(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            var i = grid.Index(x, y);
            var tone = new Lab(10 + (80 * random.NextSingle()), 0, 0);
            grid.Set(i, tone, 1);
            (grid.CellColors[(y * width) + x], grid.PaletteIndex[i]) = (tone, random.Next(Grays.Length));
        }

        return grid;
    }

    /// <summary>Returns the objective of the labels that a grid has.</summary>
    private static CellObjective Measured(CellPlanes grid)
    {
        using var candidates = new LabelCandidates(grid);
        var objective = new CellObjective(grid, Grays, ChromaWeight.None, isGiven: false, new RowTeam(1));
        objective.Measure(grid, candidates, isStart: false);
        return objective;
    }

    /// <summary>Computes the sum of the blurred squares in double precision.</summary>
    private static double Sum(CellPlanes grid, Lab[] palette)
    {
        double[] kernel = [0.25, 0.5, 0.25];
        var sum = 0.0;
        foreach (var (x, y) in Coordinates(grid.Width + 2, grid.Height + 2))
        {
            var blurred = 0.0;
            foreach (var (dx, dy) in Coordinates(3, 3))
            {
                var (cellX, cellY) = (x + dx - 2, y + dy - 2);
                if (cellX < 0 || cellY < 0 || cellX >= grid.Width || cellY >= grid.Height) continue;

                var label = grid.PaletteIndex[grid.Index(cellX, cellY)];
                blurred += kernel[dx] * kernel[dy] * (Axes(palette[label].L) - Target(grid, cellX, cellY));
            }

            sum += blurred * blurred;
        }

        return sum;
    }

    /// <summary>Returns the sharpened lightness of a cell in the axes.</summary>
    private static double Target(CellPlanes grid, int cellX, int cellY)
    {
        var around = Coordinates(3, 3).Select(offset => (X: cellX + offset.X - 1, Y: cellY + offset.Y - 1))
            .Where(cell => cell.X >= 0 && cell.Y >= 0 && cell.X < grid.Width && cell.Y < grid.Height)
            .Average(cell => grid.CellColors[(cell.Y * grid.Width) + cell.X].L);
        return (1.5 * Axes(grid.CellColors[(cellY * grid.Width) + cellX].L)) - (0.5 * Axes(around));
    }

    /// <summary>Returns the lightness of a gray in the axes: its encoded value times 23 + 63 + 9.</summary>
    private static double Axes(double lightness)
    {
        var linear = lightness > 8 ? Math.Pow((lightness + 16) / 116, 3) : lightness / 903.3;
        return 95 * (linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055);
    }
}
