using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class DataTermTests
{
    /// <summary>Number of rows of cells, more than a thread takes at a time.</summary>
    private const int Rows = 35;

    [Fact]
    public void The_data_term_is_the_mean_robust_cost_of_a_superpixels_samples()
    {
        using var image = SyntheticPhotograph.Busy(61, 329);
        using var annealed = new AnnealedImage(image, 7, Rows, PixelArtOptions.Default with { Colors = 11 });
        var (samples, grid) = (annealed.Samples, annealed.Grid);
        var palette = annealed.Mixture.ToColors();
        var sums = new Dictionary<int, double[]>();
        var counts = new Dictionary<int, double>();
        var found = stackalloc int[CandidateSearch.Candidates];
        using var labels = new PooledBuffer<int>(samples.LargestCell + SuperpixelGrid.Padding);
        foreach (var (cellX, cellY) in Coordinates(7, Rows))
        {
            var layout = samples.Layout(cellX, cellY);
            annealed.Superpixels.Search.Find(cellX, cellY, layout.Count, found, labels.Pointer);
            foreach (var (x, y) in Coordinates(layout.Width, layout.Height))
            {
                var superpixel = found[labels.Span[layout.Slots[(y * layout.Width) + x]]];
                var lab = LabConversion.FromRgba(image[samples.Columns.First(cellX) + x, samples.Rows.First(cellY) + y]);
                sums.TryAdd(superpixel, new double[palette.Length]);
                counts[superpixel] = counts.GetValueOrDefault(superpixel) + 1;
                for (var k = 0; k < palette.Length; k++)
                {
                    double d = Lab.Distance(lab, palette[k]);
                    sums[superpixel][k] += d * 24 / (d + 24) / 3;
                }
            }
        }

        using var candidates = new LabelCandidates(grid);
        using var data = new DataTerm(samples, grid, annealed.Superpixels.Search, palette);
        data.Measure(candidates, new RowTeam(2), CancellationToken.None);
        Assert.Equal(7 * Rows, sums.Count);
        foreach (var (superpixel, sum) in sums)
        {
            var expected = sum.Select(c => c / counts[superpixel]).Order().Take(8).ToArray();
            for (var c = 0; c < 8; c++)
            {
                Assert.Equal(expected[c], candidates.Costs(superpixel)[c], 1e-4);
                Assert.Equal(expected[c], sum[candidates.Labels(superpixel)[c]] / counts[superpixel], 1e-4);
            }

            Assert.Equal(candidates.Labels(superpixel)[0], grid.PaletteIndex[superpixel]);
        }
    }
}
