using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>
/// What this engine adds to the published method once annealing has ended: swap-based clustering of the palette, then a Potts model that
/// chooses each superpixel's colour by its samples and its neighbours.
/// </summary>
internal static class ResultRefinement
{
    /// <summary>Iterations in which the superpixels follow the new palette.</summary>
    private const int SettlingIterations = 3;

    /// <summary>Largest number of ICM sweeps over the Potts model.</summary>
    private const int MaxSweeps = 4;

    /// <summary>Improves the palette and associates every superpixel anew.</summary>
    /// <param name="smoothnessWeight">
    /// Cost of two neighbours of different colours, in Lab units, 0 or more; 0 leaves out the Potts model's sweeps.
    /// </param>
    /// <returns>The palette, the locked colours first.</returns>
    public static Lab[] Run(
        CellSamples samples,
        SuperpixelGrid grid,
        SuperpixelRefinement superpixels,
        PaletteMixture mixture,
        double smoothnessWeight,
        CancellationToken cancellation)
    {
        Lab[] palette;
        using (var swap = new SwapClustering(grid, mixture.ToColors(), mixture.Locked, mixture.MaxColors))
        {
            palette = swap.Run(cancellation);
        }

        mixture.Replace(palette);
        for (var i = 0; i < SettlingIterations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            superpixels.Run(coarse: false);
            mixture.TakeNearest();
        }

        using var candidates = new LabelCandidates(grid);
        using (var data = new DataTerm(samples, grid, superpixels.Search, palette))
        {
            data.Measure(candidates, cancellation);
        }

        var model = new PottsModel(grid, candidates, smoothnessWeight);
        for (var sweep = 0; sweep < MaxSweeps && smoothnessWeight > 0; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!model.Sweep())
            {
                break;
            }
        }

        return palette;
    }
}
