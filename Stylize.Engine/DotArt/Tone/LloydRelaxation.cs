using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Numbers of rounds of the placement methods. Large numbers of dots get 2/5 of the rounds, because each dot
/// is too small for its exact position to be visible.</summary>
internal static class DotRounds
{
    private const int LargeCount = 200_000;

    /// <summary>Returns true if the number of dots counts as large.</summary>
    public static bool IsLarge(int dots) => dots > LargeCount;

    /// <param name="dots">Number of dots.</param>
    /// <param name="usual">Number of rounds for few dots.</param>
    public static int For(int dots, int usual) => IsLarge(dots) ? ((2 * usual) + 4) / 5 : usual;
}

/// <summary>Lloyd's method (IEEE Trans. Inf. Theory 28, 1982) with weighted centroids (Secord, "Weighted Voronoi
/// stippling", NPAR 2002): each round moves every site to the centroid of its Voronoi cell. All rounds but the last are
/// over-relaxed for faster convergence; docs/evidence/quality/dot-art.md shows the effect.</summary>
internal static unsafe class LloydRelaxation
{
    private const float OverRelaxation = 1.5f, OverRelaxationForMany = 1.8f;
    private const int PlainRounds = 2;

    /// <summary>Runs the rounds and keeps the sites sorted.</summary>
    /// <param name="sites">The sites, sorted.</param>
    /// <param name="report">Receives the share of completed rounds.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        Sites sites, VoronoiCells cells, int rounds, ThreadGrant maxThreads, CancellationToken cancellation,
        Action<double> report)
    {
        var over = DotRounds.IsLarge(sites.Count) ? OverRelaxationForMany : OverRelaxation;
        var plain = DotRounds.For(sites.Count, PlainRounds);
        for (var round = 0; round < rounds; round++)
        {
            cells.Measure(maxThreads, cancellation);
            var step = round < rounds - plain ? over : 1f;
            var sums = cells.Sums;
            for (var i = 0; i < sites.Count; i++)
            {
                ref readonly var cell = ref sums[i];
                if (cell.Mass > 0)
                {
                    float x = sites.X[i], y = sites.Y[i];
                    sites.MoveTo(i, x + (step * ((cell.X / cell.Mass) - x)), y + (step * ((cell.Y / cell.Mass) - y)));
                }
            }

            sites.Sort();
            report((round + 1.0) / rounds);
        }
    }
}
