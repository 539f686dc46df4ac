using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>
/// Gives each dot of a stippling one of several inks, such that every ink has its share of the area everywhere: error diffusion of the
/// vector of shares from dot to dot along the Hilbert curve. No two dots share a place, all together keep their even distribution, and
/// those of each ink are spread among them.
/// </summary>
internal static class InkAssignment
{
    private const int Neighbours = 12;

    /// <summary>Replaces the colour of each dot, the mean colour of the image around it, by that of an ink.</summary>
    /// <param name="set">The dots; sorted along the Hilbert curve.</param>
    /// <param name="mixture">The inks.</param>
    /// <param name="width">Width of the image, pixels.</param>
    /// <param name="height">Height of the image, pixels.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static void Apply(DotSet set, InkMixture mixture, int width, int height, CancellationToken cancellation)
    {
        var dots = set.Dots;
        var count = mixture.Inks.Count;
        PlotterTour.SortAlongCurve(dots, width, height);
        if (dots.Length == 0)
        {
            return;
        }

        using var near = PlotterTour.NearestNeighbours(dots, width, height, Neighbours);
        using var owed = new PooledBuffer<float>(dots.Length * count, clear: true);
        using var done = new PooledBuffer<byte>(dots.Length, clear: true);
        Span<float> shares = stackalloc float[count];
        for (var i = 0; i < dots.Length; i++)
        {
            if (i % 0x4000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var dot = dots[i];
            var area = dot.Radius * dot.Radius;
            mixture.Shares(dot.Color with { A = 255 }, shares);
            var total = 0f;
            foreach (var share in shares)
            {
                total += share;
            }

            var own = owed.Span.Slice(i * count, count);
            var chosen = 0;
            for (var ink = 0; ink < count; ink++)
            {
                own[ink] += total > 0 ? area * shares[ink] / total : 0f;
                chosen = own[ink] > own[chosen] ? ink : chosen;
            }

            own[chosen] -= area;
            done.Span[i] = 1;
            dots[i] = dot with { Color = mixture.Inks[chosen] with { A = dot.Color.A } };
            Pass(dots, near.Span.Slice(i * Neighbours, Neighbours), i, own, owed.Span, done.Span);
        }
    }

    /// <summary>
    /// Passes what is owed to the neighbours that have no ink yet, by the inverse square of their distance, else to the next dot.
    /// </summary>
    private static void Pass(
        ReadOnlySpan<Dot> dots, ReadOnlySpan<int> near, int from, ReadOnlySpan<float> own, Span<float> owed, ReadOnlySpan<byte> done)
    {
        var sum = 0f;
        foreach (var to in near)
        {
            sum += to >= 0 && done[to] == 0 ? Weight(dots[from], dots[to]) : 0f;
        }

        if (sum <= 0)
        {
            for (var ink = 0; ink < own.Length && from + 1 < dots.Length; ink++)
            {
                owed[((from + 1) * own.Length) + ink] += own[ink];
            }

            return;
        }

        foreach (var to in near)
        {
            if (to >= 0 && done[to] == 0)
            {
                var share = Weight(dots[from], dots[to]) / sum;
                for (var ink = 0; ink < own.Length; ink++)
                {
                    owed[(to * own.Length) + ink] += share * own[ink];
                }
            }
        }
    }

    private static float Weight(in Dot a, in Dot b) => 1f / MathF.Max(1e-3f, Tour.Squared(a, b));
}
