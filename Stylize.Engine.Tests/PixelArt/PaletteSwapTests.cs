using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class PaletteSwapTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 8)]
    [InlineData(3, 16)]
    public void Swaps_lower_the_cost_and_keep_locked_colours(int seed, int colors)
    {
        using var image = SyntheticPhotograph.Busy(320, 240, seed);
        using var blocks = PixelBlocks.Build(image, new AxisCells(320, 40, 1), new AxisCells(240, 30, 1), 0.5, OperationContext.Quiet);
        var locked = new Rgba32(250, 10, 240);
        using var annealing = new Annealing(blocks, PixelArtOptions.Default with { Colors = colors, LockedColors = [locked] }, [], new RowTeam(1));
        annealing.Run(CancellationToken.None, () => { });
        var before = annealing.Mixture.ToColors();
        using var swap = new PaletteSwap(annealing.Superpixels, before, 1, colors);
        var after = swap.Run(CancellationToken.None);
        Assert.InRange(after.Length, before.Length, colors);
        Assert.Equal(before[0], after[0]);
        Assert.InRange(Cost(annealing.Superpixels, after), 0, Cost(annealing.Superpixels, before));
    }

    /// <summary>Sum over the superpixels of distance^2.5 to the nearest colour, the slow obvious way.</summary>
    private static double Cost(Superpixels s, Lab[] palette)
    {
        var cost = 0.0;
        for (var y = 0; y < s.Height; y++)
        {
            for (var x = 0; x < s.Width; x++)
            {
                var i = s.Index(x, y);
                cost += s.Weight[i] * palette.Min(c => Math.Pow(Lab.Distance(c, new Lab(s.L[i], s.A[i], s.B[i])), 2.5));
            }
        }

        return cost;
    }
}
