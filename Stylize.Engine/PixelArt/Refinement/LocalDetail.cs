using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Raises differences of lightness from the surroundings, where a face would otherwise be one area: in palettes of few steps of
/// lightness, and with found colors in important parts of a picture. Large differences have edges of their own, and are raised less.
/// </summary>
internal static class LocalDetail
{
    /// <summary>Standard deviation of the surroundings, in cells.</summary>
    private const float Surroundings = 3;

    /// <summary>Difference of L* from the surroundings at which the additional difference is largest.</summary>
    private const float Knee = 18;

    /// <summary>Mean difference of L* between an image and a given palette for which small differences are doubled.</summary>
    private const double DoublingStep = 5;

    /// <summary>Returns the multiple of small differences that is added with a given palette. It is the same in all of a picture, so that
    /// they keep their proportions.</summary>
    /// <param name="step">Mean difference of L* between the image and the palette.</param>
    public static float OfStep(double step) => (float)Math.Sqrt(step / DoublingStep);

    /// <summary>Returns the multiple of small differences that is added with found colors.</summary>
    /// <param name="importance">0 to 1.</param>
    public static float OfImportance(float importance) => MathF.Sqrt(importance);

    /// <summary>Adds a multiple of the difference from the surroundings to the L* of all cells and their samples, which may leave its
    /// range.</summary>
    /// <param name="amounts">The multiple of small differences for each cell, row-major.</param>
    public static void Raise(CellSamples samples, CellPlanes grid, float[] amounts, OperationContext context)
    {
        var colors = grid.CellColors;
        using var sums = new Raster<float>(grid.Width, grid.Height);
        using var weights = new Raster<float>(grid.Width, grid.Height);
        for (var cell = 0; cell < colors.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            (sums.Row(y)[x], weights.Row(y)[x]) = float.IsNaN(colors[cell].L) ? (0, 0) : (colors[cell].L, 1);
        }

        GaussianBlur.Apply(sums, Surroundings, context.MaxThreads, context.Cancellation);
        GaussianBlur.Apply(weights, Surroundings, context.MaxThreads, context.Cancellation);
        for (var cell = 0; cell < colors.Length; cell++)
        {
            var (y, x) = Math.DivRem(cell, grid.Width);
            var difference = colors[cell].L - (sums.Row(y)[x] / weights.Row(y)[x]);
            var relative = difference / Knee;
            if (float.IsNaN(difference)) continue;

            var change = amounts[cell] * difference / (1 + (relative * relative));
            samples.Lighten(x, y, change);
            grid.Lighten(x, y, change);
        }
    }
}
