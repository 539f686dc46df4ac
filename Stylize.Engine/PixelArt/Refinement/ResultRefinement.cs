using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Chooses the colors of all cells together: the objective of docs/method/pixel-art.md.</summary>
internal static class ResultRefinement
{
    /// <summary>Maximum number of sweeps under one palette, and of palettes.</summary>
    private const int MaxSweeps = 4, MaxRounds = 5;

    /// <summary>Factor of the smoothness weight under a given palette, whose mixtures have few clean areas.</summary>
    private const double GivenSmoothness = 0.2;

    /// <summary>Associates every cell with a color of a palette by the whole objective. It starts with the nearest
    /// color of each cell, as k-means does, and changes labels and found colors in turn while the sum falls.</summary>
    /// <param name="locked">Number of leading colors of the palette that do not change.</param>
    /// <param name="smoothnessWeight">Cost of two neighbors of different colors, 0 or more.</param>
    /// <param name="chroma">The weight of chroma in samples and palette.</param>
    /// <param name="isGiven">True for a palette that may be far from the image.</param>
    /// <param name="isPreview">True to keep the palette.</param>
    /// <returns>The palette, locked colors first.</returns>
    public static Lab[] Associate(
        CellPlanes grid, Lab[] palette, int locked, double smoothnessWeight, ChromaWeight chroma,
        bool isGiven, bool isPreview, RowTeam team, CancellationToken cancellation)
    {
        using var candidates = new LabelCandidates(grid);
        var objective = new CellObjective(grid, palette, chroma, isGiven, team);
        smoothnessWeight *= isGiven ? GivenSmoothness : 1;
        for (var round = 0; ; round++)
        {
            objective.Measure(grid, candidates, isStart: round == 0);
            var model = new PottsModel(
                grid, candidates, smoothnessWeight, objective.Targets, objective.Colors, objective, team);
            var isSettled = Sweep(model, cancellation);
            if (isPreview || locked == palette.Length || round == MaxRounds - 1 || (round > 0 && isSettled))
            {
                return palette;
            }

            palette = objective.Fit(grid, palette, locked);
        }
    }

    /// <summary>Associates every cell with a color of a palette without its mixtures.</summary>
    /// <inheritdoc cref="ToneTerm.Measure" path="/param[@name='isByHue']"/>
    public static void AssociateAlone(
        CellPlanes grid, Lab[] palette, double smoothnessWeight, bool isByHue, RowTeam team,
        CancellationToken cancellation)
    {
        using var candidates = new LabelCandidates(grid);
        ToneTerm.Measure(grid, palette, candidates, isByHue, team);
        var (targets, colors) = (Array.ConvertAll(grid.CellColors, Axes), Array.ConvertAll(palette, Axes));
        Sweep(new PottsModel(grid, candidates, smoothnessWeight, targets, colors, null, team), cancellation);
    }

    private static Vector3 Axes(Lab color) => new(color.L, color.A, color.B);

    /// <returns>True if no label changed.</returns>
    private static bool Sweep(PottsModel model, CancellationToken cancellation)
    {
        for (var sweep = 0; sweep < MaxSweeps; sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!model.Sweep()) return sweep == 0;
        }

        return false;
    }
}
