using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Computes radii of discs that may overlap, such that the covered area of each Voronoi cell equals its ink.
/// Fixed-point iteration: draw the discs, measure the coverage of each cell, and change the area of each disc by 1.2
/// times the deficit. docs/evidence/quality/dot-art.md shows the effect of the number of rounds.</summary>
internal static unsafe class OverlappingRadii
{
    private const int Rounds = 4;
    private const float Step = 1.2f;

    /// <summary>Coverage from which discs start larger than their ink, and by how much in solid ink, where they have to
    /// reach the corners of their cells.</summary>
    private const float Dense = 0.8f, SolidGrowth = 0.5f;

    /// <param name="sites">Centers of the discs, sorted.</param>
    /// <param name="labels">The site whose cell contains each pixel, or -1.</param>
    /// <param name="coverage">Scratch raster of the size of the labels.</param>
    /// <param name="radii">Receives the radii in pixels of the rasters.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Fit(
        Sites sites, ReadOnlySpan<CellSums> cells, Raster<int> labels, Raster<float> coverage, Span<float> radii,
        ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var covered = new PooledBuffer<float>(sites.Count);
        using var areas = new PooledBuffer<float>(sites.Count);
        for (var i = 0; i < sites.Count; i++)
        {
            var dense = Math.Clamp(((cells[i].Ink / MathF.Max(cells[i].Area, 1e-6f)) - Dense) / (1f - Dense), 0f, 1f);
            areas.Span[i] = cells[i].Ink * (1f + (SolidGrowth * dense * dense));
            radii[i] = MathF.Sqrt(areas.Span[i] / MathF.PI);
        }

        for (var round = DotRounds.For(sites.Count, Rounds); round > 0; round--)
        {
            DiscCoverage.Draw(sites, radii, coverage, maxThreads, cancellation);
            Sum(labels, coverage, covered.Span);
            for (var i = 0; i < sites.Count; i++)
            {
                areas.Span[i] = MathF.Max(0f, areas.Span[i] + (Step * (cells[i].Ink - covered.Span[i])));
                radii[i] = MathF.Sqrt(areas.Span[i] / MathF.PI);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(Raster<int> labels, Raster<float> coverage, Span<float> covered)
    {
        covered.Clear();
        for (var y = 0; y < labels.Height; y++)
        {
            var owner = labels.Row(y);
            var c = coverage.Row(y);
            for (var x = 0; x < owner.Length; x++)
            {
                if (owner[x] >= 0)
                {
                    covered[owner[x]] += c[x];
                }
            }
        }
    }
}

/// <summary>Computes the share of each pixel that discs cover.</summary>
internal static unsafe class DiscCoverage
{
    /// <summary>Share of the product of two partial coverages that counts as covered twice: 1 if edges cross at random,
    /// 0 if they meet from opposite sides of a gap, as between the discs of shadows. The value gives shadows without
    /// bias; see docs/evidence/quality/dot-art.md.</summary>
    private const float SharedShare = 0.6f;

    /// <summary>Draws antialiased discs. Overlapping coverages combine as c1 + c2 * (1 - 0.6 c1), at most 1.</summary>
    /// <param name="sites">Centers of the discs, sorted.</param>
    /// <param name="radii">Radii of the discs.</param>
    /// <param name="coverage">Receives the coverage, in [0,1].</param>
    public static void Draw(
        Sites sites, ReadOnlySpan<float> radii, Raster<float> coverage, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        var largest = Sites.Largest(radii);
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
            });
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void DrawDisc(Raster<float> coverage, float x, float y, float radius, int first, int end)
    {
        if (radius <= 0) return;

        // A disc whose coverage falls from 1 to 0 between the radii s - 1/2 and s + 1/2 has the area pi * (s^2 + 1/12).
        // With s^2 = r^2 - 1/12, this equals the area of a sharp disc of radius r. Smaller discs are drawn with s =
        // 1/2, area pi / 3, and their coverage multiplied by 3 * r^2.
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
            if (rest <= 0) continue;

            var half = MathF.Sqrt(rest);
            var left = Math.Max(0, (int)MathF.Ceiling(x - half - 0.5f));
            var right = Math.Min(coverage.Width - 1, (int)MathF.Floor(x + half - 0.5f));
            var line = coverage.Pointer + ((nint)row * coverage.Stride);
            for (var column = left; column <= right; column++)
            {
                var dx = column + 0.5f - x;
                var square = (dx * dx) + (dy * dy);
                var c = strength * (square <= inner * inner ? 1f : outer - MathF.Sqrt(square));
                line[column] = MathF.Min(1f, line[column] + (c * (1f - (SharedShare * line[column]))));
            }
        }
    }
}
