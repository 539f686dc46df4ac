using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Assigns one of several inks to each dot of a stippling, such that every ink locally covers its share of the
/// area: the vector of shares is diffused as an error from dot to dot along the Hilbert curve. The dots keep their even
/// distribution, and the dots of each ink are spread among them. In opaque drawings, in which dots hide each other, the
/// visible area counts.</summary>
internal static class InkAssignment
{
    private const int Neighbors = 12;

    /// <summary>Replaces the color of each dot, which is the mean color of its surroundings, with that of an
    /// ink.</summary>
    /// <param name="set">The dots, which are sorted along the Hilbert curve.</param>
    /// <param name="mixture">The inks.</param>
    /// <param name="isOpaque">True if dots hide those of inks with smaller color values, as on screens; false for
    /// pens.</param>
    public static void Apply(
        DotSet set, InkMixture mixture, bool isOpaque, int width, int height, CancellationToken cancellation)
    {
        var dots = set.Dots;
        var count = mixture.Inks.Count;
        PlotterTour.SortAlongCurve(dots, width, height);
        if (dots.Length == 0) return;

        using var near = PlotterTour.NearestNeighbors(dots, width, height, Neighbors);
        using var errors = new PooledBuffer<float>(dots.Length * count, clear: true);
        using var assigned = new PooledBuffer<byte>(dots.Length, clear: true);
        Span<float> shares = stackalloc float[count];
        Span<float> lenses = stackalloc float[Neighbors];
        for (var i = 0; i < dots.Length; i++)
        {
            if (i % 0x4000 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var dot = dots[i];
            var around = near.Span.Slice(i * Neighbors, Neighbors);
            var area = dot.Radius * dot.Radius;
            if (isOpaque)
            {
                area = MathF.Max(0f, area - (0.5f * Lenses(dots, around, i, lenses)));
            }

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
            if (isOpaque)
            {
                TransferOverlap(mixture.Inks, chosen, around, lenses, error, assigned.Span);
            }

            assigned.Span[i] = (byte)(chosen + 1);
            dots[i] = dot with { Color = mixture.Inks[chosen] with { A = dot.Color.A } };
            Diffuse(dots, around, i, error, errors.Span, assigned.Span);
        }
    }

    /// <summary>Computes the overlap of a dot with each neighbor in units of pi, and returns the sum.</summary>
    private static float Lenses(ReadOnlySpan<Dot> dots, ReadOnlySpan<int> near, int of, Span<float> lenses)
    {
        var sum = 0f;
        for (var n = 0; n < near.Length; n++)
        {
            lenses[n] = near[n] >= 0 ? Lens(dots[of], dots[near[n]]) : 0f;
            sum += lenses[n];
        }

        return sum;
    }

    /// <summary>Returns the intersection area of two discs, divided by pi.</summary>
    private static float Lens(in Dot a, in Dot b)
    {
        var squared = Tour.Squared(a, b);
        if (squared >= (a.Radius + b.Radius) * (a.Radius + b.Radius)) return 0f;

        var small = MathF.Min(a.Radius, b.Radius);
        var difference = a.Radius - b.Radius;
        if (squared <= difference * difference) return small * small;

        var distance = MathF.Sqrt(squared);
        return (Segment(a.Radius, (squared + (a.Radius * a.Radius) - (b.Radius * b.Radius)) / (2f * distance))
            + Segment(
                b.Radius, (squared + (b.Radius * b.Radius) - (a.Radius * a.Radius)) / (2f * distance))) / MathF.PI;
    }

    /// <summary>Returns the area of a disc beyond a chord at a distance from its center.</summary>
    private static float Segment(float radius, float distance) =>
        (radius * radius * (float)PortableMath.Acos(Math.Clamp(distance / radius, -1f, 1f)))
        - (distance * MathF.Sqrt(MathF.Max(0f, (radius * radius) - (distance * distance))));

    /// <summary>If the inks of two dots differ, their overlap shows the ink that is drawn later; transfers the error
    /// accordingly.</summary>
    private static void TransferOverlap(
        IReadOnlyList<Rgba32> inks, int chosen, ReadOnlySpan<int> near, ReadOnlySpan<float> lenses, Span<float> error,
        ReadOnlySpan<byte> assigned)
    {
        for (var n = 0; n < near.Length; n++)
        {
            if (lenses[n] <= 0 || assigned[near[n]] == 0) continue;

            var other = assigned[near[n]] - 1;
            // DotOrder sorts inks by these values, so they are drawn in this order.
            var half = 0.5f * lenses[n] * Math.Sign(Dot.RgbOf(inks[chosen]) - Dot.RgbOf(inks[other]));
            error[chosen] -= half;
            error[other] += half;
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
