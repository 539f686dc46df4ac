using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Moves sites to the centres of mass of their cells (Lloyd 1982; weighted as by Secord, NPAR 2002), a little beyond them at first, which settles sooner.</summary>
internal static unsafe class LloydRelaxation
{
    private const float Beyond = 1.5f;
    private const float Border = 0.01f;

    /// <summary>Runs the rounds; the sites stay sorted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Sites sites, VoronoiCells cells, int rounds, int maxThreads, CancellationToken cancellation, Action<double> report)
    {
        for (var round = 0; round < rounds; round++)
        {
            cells.Measure(maxThreads, cancellation);
            var step = round < rounds - 2 ? Beyond : 1f;
            var sums = cells.Sums;
            for (var i = 0; i < sites.Count; i++)
            {
                ref readonly var cell = ref sums[i];
                if (cell.Mass <= 0)
                {
                    continue;
                }

                sites.X[i] = Math.Clamp(sites.X[i] + (step * ((cell.X / cell.Mass) - sites.X[i])), Border, sites.Width - Border);
                sites.Y[i] = Math.Clamp(sites.Y[i] + (step * ((cell.Y / cell.Mass) - sites.Y[i])), Border, sites.Height - Border);
            }

            sites.Sort();
            report((round + 1.0) / rounds);
        }
    }
}
