using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// Moves coarse dots that may overlap to where they show the image's structure best: up the gradient of <see cref="SimilarityField"/>, with
/// momentum, in proportion to the structure around each. Dots of even tone stay where they are.
/// </summary>
internal static unsafe class StructureRefinement
{
    /// <summary>Dots are refined if each has as many pixels of the plane, and there are no more of them.</summary>
    private const double MinPixelsPerDot = 20;
    private const int MaxDots = 20_000;

    private const int Rounds = 28;

    /// <summary>Root mean square of the first step over the dots' mean spacing, the share of the last one, and the momentum.</summary>
    private const float FirstStep = 0.1f, LastShare = 0.3f, Momentum = 0.6f;

    /// <summary>Longest step over the root mean square.</summary>
    private const float LongestStep = 3f;

    /// <summary>Variance of the image at which a dot moves half as far as one of strong structure would.</summary>
    private const float HalfStructure = 0.0002f;

    /// <summary>True where dots are few and far enough apart.</summary>
    public static bool Suits(int dots, long planePixels) => dots <= MaxDots && planePixels >= MinPixelsPerDot * dots;

    /// <summary>Moves the sites.</summary>
    /// <param name="sites">The sites, sorted; they stay so.</param>
    /// <param name="radii">Radius of each site's dot; sorted with the sites.</param>
    /// <param name="ink">Ink of each pixel.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    /// <param name="cancellation">Stops after a round.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(Sites sites, Span<float> radii, Raster<float> ink, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var field = new SimilarityField(ink, maxThreads, cancellation);
        using var coverage = new Raster<float>(ink.Width, ink.Height);
        using var stepX = new PooledBuffer<float>(sites.Count, clear: true);
        using var stepY = new PooledBuffer<float>(sites.Count, clear: true);
        using var slopes = new PooledBuffer<float>(2 * sites.Count);
        using var moved = new PooledBuffer<int>(sites.Count);
        using var copy = new PooledBuffer<float>(sites.Count);
        var spacing = MathF.Sqrt(sites.Width * sites.Height / sites.Count);
        for (var round = 0; round < Rounds; round++)
        {
            DiscCoverage.Draw(sites, radii, coverage, maxThreads, cancellation);
            field.Differentiate(coverage);
            var sum = 0.0;
            for (var i = 0; i < sites.Count; i++)
            {
                var (x, y) = Slope(coverage, field.Structure, sites.X[i], sites.Y[i], radii[i]);
                (slopes.Span[2 * i], slopes.Span[(2 * i) + 1]) = (x, y);
                sum += (x * x) + (y * y);
            }

            if (sum <= 0)
            {
                return;
            }

            var step = FirstStep * spacing * (1f - ((1f - LastShare) * round / Rounds));
            var scale = step / (float)Math.Sqrt(sum / (2.0 * sites.Count));
            for (var i = 0; i < sites.Count; i++)
            {
                var limit = LongestStep * step;
                stepX.Span[i] = Mix(stepX.Span[i], Math.Clamp(scale * slopes.Span[2 * i], -limit, limit));
                stepY.Span[i] = Mix(stepY.Span[i], Math.Clamp(scale * slopes.Span[(2 * i) + 1], -limit, limit));
                sites.MoveTo(i, sites.X[i] + stepX.Span[i], sites.Y[i] + stepY.Span[i]);
            }

            sites.Sort(moved.Pointer);
            Permute(radii, moved.Span, copy.Span);
            Permute(stepX.Span, moved.Span, copy.Span);
            Permute(stepY.Span, moved.Span, copy.Span);
        }
    }

    private static float Mix(float before, float now) => (Momentum * before) + ((1f - Momentum) * now);

    /// <summary>
    /// How the similarity changes as a disc moves: the field's difference across it, times its area and the structure there.
    /// </summary>
    private static (float X, float Y) Slope(Raster<float> field, Raster<float> structure, float x, float y, float radius)
    {
        const float Apart = 0.7f;
        var h = MathF.Max(1f, Apart * radius);
        var variance = Sample(structure, x, y);
        var weight = radius * radius / (2f * h) * variance / (variance + HalfStructure);
        var (across, down) = (Sample(field, x + h, y) - Sample(field, x - h, y), Sample(field, x, y + h) - Sample(field, x, y - h));
        return (weight * across, weight * down);
    }

    /// <summary>Bilinear interpolation.</summary>
    private static float Sample(Raster<float> plane, float x, float y)
    {
        x = Math.Clamp(x - 0.5f, 0f, Math.Max(0f, plane.Width - 1.001f));
        y = Math.Clamp(y - 0.5f, 0f, Math.Max(0f, plane.Height - 1.001f));
        int column = Math.Max(0, (int)x), row = Math.Max(0, (int)y);
        float fx = x - column, fy = y - row;
        var above = plane.Row(row);
        var below = plane.Row(Math.Min(plane.Height - 1, row + 1));
        var next = Math.Min(plane.Width - 1, column + 1);
        var upper = above[column] + (fx * (above[next] - above[column]));
        var lower = below[column] + (fx * (below[next] - below[column]));
        return upper + (fy * (lower - upper));
    }

    private static void Permute(Span<float> values, ReadOnlySpan<int> moved, Span<float> copy)
    {
        values.CopyTo(copy);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = copy[moved[i]];
        }
    }
}
