using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Sorts dots into drawing order.</summary>
internal static class DotOrder
{
    private const int HilbertBits = 12;

    /// <summary>Sorts dots into groups for a small file: by size and opacity, then by color, or by color first if there
    /// are fewer colors than sizes. Within a group, dots follow the Hilbert curve, so that steps are short.</summary>
    /// <param name="byColor">True to sort each run of one color.</param>
    public static void ForSmallFile(DotSet set, int width, int height, bool byColor)
    {
        var dots = set.Dots;
        for (var first = 0; first < dots.Length;)
        {
            var end = byColor ? Dot.EndOfColor(dots, first) : dots.Length;
            Group(dots[first..end], width, height);
            first = end;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Group(Span<Dot> dots, int width, int height)
    {
        var sizes = Rank(dots, SizeKey);
        var colors = Rank(dots, static d => (ulong)d.Rgb);
        var colorFirst = colors.Count < sizes.Count;
        var grid = new HilbertGrid(HilbertBits, width, height);
        using var keys = new PooledBuffer<ulong>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            var dot = dots[i];
            var size = sizes[SizeKey(dot)];
            var color = colors[(ulong)dot.Rgb];
            var group = colorFirst ? (color << 16) | size : (size << 24) | color;
            keys.Span[i] = (group << (2 * HilbertBits)) | grid.Index(dot);
        }

        keys.Span.Sort(dots);
    }

    /// <summary>Sorts by color, and then orders the dots of each color along a short path.</summary>
    /// <returns>The total length of the paths in pixels, without the moves between colors.</returns>
    public static double Tour(DotSet set, int width, int height, CancellationToken cancellation)
    {
        var dots = set.Dots;
        Group(dots, width, height);
        var length = 0.0;
        using var byColor = new PooledBuffer<ulong>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            byColor.Span[i] = ((ulong)dots[i].Rgb << 32) | (uint)i;
        }

        byColor.Span.Sort(dots);
        for (var first = 0; first < dots.Length;)
        {
            var end = Dot.EndOfColor(dots, first);
            length += PlotterTour.Order(dots[first..end], width, height, cancellation);
            first = end;
        }

        return length;
    }

    private static ulong SizeKey(Dot dot) => ((ulong)BitConverter.SingleToUInt32Bits(dot.Radius) << 8) | dot.Color.A;

    private static Dictionary<ulong, ulong> Rank(ReadOnlySpan<Dot> dots, Func<Dot, ulong> key)
    {
        var seen = new HashSet<ulong>();
        foreach (var dot in dots)
        {
            seen.Add(key(dot));
        }

        return seen.Order().Index().ToDictionary(rank => rank.Item, rank => (ulong)rank.Index);
    }
}
