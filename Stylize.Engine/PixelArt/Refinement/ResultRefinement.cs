using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Chooses each cell's color by its samples, its neighbors and the blur of the eye: the objective of docs/method/pixel-art.md.
/// </summary>
internal static class ResultRefinement
{
    private const int MaxSweeps = 4;

    /// <summary>Associates every cell with a color of a palette, and fits found colors to the cells.</summary>
    /// <param name="locked">Number of leading colors of the palette that do not change.</param>
    /// <param name="smoothnessWeight">Cost of two neighbors of different colors, in Lab units, 0 or more; 0 skips the sweeps of the Potts
    /// model.</param>
    /// <param name="blurWeight">Weight of the difference after the eye's blur, per squared Lab unit; 0 for none.</param>
    /// <param name="chroma">The weight of chroma in samples and palette.</param>
    /// <param name="isGiven">True for a given palette, which may be far from the image.</param>
    /// <returns>The palette, locked colors first.</returns>
    public static Lab[] Associate(
        CellSamples samples, CellPlanes grid, Lab[] palette, int locked, double smoothnessWeight, float blurWeight, ChromaWeight chroma,
        bool isGiven, RowTeam team, CancellationToken cancellation)
    {
        using var candidates = new LabelCandidates(grid);
        if (isGiven)
        {
            ToneTerm.Measure(grid, palette, candidates);
        }
        else
        {
            using var data = new DataTerm(samples, grid, palette);
            data.Measure(candidates, team, cancellation);
            KeepLines(samples, grid, palette, candidates);
        }

        var blur = blurWeight > 0 ? new EyeBlur(grid, palette, chroma, blurWeight) : null;
        var model = new PottsModel(grid, candidates, smoothnessWeight, blur);
        for (var sweep = 0; sweep < MaxSweeps && (smoothnessWeight > 0 || blur is not null); sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isGiven)
            {
                blur?.Adapt(grid, team.Threads, cancellation);
            }

            if (!model.Sweep()) break;
        }

        return blur is null || isGiven ? palette : blur.Fit(grid, palette, locked);
    }

    /// <summary>Gives cells of thin lines the color of the line.</summary>
    private static unsafe void KeepLines(CellSamples samples, CellPlanes grid, Lab[] palette, LabelCandidates candidates)
    {
        foreach (var line in ThinLines.InLightness(samples).Where(line => !grid.Known[line.Cell]))
        {
            var nearest = 0;
            for (var k = 1; k < palette.Length; k++)
            {
                nearest = line.Cost(palette[k]) < line.Cost(palette[nearest]) ? k : nearest;
            }

            var i = grid.Index(line.Cell % grid.Width, line.Cell / grid.Width);
            grid.Lines[line.Cell] = true;
            grid.PaletteIndex[i] = nearest;
            candidates.KeepOnly(i, nearest);
        }
    }
}
