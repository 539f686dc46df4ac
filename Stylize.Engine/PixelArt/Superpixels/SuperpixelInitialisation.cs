using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels before the first iteration (Gerstner et al. 2012, section 4.1).</summary>
internal static class SuperpixelInitialisation
{
    /// <summary>Puts each superpixel at the centre of its cell, with the mean colour of the cell's samples.</summary>
    /// <param name="importance">Weight of each cell, row-major, 0 or more; empty: all 1.</param>
    /// <returns>Moments of the image's colours, from the coarse subsample of each cell.</returns>
    public static unsafe ColorMoments Initialise(SuperpixelGrid grid, CellSamples samples, ReadOnlySpan<float> importance)
    {
        var moments = default(ColorMoments);
        for (var cellY = 0; cellY < grid.Height; cellY++)
        {
            for (var cellX = 0; cellX < grid.Width; cellX++)
            {
                var layout = samples.Layout(cellX, cellY);
                var start = samples.Start(cellX, cellY);
                double l = 0, a = 0, b = 0;
                var count = 0;
                for (var i = start; i < start + layout.Count; i++)
                {
                    if (!float.IsNaN(samples.L[i]))
                    {
                        l += samples.L[i];
                        a += samples.A[i];
                        b += samples.B[i];
                        count++;
                        if (i - start < layout.CoarseCount)
                        {
                            moments.Add(samples.L[i], samples.A[i], samples.B[i], 1);
                        }
                    }
                }

                var s = grid.Index(cellX, cellY);
                grid.X[s] = samples.Columns.First(cellX) + (layout.Width / 2f);
                grid.Y[s] = samples.Rows.First(cellY) + (layout.Height / 2f);
                grid.Importance[s] = importance.IsEmpty ? 1 : importance[(cellY * grid.Width) + cellX];
                if (count > 0)
                {
                    grid.L[s] = (float)(l / count);
                    grid.A[s] = (float)(a / count);
                    grid.B[s] = (float)(b / count);
                    grid.Weight[s] = grid.Importance[s];
                }
            }
        }

        return moments;
    }
}
