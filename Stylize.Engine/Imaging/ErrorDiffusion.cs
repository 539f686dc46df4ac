using System.Runtime.CompilerServices;

namespace Stylize.Engine.Imaging;

/// <summary>
/// Turns a map of densities into whole numbers of points a pixel, by error diffusion with the weights 7, 3, 5 and 1 sixteenths (Floyd and
/// Steinberg, "An adaptive algorithm for spatial greyscale", 1976). Every second row runs from right to left.
/// </summary>
internal static class ErrorDiffusion
{
    /// <summary>
    /// Visits every pixel once. The difference between the points wanted and placed there is passed on to the neighbours that follow.
    /// </summary>
    /// <typeparam name="TPlacer">A struct, so that the compiler inlines its calls into the loop.</typeparam>
    /// <param name="density">Relative density of each pixel, 0 or more, finite.</param>
    /// <param name="scale">Points of a pixel of density 1.</param>
    /// <param name="placer">Places the points.</param>
    /// <param name="cancellation">Checked before each row.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Diffuse<TPlacer>(Raster<float> density, float scale, ref TPlacer placer, CancellationToken cancellation = default)
        where TPlacer : struct, IPointPlacer
    {
        var width = density.Width;
        using var errors = new PooledBuffer<float>(2 * (width + 2), clear: true);
        var here = errors.Span[..(width + 2)];
        var next = errors.Span[(width + 2)..];
        for (var y = 0; y < density.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            next.Clear();
            var row = density.Row(y);
            var step = (y & 1) == 0 ? 1 : -1;
            for (var x = step > 0 ? 0 : width - 1; x >= 0 && x < width; x += step)
            {
                var wanted = (row[x] * scale) + here[x + 1];
                var error = wanted - placer.Place(x, y, wanted);
                here[x + 1 + step] += error * (7f / 16);
                next[x + 1 - step] += error * (3f / 16);
                next[x + 1] += error * (5f / 16);
                next[x + 1 + step] += error * (1f / 16);
            }

            var swap = here;
            here = next;
            next = swap;
        }
    }
}
