namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Raises small differences of lightness from the surroundings, for palettes with so few steps of lightness that a face would
/// otherwise be one area. Large differences have edges of their own, and stay nearly as they are.</summary>
internal static unsafe class LocalDetail
{
    /// <summary>Standard deviation of the surroundings, as a share of the longer side.</summary>
    private const float Surroundings = 0.025f;

    /// <summary>Difference from the surroundings, in L*, at which the additional difference is largest.</summary>
    private const float Knee = 15;

    /// <summary>Difference of L* below which the means of two cells are equal, as in flat areas of drawings.</summary>
    private const float Equal = 0.05f;

    /// <summary>Adds a multiple of the difference from the surroundings to the L* of all samples. Cells that exactly equal three of their
    /// eight neighbors stay as they are.</summary>
    /// <param name="amount">The multiple for small differences, 0 or more.</param>
    public static void Raise(CellSamples samples, float amount, OperationContext context)
    {
        var (width, height) = (samples.Columns.Cells, samples.Rows.Cells);
        using var means = new Raster<float>(width, height);
        using var around = new Raster<float>(width, height);
        using var weights = new Raster<float>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var mean = Mean(samples, x, y);
                means.Row(y)[x] = mean;
                (around.Row(y)[x], weights.Row(y)[x]) = float.IsNaN(mean) ? (0, 0) : (mean, 1);
            }
        }

        var sigma = Surroundings * Math.Max(width, height);
        GaussianBlur.Apply(around, sigma, context.MaxThreads, context.Cancellation);
        if (samples.HasTransparency)
        {
            GaussianBlur.Apply(weights, sigma, context.MaxThreads, context.Cancellation);
        }

        RowBands.ForEach(height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    if (!float.IsNaN(means.Row(y)[x]) && !IsFlat(means, x, y))
                    {
                        Raise(samples, x, y, around.Row(y)[x] / weights.Row(y)[x], amount);
                    }
                }
            }
        });
    }

    private static void Raise(CellSamples samples, int x, int y, float ground, float amount)
    {
        var start = samples.Start(x, y);
        var end = start + samples.Layout(x, y).Count;
        for (var i = start; i < end; i++)
        {
            var difference = samples.L[i] - ground;
            var relative = difference / Knee;

            // A comparison with NaN, the L* of transparent samples, is false, and Clamp keeps it.
            samples.L[i] = Math.Clamp(samples.L[i] + (amount * difference / (1 + (relative * relative))), 0, 100);
        }
    }

    /// <summary>Returns the mean of the opaque samples, or NaN without any.</summary>
    private static float Mean(CellSamples samples, int x, int y)
    {
        var start = samples.Start(x, y);
        var end = start + samples.Layout(x, y).Count;
        var (sum, count) = (0f, 0);
        for (var i = start; i < end; i++)
        {
            if (!float.IsNaN(samples.L[i]))
            {
                (sum, count) = (sum + samples.L[i], count + 1);
            }
        }

        return sum / count;
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
