using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Assigns one of several inks to each dot of a stippling, such that every ink locally covers its share of the
/// area: the vector of shares is diffused as an error from dot to dot along the Hilbert curve. The dots keep their even
/// distribution, and the dots of each ink are spread among them.</summary>
internal static class InkAssignment
{
    private const int Neighbors = 12;

    /// <summary>Replaces the color of each dot, which is the mean color of its surroundings, with that of an
    /// ink.</summary>
    /// <param name="set">The dots, which are sorted along the Hilbert curve.</param>
    /// <param name="mixture">The inks.</param>
    public static void Apply(DotSet set, InkMixture mixture, int width, int height, CancellationToken cancellation)
    {
        var dots = set.Dots;
        var count = mixture.Inks.Count;
        PlotterTour.SortAlongCurve(dots, width, height);
        if (dots.Length == 0) return;

        using var near = PlotterTour.NearestNeighbors(dots, width, height, Neighbors);
        using var errors = new PooledBuffer<float>(dots.Length * count, clear: true);
        using var assigned = new PooledBuffer<byte>(dots.Length, clear: true);
        Span<float> shares = stackalloc float[count];
        for (var i = 0; i < dots.Length; i++)
        {
            if (i % 0x4000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var dot = dots[i];
            var around = near.Span.Slice(i * Neighbors, Neighbors);
            var area = dot.Radius * dot.Radius;
            mixture.Shares(dot.Color with { A = 255 }, shares);
            var total = 0f;
            foreach (var share in shares)
            {
                total += share;
            }

            var error = errors.Span.Slice(i * count, count);
            var chosen = 0;
            for (var ink = 0; ink < count; ink++)
            {
                error[ink] += total > 0 ? area * shares[ink] / total : 0f;
                chosen = error[ink] > error[chosen] ? ink : chosen;
            }

            error[chosen] -= area;
            assigned.Span[i] = (byte)(chosen + 1);
            dots[i] = dot with { Color = mixture.Inks[chosen] with { A = dot.Color.A } };
            Diffuse(dots, around, i, error, errors.Span, assigned.Span);
        }
    }

    /// <summary>Diffuses the error to neighbors without an ink, weighted by the inverse square of their distance;
    /// without such neighbors, to the next dot.</summary>
    private static void Diffuse(
        ReadOnlySpan<Dot> dots, ReadOnlySpan<int> near, int from, ReadOnlySpan<float> error, Span<float> errors,
        ReadOnlySpan<byte> assigned)
    {
        var sum = 0f;
        foreach (var to in near)
        {
            sum += to >= 0 && assigned[to] == 0 ? Weight(dots[from], dots[to]) : 0f;
        }

        if (sum <= 0)
        {
            for (var ink = 0; ink < error.Length && from + 1 < dots.Length; ink++)
            {
                errors[((from + 1) * error.Length) + ink] += error[ink];
            }

            return;
        }

        foreach (var to in near)
        {
            if (to >= 0 && assigned[to] == 0)
            {
                var share = Weight(dots[from], dots[to]) / sum;
                for (var ink = 0; ink < error.Length; ink++)
                {
                    errors[(to * error.Length) + ink] += share * error[ink];
                }
            }
        }
    }

    private static float Weight(in Dot a, in Dot b) => 1f / MathF.Max(1e-3f, Tour.Squared(a, b));
}
