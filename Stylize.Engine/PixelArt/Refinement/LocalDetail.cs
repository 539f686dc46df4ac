using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Raises differences of lightness from the surroundings, for palettes with so few steps of lightness that a face would
/// otherwise be one area. Large differences have edges of their own, and are raised less.</summary>
internal static class LocalDetail
{
    /// <summary>Standard deviation of the surroundings, in cells.</summary>
    private const float Surroundings = 3;

    /// <summary>Difference of L* from the surroundings at which the additional difference is largest.</summary>
    private const float Knee = 18;

    /// <summary>Mean difference of L* between an image and a palette for which small differences are doubled.</summary>
    private const double DoublingStep = 5;

    /// <summary>Adds a multiple of the difference from the surroundings to the mean L* of all cells, which may leave its range. The
    /// multiple of small differences is the same in all of a picture, so that they keep their proportions.</summary>
    /// <param name="step">Mean difference of L* between the image and the palette.</param>
    public static void Raise(CellPlanes grid, double step, OperationContext context)
    {
        var amount = (float)Math.Sqrt(step / DoublingStep);
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
            colors[cell] = colors[cell] with { L = colors[cell].L + (amount * difference / (1 + (relative * relative))) };
        }
    }
}
