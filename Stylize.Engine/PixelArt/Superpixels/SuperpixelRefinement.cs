using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>One iteration of superpixel refinement (Gerstner et al. 2012, section 4.2): assignment, then both smoothing steps.</summary>
/// <param name="spatialWeight">Weight of position against color in the assignment, 0 or more.</param>
/// <param name="positionSmoothing">Share of a position that comes from the four neighbors, 0 to 1.</param>
/// <param name="colorSmoothing">Sigma of the bilateral filter, in cells and in Lab units; 0 disables the filter.</param>
internal sealed class SuperpixelRefinement(
    CellSamples samples, SuperpixelGrid grid, double spatialWeight, double positionSmoothing, double colorSmoothing, RowTeam team)
    : IDisposable
{
    private readonly SuperpixelAssignment _assignment = new(samples, grid, new CandidateSearch(samples, grid, spatialWeight), team);
    private readonly LaplacianSmoothing _positions = new(grid, positionSmoothing, team);
    private readonly BilateralSmoothing _colors = new(grid, colorSmoothing, team);

    public CandidateSearch Search => _assignment.Search;

    /// <summary>Puts each superpixel at the center of its cell, with the mean color of the cell's samples and equal weight (section 4.1).
    /// </summary>
    /// <returns>The moments of the image's colors, from the coarse subsample of each cell.</returns>
    public static unsafe ColorMoments Initialize(SuperpixelGrid grid, CellSamples samples)
    {
        var moments = default(ColorMoments);
        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var layout = samples.Layout(cellX, cellY);
                var start = samples.Start(cellX, cellY);
                double l = 0, a = 0, b = 0;
                var count = 0;
                for (var i = start; i < start + layout.Count; i++)
                {
                    if (!float.IsNaN(samples.L[i]))
                    {
                        l += samples.L[i];
                        a += samples.A[i];
                        b += samples.B[i];
                        count++;
                        if (i - start < layout.CoarseCount)
                        {
                            moments.Add(samples.L[i], samples.A[i], samples.B[i], 1);
                        }
                    }
                }

                var s = grid.Index(cellX, cellY);
                grid.X[s] = samples.Columns.First(cellX) + (layout.Width / 2f);
                grid.Y[s] = samples.Rows.First(cellY) + (layout.Height / 2f);
                grid.Importance[s] = 1;
                var mean = new Lab((float)(l / count), (float)(a / count), (float)(b / count));
                grid.CellColors[(cellY * grid.Width) + cellX] = mean;
                if (count > 0)
                {
                    (grid.L[s], grid.A[s], grid.B[s]) = (mean.L, mean.A, mean.B);
                    grid.Weight[s] = 1;
                }
            }
        }

        return moments;
    }

    /// <param name="coarse">True to use only the coarse subsample of each cell.</param>
    public void Run(bool coarse)
    {
        _assignment.Run(coarse);
        _positions.Run();
        _colors.Run();
    }

    public void Dispose()
    {
        _assignment.Dispose();
        _colors.Dispose();
    }
}
