using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>Raises small differences of lightness from the surroundings, for palettes with so few steps of lightness that a face would
/// otherwise be one area. Large differences have edges of their own, and stay nearly as they are.</summary>
internal static unsafe class LocalDetail
{
    /// <summary>Standard deviation of the surroundings, as a share of the longer side.</summary>
    private const float Surroundings = 0.035f;

    /// <summary>Difference from the surroundings, in L*, at which the additional difference is largest.</summary>
    private const float Knee = 25;

    /// <summary>Difference of L* from which a cell does not belong to the surroundings.</summary>
    private const float Reach = 60;

    /// <summary>Distance in L* of the levels for which surroundings are found.</summary>
    private const float Spacing = 25;

    /// <summary>Share of similar cells below which samples have no surroundings but themselves.</summary>
    private const float MinWeight = 1e-4f;

    /// <summary>Number of levels, from L* 0 to 100.</summary>
    private const int Levels = 5;

    /// <summary>Difference of L* below which the means of two cells are equal, as in flat areas of drawings.</summary>
    private const float Equal = 0.05f;

    /// <summary>Mean difference of L* between the image and a palette up to which nothing is raised; all is at twice this.</summary>
    private const double CoarseSteps = 2;

    /// <summary>Maximum multiple of the differences that is added to them.</summary>
    private const double MaxAmount = 2;

    /// <summary>Raises detail if a palette has few steps of lightness.</summary>
    /// <param name="step">Mean difference of L* between the image and the palette.</param>
    public static void RaiseFor(CellSamples samples, double step, OperationContext context)
    {
        if (step > CoarseSteps)
        {
            Raise(samples, (float)(MaxAmount * Math.Min((step - CoarseSteps) / CoarseSteps, 1)), context);
        }
    }

    /// <summary>Adds a multiple of the difference from the surroundings to the L* of all samples. Cells that exactly equal three of their
    /// eight neighbors stay as they are.</summary>
    /// <param name="amount">The multiple for small differences, 0 or more.</param>
    private static void Raise(CellSamples samples, float amount, OperationContext context)
    {
        var (width, height) = (samples.Columns.Cells, samples.Rows.Cells);
        using var cells = CellPlanes.OfSamples(samples);
        using var means = new Raster<float>(width, height);
        for (var i = 0; i < cells.CellColors.Length; i++)
        {
            means.Row(i / width)[i % width] = cells.CellColors[i].L;
        }

        using var around = Around(means, context);
        RowBands.ForEachRow(height, context.MaxThreads, context.Cancellation, y =>
        {
            for (var x = 0; x < width; x++)
            {
                if (!float.IsNaN(means.Row(y)[x]) && !IsFlat(means, x, y))
                {
                    Raise(samples, x, y, around.Row(y).Slice(Levels * x, Levels), amount);
                }
            }
        });
    }

    /// <summary>Returns the surroundings of each cell for samples of several levels of L*: a bilateral filter, which is linear between
    /// these levels with Tukey's biweight (Durand and Dorsey, "Fast Bilateral Filtering for the Display of High-Dynamic-Range
    /// Images"). A wall next to a dark figure is surrounded by the wall, and gets no light border.</summary>
    /// <param name="means">Mean L* of the cells; NaN without samples.</param>
    /// <returns>A row per row of cells, with <see cref="Levels"/> values per cell.</returns>
    private static Raster<float> Around(Raster<float> means, OperationContext context)
    {
        var (width, height) = (means.Width, means.Height);
        var around = new Raster<float>(Levels * width, height);
        using var sums = new Raster<float>(width, height);
        using var weights = new Raster<float>(width, height);
        var sigma = Surroundings * Math.Max(width, height);
        for (var level = 0; level < Levels; level++)
        {
            for (var y = 0; y < height; y++)
            {
                Span<float> from = means.Row(y), sum = sums.Row(y), weight = weights.Row(y);
                for (var x = 0; x < width; x++)
                {
                    // A comparison with NaN, the mean of a transparent cell, is false.
                    var apart = (from[x] - (Spacing * level)) / Reach;
                    var near = Math.Abs(apart) < 1 ? 1 - (apart * apart) : 0;
                    weight[x] = near * near;
                    sum[x] = near == 0 ? 0 : weight[x] * from[x];
                }
            }

            GaussianBlur.Apply(sums, sigma, context.MaxThreads, context.Cancellation);
            GaussianBlur.Apply(weights, sigma, context.MaxThreads, context.Cancellation);
            for (var y = 0; y < height; y++)
            {
                Span<float> to = around.Row(y), sum = sums.Row(y), weight = weights.Row(y);
                for (var x = 0; x < width; x++)
                {
                    to[(Levels * x) + level] = weight[x] < MinWeight ? Spacing * level : sum[x] / weight[x];
                }
            }
        }

        return around;
    }

    private static void Raise(CellSamples samples, int x, int y, ReadOnlySpan<float> around, float amount)
    {
        var start = samples.Start(x, y);
        var end = start + samples.Layout(x, y).Count;
        for (var i = start; i < end; i++)
        {
            if (float.IsNaN(samples.L[i])) continue;

            var place = Math.Clamp(samples.L[i] / Spacing, 0, Levels - 1);
            var level = Math.Min((int)place, Levels - 2);
            var ground = around[level] + ((place - level) * (around[level + 1] - around[level]));
            var difference = samples.L[i] - ground;
            var relative = difference / Knee;
            samples.L[i] = Math.Clamp(samples.L[i] + (amount * difference / (1 + (relative * relative))), 0, 100);
        }
    }

    private static bool IsFlat(Raster<float> means, int cellX, int cellY)
    {
        var own = means.Row(cellY)[cellX];
        var equal = 0;
        for (var y = Math.Max(0, cellY - 1); y <= Math.Min(means.Height - 1, cellY + 1); y++)
        {
            for (var x = Math.Max(0, cellX - 1); x <= Math.Min(means.Width - 1, cellX + 1); x++)
            {
                equal += Math.Abs(own - means.Row(y)[x]) < Equal ? 1 : 0;
            }
        }

        // The cell itself is one of them.
        return equal > 3;
    }
}
