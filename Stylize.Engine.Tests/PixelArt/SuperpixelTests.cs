using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class SuperpixelTests
{
    private const int GridWidth = 11;
    private const int GridHeight = 7;

    [Fact]
    public void Every_sample_goes_to_a_superpixel_of_least_cost()
    {
        using var image = SyntheticPhotograph.Busy(103, 71);
        using var annealed = new AnnealedImage(image, GridWidth, GridHeight, PixelArtOptions.Default);
        var (samples, grid) = (annealed.Samples, annealed.Grid);
        var lambda = PixelArtOptions.Default.SpatialWeight * Math.Sqrt((double)GridWidth * GridHeight / (103 * 71));
        var palette = annealed.Palette;
        using var labels = new PooledBuffer<int>(samples.LargestCell + CellLayout.Padding);
        foreach (var (cellX, cellY) in Coordinates(GridWidth, GridHeight))
        {
            var layout = samples.Layout(cellX, cellY);
            annealed.Superpixels.Assign(cellX, cellY, palette, layout.Count, labels.Pointer);
            foreach (var (x, y) in Coordinates(layout.Width, layout.Height))
            {
                var (column, row) = (samples.Columns.First(cellX) + x, samples.Rows.First(cellY) + y);
                var lab = LabConversion.FromRgba(image[column, row]);
                var min = double.MaxValue;
                for (var ny = Math.Max(cellY - 1, 0); ny <= Math.Min(cellY + 1, GridHeight - 1); ny++)
                {
                    for (var nx = Math.Max(cellX - 1, 0); nx <= Math.Min(cellX + 1, GridWidth - 1); nx++)
                    {
                        min = Math.Min(min, Cost(grid.Index(nx, ny), lab, column + 0.5, row + 0.5));
                    }
                }

                var label = labels.Span[layout.Slots[(y * layout.Width) + x]];
                var chosen = grid.Index(cellX + (label % 3) - 1, cellY + (label / 3) - 1);
                Assert.Equal(min, Cost(chosen, lab, column + 0.5, row + 0.5), 1e-3);
            }
        }

        double Cost(int i, Lab lab, double x, double y)
        {
            var place = annealed.Superpixels.Positions[(((i / grid.Pitch) - 1) * GridWidth) + (i % grid.Pitch) - 1];
            var (dx, dy) = (x - place.X, y - place.Y);
            return Math.Sqrt(Lab.SquaredExactly(lab, palette[grid.PaletteIndex[i]]))
                + (lambda * Math.Sqrt((dx * dx) + (dy * dy)));
        }
    }

    [Fact]
    public void Computes_the_principal_axis_and_variance()
    {
        // Points on a line through (10, 20, 30) along (2, 1, 2) / 3 at -3, -1, 1 and 3, so the variance is (9 + 1 + 1 +
        // 9) / 4.
        var moments = default(ColorMoments);
        foreach (var t in new[] { -3, -1, 1, 3 })
        {
            moments.Add(10 + (t * 2 / 3.0), 20 + (t / 3.0), 30 + (t * 2 / 3.0), 7);
        }

        Assert.Equal(28, moments.Weight, 1e-9);
        Assert.Equal(0, Lab.Distance(new Lab(10, 20, 30), moments.Mean), 1e-5);
        Assert.Equal(5, moments.LargestVariance, 1e-6);
        Assert.Equal(0, Lab.Distance(new Lab(2 / 3f, 1 / 3f, 2 / 3f), moments.PrincipalAxis), 1e-6);
    }
}
