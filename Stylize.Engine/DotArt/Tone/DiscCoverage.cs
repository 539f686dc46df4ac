using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>How much of each working pixel is covered by discs, and how much of each cell.</summary>
internal static unsafe class DiscCoverage
{
    private const int BandHeight = 64;

    /// <summary>Draws the discs of sorted sites: a disc has a soft rim one pixel wide, and discs add as if independent.</summary>
    public static void Draw(Sites sites, ReadOnlySpan<float> radii, Raster<float> coverage, int maxThreads, CancellationToken cancellation)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DrawDisc(Raster<float> coverage, float x, float y, float radius, int first, int end)
    {
        if (radius <= 0)
        {
            return;
        }

        // A soft rim one pixel wide around a disc of radius s holds pi * (s^2 + 1/12): s is chosen so that the disc keeps its area; smaller discs are fainter instead.
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
