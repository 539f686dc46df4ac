using Stylize.Engine.PixelArt.Machines;

namespace Stylize.Engine.Tests.PixelArt;

public class BlockSeamsTests
{
    /// <summary>Three blocks of a flat color, which set 0 has and set 1 misses by 3 units. Some cells of the middle
    /// block have a color that set 1 has and set 0 misses by 18 units. Alone, the middle block takes set 1 from 2 such
    /// cells on: 2 x 324 > 62 x 9. With both neighbors, its flat cells cost three times as much: 27 (64 - n) is less
    /// than 324 n from 5 cells on.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(20, 1)]
    public void A_flat_color_keeps_its_set_unless_the_difference_is_large(int other, int expected)
    {
        Lab flat = new(50, 0, 0), near = new(50, 3, 0), far = new(50, 0, 18);
        Lab[] colors = [flat, near, far];
        int[][] sets = [[0], [1, 2]];
        var choice = new ColorSets(colors, isMixed: false);
        Lab[] even = [.. Enumerable.Repeat(flat, 64)], mixed = [.. Enumerable.Repeat(flat, 64 - other),
            .. Enumerable.Repeat(far, other)];
        Lab[][] blocks = [even, mixed, even];
        double[][] costs = [[0, 64 * 9], [other * 324, (64 - other) * 9], [0, 64 * 9]];
        Assert.Equal([0, expected, 0], new BlockSeams(choice, blocks, columns: 3).Choose(sets, costs));
        Assert.Equal([0, expected, 0], new BlockSeams(choice, blocks, columns: 1).Choose(sets, costs));
    }
}
