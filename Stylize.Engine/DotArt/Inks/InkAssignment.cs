using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Inks;

/// <summary>Gives each dot of a stippling one of several inks, such that every ink has its share of the area everywhere: error diffusion of
/// the vector of shares from dot to dot along the Hilbert curve. No two dots share a place, all together keep their even distribution, and
/// those of each ink are spread among them. In a picture, where dots overlap and hide each other, the area that is seen counts.</summary>
internal static class InkAssignment
{
    private const int Neighbors = 12;

    /// <summary>Replaces the color of each dot, the mean color of the image around it, by that of an ink.</summary>
    /// <param name="set">The dots; sorted along the Hilbert curve.</param>
    /// <param name="mixture">The inks.</param>
    /// <param name="isOpaque">True where dots hide those of inks with smaller color values, as in a picture; false for pens.</param>
    public static void Apply(
        DotSet set, InkMixture mixture, bool isOpaque, int width, int height, CancellationToken cancellation)
    {
        var dots = set.Dots;
        var count = mixture.Inks.Count;
        PlotterTour.SortAlongCurve(dots, width, height);
        if (dots.Length == 0) return;

        using var near = PlotterTour.NearestNeighbors(dots, width, height, Neighbors);
        using var owed = new PooledBuffer<float>(dots.Length * count, clear: true);
        using var done = new PooledBuffer<byte>(dots.Length, clear: true);
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
                area = MathF.Max(0.1f * area, area - (0.5f * Lenses(dots, around, i, lenses)));
            }

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
            if (isOpaque)
            {
                Cover(mixture.Inks, chosen, around, lenses, own, done.Span);
            }

            done.Span[i] = (byte)(chosen + 1);
            dots[i] = dot with { Color = mixture.Inks[chosen] with { A = dot.Color.A } };
            Pass(dots, around, i, own, owed.Span, done.Span);
        }
    }

    /// <summary>What a dot's disc has in common with those of its neighbors, in areas of the disc of radius 1; and the sum.</summary>
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

    /// <summary>The area that two discs have in common, over pi.</summary>
    private static float Lens(in Dot a, in Dot b)
    {
        var squared = Tour.Squared(a, b);
        if (squared >= (a.Radius + b.Radius) * (a.Radius + b.Radius)) return 0f;

        var small = MathF.Min(a.Radius, b.Radius);
        var difference = a.Radius - b.Radius;
        if (squared <= difference * difference) return small * small;

        var distance = MathF.Sqrt(squared);
        return (Segment(a.Radius, (squared + (a.Radius * a.Radius) - (b.Radius * b.Radius)) / (2f * distance))
            + Segment(b.Radius, (squared + (b.Radius * b.Radius) - (a.Radius * a.Radius)) / (2f * distance))) / MathF.PI;
    }

    /// <summary>Area of a disc beyond a chord at a distance from its center.</summary>
    private static float Segment(float radius, float distance) =>
        (radius * radius * MathF.Acos(Math.Clamp(distance / radius, -1f, 1f)))
        - (distance * MathF.Sqrt(MathF.Max(0f, (radius * radius) - (distance * distance))));

    /// <summary>Where the inks of two dots differ, all of what they have in common shows the ink that is drawn later.</summary>
    private static void Cover(
        IReadOnlyList<Rgba32> inks, int chosen, ReadOnlySpan<int> near, ReadOnlySpan<float> lenses, Span<float> own,
        ReadOnlySpan<byte> done)
    {
        for (var n = 0; n < near.Length; n++)
        {
            if (lenses[n] <= 0 || done[near[n]] == 0) continue;

            var other = done[near[n]] - 1;
            // DotOrder sorts inks by these numbers, so they are drawn in this order.
            var half = 0.5f * lenses[n] * Math.Sign(Dot.RgbOf(inks[chosen]) - Dot.RgbOf(inks[other]));
            own[chosen] -= half;
            own[other] += half;
        }
    }

    /// <summary>Passes what is owed to neighbors without an ink by the inverse square of their distance, else to the next dot.</summary>
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
