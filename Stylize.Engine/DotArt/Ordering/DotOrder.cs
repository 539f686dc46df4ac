using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Puts dots into drawing order.</summary>
internal static class DotOrder
{
    private const int HilbertBits = 12;

    /// <summary>
    /// Sorts by size with opacity, then colour, then along Hilbert's curve, or by colour first where there are fewer colours than sizes: what is written next to each other
    /// has most in common.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Group(DotSet set, int width, int height)
    {
        var dots = set.Dots;
        var sizes = Rank(dots, static d => ((ulong)BitConverter.SingleToUInt32Bits(d.Radius) << 8) | d.Color.A);
        var colors = Rank(dots, static d => (ulong)((d.Color.R << 16) | (d.Color.G << 8) | d.Color.B));
        var colorFirst = colors.Count < sizes.Count;
        var scale = (1 << HilbertBits) / (float)Math.Max(width, height);
        using var keys = new PooledBuffer<ulong>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            var dot = dots[i];
            var size = sizes[((ulong)BitConverter.SingleToUInt32Bits(dot.Radius) << 8) | dot.Color.A];
            var color = colors[(ulong)((dot.Color.R << 16) | (dot.Color.G << 8) | dot.Color.B)];
            var place = (ulong)HilbertOrder.Index(HilbertBits, Cell(dot.X * scale), Cell(dot.Y * scale));
            var group = colorFirst ? (color << 16) | size : (size << 24) | color;
            keys.Span[i] = (group << (2 * HilbertBits)) | place;
        }

        keys.Span.Sort(dots);
    }

    /// <summary>Sorts by colour, then puts the dots of each colour on a short path.</summary>
    /// <returns>Length of the paths, pixels, pen-up moves between layers not counted.</returns>
    public static double Tour(DotSet set, int width, int height, CancellationToken cancellation)
    {
        Group(set, width, height);
        var dots = set.Dots;
        var length = 0.0;
        using var byColor = new PooledBuffer<ulong>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            byColor.Span[i] = ((ulong)((dots[i].Color.R << 16) | (dots[i].Color.G << 8) | dots[i].Color.B) << 32) | (uint)i;
        }

        byColor.Span.Sort(dots);
        for (var first = 0; first < dots.Length;)
        {
            var end = first + 1;
            while (end < dots.Length && SameColor(dots[first], dots[end]))
            {
                end++;
            }

            length += PlotterTour.Order(dots[first..end], width, height, cancellation);
            first = end;
        }

        return length;
    }

    /// <summary>True where both have one colour, opacity left out.</summary>
    public static bool SameColor(in Dot a, in Dot b) => (a.Color with { A = 0 }) == (b.Color with { A = 0 });

    private static int Cell(float v) => Math.Clamp((int)v, 0, (1 << HilbertBits) - 1);

    private static Dictionary<ulong, ulong> Rank(ReadOnlySpan<Dot> dots, Func<Dot, ulong> key)
    {
        var seen = new HashSet<ulong>();
        foreach (var dot in dots)
        {
            seen.Add(key(dot));
        }

        var ranks = new Dictionary<ulong, ulong>(seen.Count);
        foreach (var value in seen.Order())
        {
            ranks.Add(value, (ulong)ranks.Count);
        }

        return ranks;
    }
}
