using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The additions of this engine to the published method, after annealing: swap-based clustering of the palette, then a Potts model
/// that chooses each superpixel's color by its samples, its neighbors and the blur of the eye.</summary>
internal static class ResultRefinement
{
    /// <summary>Maximum number of superpixels for clustering; larger grids are sampled evenly.</summary>
    private const int MaxClustered = 32_768;

    private const int MaxSweeps = 4;

    /// <summary>Improves the palette of the annealing.</summary>
    /// <returns>The palette, locked colors first.</returns>
    public static Lab[] FindPalette(SuperpixelGrid grid, PaletteMixture mixture, CancellationToken cancellation)
    {
        using var sampled = (long)grid.Width * grid.Height > MaxClustered ? Sample(grid) : null;
        using var swap = new SwapClustering(sampled ?? grid, mixture.ToColors(), mixture.Locked, mixture.MaxColors);
        return swap.Run(cancellation);
    }

    /// <summary>Samples every n-th superpixel of every n-th row, each row shifted by one, into a grid of one row.</summary>
    private static unsafe SuperpixelGrid Sample(SuperpixelGrid grid)
    {
        var step = (int)Math.Ceiling(Math.Sqrt((double)grid.Width * grid.Height / MaxClustered));
        List<int> kept = [];
        for (var y = 0; y < grid.Height; y += step)
        {
            for (var x = y / step % step; x < grid.Width; x += step)
            {
                kept.Add(grid.Index(x, y));
            }
        }

        var sample = new SuperpixelGrid(kept.Count, 1);
        for (var i = 0; i < kept.Count; i++)
        {
            var (from, to) = (kept[i], sample.Index(i, 0));
            (sample.L[to], sample.A[to], sample.B[to], sample.Weight[to]) = (grid.L[from], grid.A[from], grid.B[from], grid.Weight[from]);
        }

        return sample;
    }

    /// <summary>Associates every superpixel with a color of a palette, and fits found colors to it.</summary>
    /// <param name="smoothnessWeight">Cost of two neighbors of different colors, in Lab units, 0 or more; 0 skips the sweeps of the Potts
    /// model.</param>
    /// <param name="blurWeight">Weight of the difference after the eye's blur, per squared Lab unit; 0 for none.</param>
    /// <param name="chroma">The weight of chroma in samples and palette.</param>
    /// <param name="isGiven">True for a given palette, which may be far from the image.</param>
    /// <returns>The palette, locked colors first.</returns>
    public static Lab[] Associate(
        CellSamples samples, SuperpixelGrid grid, SuperpixelRefinement superpixels, PaletteMixture mixture, Lab[] palette,
        double smoothnessWeight, float blurWeight, ChromaWeight chroma, bool isGiven, RowTeam team, CancellationToken cancellation)
    {
        mixture.Replace(palette);
        using var candidates = new LabelCandidates(grid);
        if (isGiven)
        {
            ToneTerm.Measure(grid, palette, candidates);
        }
        else
        {
            superpixels.Run(coarse: false);
            mixture.TakeNearest();
            using var data = new DataTerm(samples, grid, superpixels.Search, palette);
            data.Measure(candidates, team, cancellation);
            KeepLines(samples, grid, palette, candidates);
        }

        var blur = blurWeight > 0 ? new EyeBlur(grid, palette, chroma, blurWeight) : null;
        var model = new PottsModel(grid, candidates, smoothnessWeight, blur, team);
        for (var sweep = 0; sweep < MaxSweeps && (smoothnessWeight > 0 || blur is not null); sweep++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (isGiven)
            {
                blur?.Adapt(grid, team.Threads, cancellation);
            }

            if (!model.Sweep()) break;
        }

        return blur is null || isGiven ? palette : blur.Fit(grid, palette, mixture.Locked);
    }

    /// <summary>Gives cells of thin lines the color of the line.</summary>
    private static unsafe void KeepLines(CellSamples samples, SuperpixelGrid grid, Lab[] palette, LabelCandidates candidates)
    {
        var lines = ThinLines.InLightness(samples);
        grid.Lines = lines.Count == 0 ? [] : new bool[grid.Width * grid.Height];
        foreach (var line in lines)
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
