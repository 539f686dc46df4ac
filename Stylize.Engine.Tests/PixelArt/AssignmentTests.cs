using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class AssignmentTests
{
    private const int GridWidth = 11;
    private const int GridHeight = 7;
    private const double SpatialWeight = 45;

    [Fact]
    public void Every_sample_goes_to_a_superpixel_of_least_cost()
    {
        using var image = SyntheticPhotograph.Busy(103, 71);
        using var blocks = Blocks(image);
        using var annealing = new Annealing(blocks, PixelArtOptions.Default, [], new RowTeam(1));
        annealing.Run(CancellationToken.None, () => { });
        using var assignment = new Assignment(blocks, annealing.Superpixels, SpatialWeight, new RowTeam(1));
        var s = annealing.Superpixels;
        var lambda = SpatialWeight * Math.Sqrt((double)GridWidth * GridHeight / (103 * 71));
        var ids = stackalloc int[Assignment.Candidates];
        using var labels = new PooledBuffer<int>(blocks.LargestCell + Superpixels.Padding);
        for (var cellY = 0; cellY < GridHeight; cellY++)
        {
            for (var cellX = 0; cellX < GridWidth; cellX++)
            {
                var pattern = blocks.Pattern(cellX, cellY);
                assignment.AssignCell(cellX, cellY, pattern.Count, ids, labels.Pointer);
                for (var y = 0; y < pattern.Height; y++)
                {
                    for (var x = 0; x < pattern.Width; x++)
                    {
                        var (column, row) = (blocks.Columns.First(cellX) + x, blocks.Rows.First(cellY) + y);
                        var lab = LabConversion.FromRgba(image[column, row]);
                        var least = double.MaxValue;
                        for (var ny = Math.Max(cellY - 1, 0); ny <= Math.Min(cellY + 1, GridHeight - 1); ny++)
                        {
                            for (var nx = Math.Max(cellX - 1, 0); nx <= Math.Min(cellX + 1, GridWidth - 1); nx++)
                            {
                                least = Math.Min(least, Cost(s.Index(nx, ny), lab, column + 0.5, row + 0.5));
                            }
                        }

                        var chosen = ids[labels.Span[pattern.Slot[(y * pattern.Width) + x]]];
                        Assert.Equal(least, Cost(chosen, lab, column + 0.5, row + 0.5), 1e-3);
                    }
                }
            }
        }

        double Cost(int i, Lab lab, double x, double y) =>
            Math.Sqrt(Math.Pow(lab.L - s.PaletteL[i], 2) + Math.Pow(lab.A - s.PaletteA[i], 2) + Math.Pow(lab.B - s.PaletteB[i], 2))
            + (lambda * Math.Sqrt(Math.Pow(x - s.X[i], 2) + Math.Pow(y - s.Y[i], 2)));
    }

    [Fact]
    public void An_iteration_allocates_nothing()
    {
        using var image = SyntheticPhotograph.Busy(203, 151);
        using var blocks = Blocks(image);
        using var annealing = new Annealing(blocks, PixelArtOptions.Default with { MaxIterations = 3 }, [], new RowTeam(1));
        annealing.Run(CancellationToken.None, () => { });
        using var s = new Superpixels(GridWidth, GridHeight);
        using var assignment = new Assignment(blocks, annealing.Superpixels, SpatialWeight, new RowTeam(1));
        using var smoothing = new Smoothing(annealing.Superpixels, 0.4, 0.87);
        Iterate();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            Iterate();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Iterate()
        {
            assignment.Run(coarse: false);
            smoothing.Run();
            annealing.Mixture.Refine(10);
            annealing.Mixture.Expand();
        }
    }

    private static PixelBlocks Blocks(Raster<Rgba32> image) => PixelBlocks.Build(
        image, new AxisCells(image.Width, GridWidth, 1), new AxisCells(image.Height, GridHeight, 1), 0.5, OperationContext.Quiet);
}
