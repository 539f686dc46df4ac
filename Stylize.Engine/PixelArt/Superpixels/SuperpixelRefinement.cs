using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>One iteration of superpixel refinement (Gerstner et al. 2012, section 4.2): assignment, then both smoothing steps.</summary>
internal sealed class SuperpixelRefinement : IDisposable
{
    private readonly SuperpixelAssignment _assignment;
    private readonly LaplacianSmoothing _positions;
    private readonly BilateralSmoothing _colors;

    /// <param name="spatialWeight">Weight of position against colour in the assignment, 0 or more.</param>
    /// <param name="positionSmoothing">Share of a position that comes from the four neighbours, [0,1].</param>
    /// <param name="colorSmoothing">Sigma of the bilateral filter, in cells and in Lab units; 0: no filter.</param>
    public SuperpixelRefinement(
        CellSamples samples, SuperpixelGrid grid, double spatialWeight, double positionSmoothing, double colorSmoothing, RowTeam team)
    {
        Search = new CandidateSearch(samples, grid, spatialWeight);
        _assignment = new SuperpixelAssignment(samples, grid, Search, team);
        _positions = new LaplacianSmoothing(grid, positionSmoothing, team);
        _colors = new BilateralSmoothing(grid, colorSmoothing, team);
    }

    /// <summary>Finds the superpixel of each sample.</summary>
    public CandidateSearch Search { get; }

    /// <summary>Does one iteration.</summary>
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
