using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Field;

public sealed unsafe class FitBinsTests
{
    private const int Width = 300;
    private const int Height = 290;

    [Theory]
    [InlineData(1)]
    [InlineData(FitBins.PartSize)]
    [InlineData((3 * FitBins.PartSize) + 5)]
    public void Every_tile_has_its_Gaussians_in_order_for_any_order_of_parts(int count)
    {
        using var target = new FitTarget(Width, Height, 3);
        using var parameters = Scattered(count);
        using var geometry = new FitGeometry(count, Width, Height);
        geometry.Update(parameters, 0, count);
        using var bins = new FitBins(target, count);
        for (var round = 0; round < 2; round++)
        {
            Sort(bins, geometry, count);
        }

        var slot = 0;
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(slot, bins.Slots[i]);
            var tiles = geometry.Tiles[i];
            slot += (tiles.EndRow - tiles.FirstRow) * (tiles.EndColumn - tiles.FirstColumn);
        }

        Assert.Equal(slot, bins.Slots[count]);
        Assert.Equal(slot, bins.SlotCount);
        for (var tile = 0; tile < bins.Tiles; tile++)
        {
            var area = bins.Area(tile);
            var (row, column) = (area.Top / FitField.TileRows, area.Left / FitField.TileColumns);
            List<FitItem> expected = [];
            for (var i = 0; i < count; i++)
            {
                var tiles = geometry.Tiles[i];
                if (row >= tiles.FirstRow && row < tiles.EndRow && column >= tiles.FirstColumn
                    && column < tiles.EndColumn)
                {
                    var before = (row - tiles.FirstRow) * (tiles.EndColumn - tiles.FirstColumn);
                    expected.Add(new(i, bins.Slots[i] + before + column - tiles.FirstColumn));
                }
            }

            Assert.Equal(expected, bins.ItemsIn(tile).ToArray());
        }
    }

    private static void Sort(FitBins bins, FitGeometry geometry, int count)
    {
        int[] starts = [.. Enumerable.Range(0, (count + FitBins.PartSize - 1) / FitBins.PartSize)
            .Select(part => part * FitBins.PartSize)];
        foreach (var start in starts)
        {
            bins.Count(geometry, start, Math.Min(count, start + FitBins.PartSize));
        }

        bins.Divide(count);
        foreach (var start in starts.Reverse())
        {
            bins.Fill(geometry, start, Math.Min(count, start + FitBins.PartSize));
        }
    }

    private static FitParameters Scattered(int count)
    {
        var random = new Random(count);
        var parameters = new FitParameters(count, 3) { Count = count };
        for (var i = 0; i < count; i++)
        {
            parameters.X[i] = (random.NextSingle() * (Width + 60)) - 30;
            parameters.Y[i] = (random.NextSingle() * (Height + 60)) - 30;
            parameters.L11[i] = 1 + (random.NextSingle() * 20);
            parameters.L21[i] = random.NextSingle() * 5;
            parameters.L22[i] = 1 + (random.NextSingle() * 20);
            parameters.Weight[i] = .5f;
        }

        return parameters;
    }
}
