namespace Stylize.Engine.Tests.PixelArt;

/// <summary>Pixel art as image generators make it: cells whose borders drift, with soft edges, noise and lossy
/// compression.</summary>
public class DriftingCellsTests
{
    [Theory]
    [InlineData(9.3, 1, 0, 0, 0, 1)]
    [InlineData(9.3, 1, 1, 4, 90, 0.97)]
    [InlineData(8, 1, 1, 3, 0, 0.97)]
    [InlineData(12.4, 2, 1, 5, 85, 0.97)]
    [InlineData(16, 2, 2, 3, 80, 0.97)]
    [InlineData(7, 1, 1, 2, 92, 0.97)]
    public void The_cells_are_restored(double size, int drift, int blur, int noise, int quality, double share)
    {
        using var drawing = RestoreTests.Drawing();
        using var restored =
            RestoreTests.Restore(Damaged(drawing, size, drift, blur, noise, quality), new RestoreOptions());
        RestoreTests.AssertShare(drawing, restored, share, 0);
        Assert.InRange(restored.Confidence, 0.5, 1);
        Assert.InRange(SyntheticPhotograph.Pixels(restored.Cells).Distinct().Count(), 2, 24);
    }

    [Fact]
    public void A_given_cell_size_follows_drift()
    {
        using var drawing = RestoreTests.Drawing();
        var file = Damaged(drawing, 10, 2, 1, 4, 85);
        using var restored = RestoreTests.Restore(file, new RestoreOptions { CellSize = 10 });
        RestoreTests.AssertShare(drawing, restored, 0.97, 0);
    }

    [Fact]
    public void Margins_without_edges_continue_the_grid()
    {
        using var drawing = RestoreTests.Drawing();
        using var sprite = Paint<Rgba32>(80, 64, (x, y) =>
            x is >= 16 and < 64 && y is >= 16 and < 48 ? drawing[x - 16, y - 16] : new Rgba32(200, 200, 200));
        using var restored = RestoreTests.Restore(Damaged(sprite, 8.6, 1, 1, 3, 90), new RestoreOptions());
        Assert.InRange(restored.Width, 79, 81);
        Assert.InRange(restored.Height, 63, 65);
    }

    [Fact]
    public void Transparent_pixels_do_not_tint_cells()
    {
        using var drawing = RestoreTests.Drawing();
        using var enlarged = Paint<Rgba32>(48 * 8, 32 * 8, (x, y) =>
            x < 100 ? new Rgba32(255, 0, 255, 0)
                : drawing[x / 8, y / 8] with { A = x % 8 == 0 ? (byte)128 : (byte)255 });
        using var restored = RestoreTests.Restore(enlarged, new RestoreOptions());
        Assert.Equal((48, 32), (restored.Width, restored.Height));
        Assert.Equal(0, restored.Cells[2, 2].A);
        Assert.Equal(drawing[40, 20], restored.Cells[40, 20]);
    }

    /// <summary>Enlarges cells whose borders drift by up to a number of pixels, blurs, adds noise, and
    /// compresses.</summary>
    private static byte[] Damaged(Raster<Rgba32> cells, double size, int drift, int blur, int noise, int quality)
    {
        var random = new Random(7);
        var (columns, rows) = (Cells(cells.Width), Cells(cells.Height));
        using var sharp = Paint<Rgba32>(columns.Length, rows.Length, (x, y) => cells[columns[x], rows[y]]);
        using var image = Paint<Rgba32>(columns.Length, rows.Length, (x, y) =>
        {
            var mean = RestoreTests.Mean(sharp, x, y, blur);
            return new Rgba32(Noisy(mean.R), Noisy(mean.G), Noisy(mean.B));
        });
        return image.Encoded(
            quality == 0 ? new EncodeOptions(ImageFormat.Png) : new(ImageFormat.Jpeg) { Quality = quality });

        byte Noisy(int value) =>
            (byte)Math.Clamp(value + random.Next(-noise, noise + 1) + random.Next(-noise, noise + 1), 0, 255);

        int[] Cells(int count)
        {
            List<int> cellOfPixel = [];
            for (var k = 0; k < count; k++)
            {
                var end = (int)Math.Round((k + 1) * size) + (k + 1 == count ? 0 : random.Next(-drift, drift + 1));
                cellOfPixel.AddRange(Enumerable.Repeat(k, Math.Max(0, end - cellOfPixel.Count)));
            }

            return [.. cellOfPixel];
        }
    }
}
