namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>The colors of an image in bins of similar ones, with their means and weights. Adding a pixel costs about 2
/// ns.</summary>
/// <param name="bits">Bits per channel of a bin.</param>
/// <example><code>
/// var histogram = new ColorHistogram(bits: 5);
/// histogram.Add(new Rgba32(8, 0, 0), weight: 1);
/// histogram.Add(new Rgba32(12, 0, 0), weight: 1); // similar
/// histogram.Add(new Rgba32(255, 0, 0), weight: 3);
/// Assert.Equal([new Rgba32(10, 0, 0), new Rgba32(255, 0, 0)], histogram.Colors);
/// Assert.Equal([2, 3], histogram.Weights);
/// </code></example>
internal sealed class ColorHistogram(int bits)
{
    private readonly int[] _entryOfBin = new int[1 << (3 * bits)];
    private readonly List<(double R, double G, double B, double Weight)> _sums = [];

    public int Count => _sums.Count;

    /// <summary>The mean color of each entry, rounded to nearest.</summary>
    public Rgba32[] Colors => [.. _sums.Select(sum =>
        new Rgba32(Mean(sum.R, sum.Weight), Mean(sum.G, sum.Weight), Mean(sum.B, sum.Weight)))];

    /// <summary>The weight of each entry, above 0.</summary>
    public double[] Weights => [.. _sums.Select(sum => sum.Weight)];

    /// <summary>Adds a pixel. Alpha is ignored.</summary>
    /// <param name="weight">The weight, above 0.</param>
    public void Add(Rgba32 pixel, double weight)
    {
        ref var sum = ref SumOf(pixel);
        sum.R += pixel.R * weight;
        sum.G += pixel.G * weight;
        sum.B += pixel.B * weight;
        sum.Weight += weight;
    }

    /// <summary>Adds the sums of another histogram with bins of the same size. Its new entries follow, in its
    /// order.</summary>
    public void Add(ColorHistogram other)
    {
        // A mean is in the bin of its colors.
        foreach (var (more, color) in other._sums.Zip(other.Colors))
        {
            ref var sum = ref SumOf(color);
            sum = (sum.R + more.R, sum.G + more.G, sum.B + more.B, sum.Weight + more.Weight);
        }
    }

    /// <summary>Returns the entry of a color; -1 if no similar one was added.</summary>
    public int EntryOf(Rgba32 color) => _entryOfBin[BinOf(color)] - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref (double R, double G, double B, double Weight) SumOf(Rgba32 color)
    {
        ref var entry = ref _entryOfBin[BinOf(color)];
        if (entry == 0)
        {
            _sums.Add(default);
            entry = _sums.Count;
        }

        return ref CollectionsMarshal.AsSpan(_sums)[entry - 1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int BinOf(Rgba32 color)
    {
        var shift = 8 - bits;
        return (((color.R >> shift << bits) | (color.G >> shift)) << bits) | (color.B >> shift);
    }

    private static byte Mean(double sum, double weight) => (byte)((sum / weight) + 0.5);
}

/// <summary>The exact colors of images. Counting costs about 10 ns per pixel.</summary>
internal static class ColorCounts
{
    /// <summary>Returns the number of pixels of each color.</summary>
    public static Dictionary<Rgba32, int> Count(params IEnumerable<Raster<Rgba32>> images)
    {
        var counts = new Dictionary<Rgba32, int>();
        foreach (var image in images)
        {
            for (var y = 0; y < image.Height; y++)
            {
                foreach (var pixel in image.Row(y))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(counts, pixel, out _)++;
                }
            }
        }

        return counts;
    }

    /// <summary>Returns the opaque forms of the colors of an image in the order of its pixels; none if it has more than
    /// a number.</summary>
    /// <param name="minAlpha">The lowest alpha of a pixel that counts.</param>
    public static Rgba32[] AtMost(Raster<Rgba32> image, int most, int minAlpha)
    {
        var found = new HashSet<Rgba32>();
        for (var y = 0; y < image.Height && found.Count <= most; y++)
        {
            Rgba32? last = null;
            foreach (var pixel in image.Row(y))
            {
                if (pixel != last && pixel.A >= minAlpha && found.Add(pixel with { A = 255 }) && found.Count > most)
                {
                    break;
                }
                last = pixel;
            }
        }

        return found.Count > most ? [] : [.. found];
    }

    /// <summary>Returns the colors that are not transparent, in order of frequency, then of hex code.</summary>
    public static IEnumerable<Rgba32> ByFrequency(this IEnumerable<KeyValuePair<Rgba32, int>> counts) =>
        counts.Where(c => c.Key.A != 0).OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key.ToHex(), StringComparer.Ordinal)
            .Select(c => c.Key);

    /// <summary>Replaces each color, in place. Computes the replacement of a color once.</summary>
    public static void Replace(IEnumerable<Raster<Rgba32>> images, Func<Rgba32, Rgba32> replacement)
    {
        var known = new Dictionary<Rgba32, Rgba32>();
        foreach (var image in images)
        {
            for (var y = 0; y < image.Height; y++)
            {
                foreach (ref var pixel in image.Row(y))
                {
                    ref var replaced = ref CollectionsMarshal.GetValueRefOrAddDefault(known, pixel, out var isKnown);
                    pixel = replaced = isKnown ? replaced : replacement(pixel);
                }
            }
        }
    }
}
