using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class DataTermTests
{
    /// <summary>Number of rows of cells, more than a thread takes at a time.</summary>
    private const int Rows = 35;

    [Fact]
    public void The_data_term_is_the_mean_robust_cost_of_a_cells_samples()
    {
        using var image = SyntheticPhotograph.Busy(61, 329);
        using var annealed = new AnnealedImage(image, 7, Rows, PixelArtOptions.Default with { Colors = 11 });
        var (samples, grid) = (annealed.Samples, annealed.Grid);
        var palette = annealed.Palette;
        using var candidates = new LabelCandidates(grid);
        using var data = new DataTerm(samples, grid, palette);
        data.Measure(candidates, new RowTeam(2), CancellationToken.None);
        foreach (var (cellX, cellY) in Coordinates(7, Rows))
        {
            var layout = samples.Layout(cellX, cellY);
            var costs = new double[palette.Length];
            Lab[] around = [.. Coordinates(3, 3).Select(c => (X: cellX + c.X - 1, Y: cellY + c.Y - 1))
                .Where(c => c.X is >= 0 and < 7 && c.Y is >= 0 and < Rows).Select(c => grid.CellColors[(c.Y * 7) + c.X])];
            var mean = around.Aggregate((sum, color) => sum + color) / around.Length;
            foreach (var (x, y) in Coordinates(layout.Width, layout.Height))
            {
                var lab = LabConversion.FromRgba(image[samples.Columns.First(cellX) + x, samples.Rows.First(cellY) + y]);
                var weight = 1 + (0.02 * Lab.Distance(lab, mean));
                for (var k = 0; k < palette.Length; k++)
                {
                    double d = Lab.Distance(lab, palette[k]);
                    costs[k] += weight * d * 24 / (d + 24) / 4.2 / layout.Count;
                }
            }

            var cell = grid.Index(cellX, cellY);
            var expected = costs.Order().Take(8).ToArray();
            for (var c = 0; c < 8; c++)
            {
                Assert.Equal(expected[c], candidates.Costs(cell)[c], 1e-4);
                Assert.Equal(expected[c], costs[candidates.Labels(cell)[c]], 1e-4);
            }

            Assert.Equal(candidates.Labels(cell)[0], grid.PaletteIndex[cell]);
        }
    }
}
