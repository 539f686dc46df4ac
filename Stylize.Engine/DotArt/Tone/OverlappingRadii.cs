using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Radii of discs that may overlap: each cell is to be covered by as much as it has ink. What overlap and a neighbour's intrusion change is measured and corrected.</summary>
internal static unsafe class OverlappingRadii
{
    private const int Rounds = 4;
    private const float MostGrowth = 2.2f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fit(Sites sites, ReadOnlySpan<CellSums> cells, Raster<int> labels, Raster<float> coverage, Span<float> radii, int maxThreads, CancellationToken cancellation)
    {
        using var covered = new PooledBuffer<float>(sites.Count);
        using var areas = new PooledBuffer<float>(sites.Count);
        for (var i = 0; i < sites.Count; i++)
        {
            areas.Span[i] = cells[i].Ink;
            radii[i] = MathF.Sqrt(cells[i].Ink / MathF.PI);
        }

        for (var round = 0; round < Rounds; round++)
        {
            DiscCoverage.Draw(sites, radii, coverage, maxThreads, cancellation);
            Sum(labels, coverage, covered.Span);
            for (var i = 0; i < sites.Count; i++)
            {
                var ink = cells[i].Ink;
                areas.Span[i] = Math.Clamp(areas.Span[i] + (1.2f * (ink - covered.Span[i])), 0f, ink * MostGrowth);
                radii[i] = MathF.Sqrt(areas.Span[i] / MathF.PI);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
