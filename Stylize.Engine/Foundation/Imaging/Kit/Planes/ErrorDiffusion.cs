namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>Converts a map of densities to whole numbers of points per pixel, by error diffusion with the weights 7/16,
/// 3/16, 5/16 and 1/16 (Floyd and Steinberg, "An adaptive algorithm for spatial greyscale", 1976). Every second row is
/// processed from right to left.
/// </summary>
/// <example><code>
/// using var density = new Raster&lt;float>(3, 2);
/// density.Fill(0.5f);
/// Assert.Equal(3, ErrorDiffusion.Sum(density));
/// </code></example>
internal static unsafe class ErrorDiffusion
{
    /// <summary>Visits every pixel once and passes the difference of target and placed points on to the following
    /// neighbors.</summary>
    /// <typeparam name="TPlacer">A struct, so that the compiler inlines its calls into the loop.</typeparam>
    /// <param name="density">Relative density of each pixel, 0 or more, finite.</param>
    /// <param name="scale">Number of points of a pixel of density 1.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Diffuse<TPlacer>(
        Raster<float> density, float scale, ref TPlacer placer, CancellationToken cancellation = default)
        where TPlacer : struct, IPointPlacer
    {
        var width = density.Width;
        using var errors = new PooledBuffer<float>(2 * (width + 2), clear: true);
        var here = errors.Pointer + 1;
        var next = here + width + 2;
        for (var y = 0; y < density.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = density.Row(y);
            var step = (y & 1) == 0 ? 1 : -1;

            // The errors for the next pixel, and for the pixels below the previous and the current one.
            var (ahead, behind, below) = (0f, 0f, 0f);
            var x = step > 0 ? 0 : width - 1;
            for (; (uint)x < (uint)row.Length; x += step)
            {
                var wanted = (row[x] * scale) + (here[x] + ahead);
                var placed = placer.Place(x, y, wanted);

                // Most pixels get no point, so a predicted branch avoids the latency of the subtraction.
                var error = placed == 0 ? wanted : wanted - placed;
                ahead = error * (7f / 16);
                next[x - step] = behind + (error * (3f / 16));
                behind = below + (error * (5f / 16));
                below = error * (1f / 16);
            }

            next[x - step] = behind;
            var swap = here;
            here = next;
            next = swap;
        }
    }

    /// <summary>Returns the sum of a plane, added one by one in reading order.</summary>
    public static double Sum(Raster<float> plane)
    {
        var sum = 0d;
        for (var y = 0; y < plane.Height; y++)
        {
            foreach (var value in plane.Row(y))
            {
                sum += value;
            }
        }

        return sum;
    }
}

/// <summary>Places the points of one pixel for <see cref="ErrorDiffusion"/>.</summary>
internal interface IPointPlacer
{
    /// <param name="wanted">Target number of points: the pixel's density plus the errors passed on to it; may be
    /// negative.</param>
    /// <returns>The number of points placed, 0 or more.</returns>
    int Place(int x, int y, float wanted);
}
