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

    /// <summary>Factor of the smoothness weight where single colors of a given palette are far from the image, whose
    /// contours then show more than they do.</summary>
    private const double AloneSmoothness = 27;

    /// <summary>Cost of a cell whose color no neighbor has, times W: specks are at most 1.2% of the cells of
    /// photographs.</summary>
    private const float Alone = 2;

    /// <summary>The squared step of a picture, in Lab units, of which half is seen.</summary>
    private const float Visible = 200;

    /// <summary>Distance in Lab units that costs 1.</summary>
    private const float Unit = 3;

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
                grid, candidates, smoothnessWeight, Alone, visible: 0, objective.Targets, objective.Colors, objective,
                team);
            var isSettled = Sweep(model, cancellation);
            if (isPreview || locked == palette.Length || round == MaxRounds - 1 || (round > 0 && isSettled))
            {
                return palette;
            }

            palette = objective.Fit(grid, palette, locked);
        }
    }

    /// <summary>Associates every cell with a color of a palette without its mixtures.</summary>
    /// <param name="isByHue">True for a palette that may be far from the image, false for plain distances.</param>
    /// <param name="areasMove">True to change whole areas too: walls of sprites. In larger pictures, an area in a
    /// shadow is an eye.</param>
    public static void AssociateAlone(
        CellPlanes grid, Lab[] palette, double smoothnessWeight, bool isByHue, bool areasMove, RowTeam team,
        CancellationToken cancellation)
    {
        using var candidates = new LabelCandidates(grid);
        var chroma = isByHue ? ChromaWeight.OfFound.Value : 1;
        var targets = !isByHue ? grid.CellColors : [.. grid.CellColors.Select(
            (color, cell) => color with { L = color.L + (Sharpening(color) * (color.L - grid.Surroundings(cell).L)) })];
        candidates.Measure(palette.Length, Costs, Unit, isStart: true, team);
        var (aims, colors) = (Array.ConvertAll(targets, Axes), Array.ConvertAll(palette, Axes));
        var moves = areasMove ? new AreaMoves(grid, aims) : null;
        for (var round = 0; round < MaxRounds; round++)
        {
            var model = new PottsModel(
                grid, candidates, smoothnessWeight * (isByHue ? AloneSmoothness : 1), isByHue ? 1 : Alone,
                isByHue ? Visible : 0, aims, colors, null, team);
            Sweep(model, cancellation);
            if (moves?.Move(model) != true) return;
        }

        void Costs(int cell, float[] costs)
        {
            for (var k = 0; k < costs.Length; k++)
            {
                costs[k] = isByHue
                    ? ToneTerm.Distance(targets[cell], palette[k]) : Lab.Distance(targets[cell], palette[k]);
            }
        }

        float Sharpening(Lab color)
        {
            var near = palette.Min(other => Lab.Distance(other, color));
            return CellObjective.Sharpening * near * near / ((near * near) + Visible);
        }

        Vector3 Axes(Lab color) => new(color.L, chroma * color.A, chroma * color.B);
    }

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
