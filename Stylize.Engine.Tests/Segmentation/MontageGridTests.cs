using Stylize.Engine.Segmentation.Plates.Tiles;


namespace Stylize.Engine.Tests.Segmentation;

public sealed class MontageGridTests
{
    [Fact]
    public void A_snake_turns_at_every_row()
    {
        var grid = new MontageGrid([1, 2, 3, 4, 5, 6, 7], 3, MontageLayout.Snake, 10, 5);
        Assert.Equal(
            [(0, 0), (10, 0), (20, 0), (20, 5), (10, 5), (0, 5), (0, 10)], Enumerable.Range(1, 7).Select(grid.Origin));
        Assert.Equal((30, 15), (grid.Width, grid.Height));
        Assert.Equal(3, new MontageGrid([.. Enumerable.Range(1, 9)], 0, MontageLayout.RowMajor, 1, 1).Columns);
    }
}
