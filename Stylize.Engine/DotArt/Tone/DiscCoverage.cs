using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The share of each pixel of a plane that discs cover.</summary>
internal static unsafe class DiscCoverage
{
    private const int BandHeight = 64;

    /// <summary>
    /// Draws discs with antialiased edges one pixel wide. Where two overlap, the second covers its share of what the first left open:
    /// c1 + c2 * (1 - c1).
    /// </summary>
    /// <param name="sites">Centres of the discs, sorted.</param>
    /// <param name="radii">Radii of the discs.</param>
    /// <param name="coverage">Filled, [0,1].</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    public static void Draw(
        Sites sites, ReadOnlySpan<float> radii, Raster<float> coverage, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var largest = 0f;
        foreach (var r in radii)
        {
            largest = MathF.Max(largest, r);
        }

        fixed (float* radius = radii)
        {
            var r = radius;
            RowBands.ForEach(coverage.Height, maxThreads, cancellation, (_, first, end) =>
            {
                for (var y = first; y < end; y++)
                {
                    coverage.Row(y).Clear();
                }

                var from = sites.Starts[sites.Row(first - largest - 1f) * sites.Columns];
                var to = sites.Starts[(sites.Row(end + largest + 1f) + 1) * sites.Columns];
                for (var i = from; i < to; i++)
                {
                    DrawDisc(coverage, sites.X[i], sites.Y[i], r[i], first, end);
                }
            }, BandHeight);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DrawDisc(Raster<float> coverage, float x, float y, float radius, int first, int end)
    {
        if (radius <= 0)
        {
            return;
        }

        // A disc whose coverage falls from 1 to 0 between radius s - 1/2 and s + 1/2 has the area pi * (s^2 + 1/12). With s^2 = r^2 - 1/12
        // that is the area of a sharp disc of radius r. Smaller discs are drawn at s = 1/2, area pi / 3, with 3 * r^2 of the coverage.
        var soft = MathF.Sqrt(MathF.Max((radius * radius) - (1f / 12f), 0.25f));
        var strength = MathF.Min(1f, 3f * radius * radius);
        var outer = soft + 0.5f;
        var inner = soft - 0.5f;
        var top = Math.Max(first, (int)(y - outer));
        var bottom = Math.Min(end - 1, (int)(y + outer));
        for (var row = top; row <= bottom; row++)
        {
            var dy = row + 0.5f - y;
            var rest = (outer * outer) - (dy * dy);
            if (rest <= 0)
            {
                continue;
            }

            var half = MathF.Sqrt(rest);
            var left = Math.Max(0, (int)MathF.Ceiling(x - half - 0.5f));
            var right = Math.Min(coverage.Width - 1, (int)MathF.Floor(x + half - 0.5f));
            var line = coverage.Pointer + ((nint)row * coverage.Stride);
            for (var column = left; column <= right; column++)
            {
                var dx = column + 0.5f - x;
                var square = (dx * dx) + (dy * dy);
                var c = strength * (square <= inner * inner ? 1f : outer - MathF.Sqrt(square));
                line[column] += c * (1f - line[column]);
            }
        }
    }
}
