namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The colors of an image in bins of 6 bits per channel. Pixels of flat parts have full weight, and those at edges a small one, so
/// that the mixed colors of antialiased edges are not found as colors of the picture.</summary>
internal sealed class ColorTable
{
    private const int Shift = 2;
    private const int Bins = 1 << 18;

    /// <summary>The maximum difference of neighbors in a channel of a flat part.</summary>
    private const int FlatDifference = 12;

    private const int FlatWeight = 32;

    private const int Lanes = PixelVectors.Lanes;

    /// <summary>Exponent of the number of pixels, below 1 so that a large background does not take most of the colors.</summary>
    private const double Popularity = 0.7;

    private readonly int[] _entryOfBin = new int[Bins];

    /// <param name="image">The image. Pixels with less than half of the opacity are left out.</param>
    public ColorTable(Raster<Rgba32> image, CancellationToken cancellation)
    {
        var sums = new List<(long R, long G, long B, long Weight)> { default };
        for (var y = 0; y < image.Height; y++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = image.Row(y);
            var above = image.Row(Math.Max(0, y - 1));
            var below = image.Row(Math.Min(image.Height - 1, y + 1));
            for (var x = 0; x < row.Length;)
            {
                var (count, flat) = x > 0 && x + Lanes < row.Length ? (Lanes, FlatPixels(above, row, below, x))
                    : (1, IsFlat(above, row, below, x) ? 1u : 0);
                for (var end = x + count; x < end; x++, flat >>= 1)
                {
                    var pixel = row[x];
                    if (pixel.A < LabelMap.Opaque) continue;

                    var weight = (flat & 1) != 0 ? FlatWeight : 1;
                    ref var entry = ref _entryOfBin[BinOf(pixel)];
                    if (entry == 0)
                    {
                        entry = sums.Count;
                        sums.Add(default);
                    }

                    ref var sum = ref CollectionsMarshal.AsSpan(sums)[entry];
                    sum.R += pixel.R * weight;
                    sum.G += pixel.G * weight;
                    sum.B += pixel.B * weight;
                    sum.Weight += weight;
                }
            }
        }

        Colors = new Lab[sums.Count];
        Weights = [.. sums.Select(sum => (double)sum.Weight)];
        UniformColor.FromRgba([.. sums.Skip(1).Select(MeanOf)], Colors.AsSpan(1));
        PortablePowers.Raise(Weights.AsSpan(1), Popularity);
    }

    /// <summary>The mean color of each entry; entry 0 stands for pixels that are left out.</summary>
    public Lab[] Colors { get; }

    /// <summary>The weight of each entry.</summary>
    public double[] Weights { get; }

    /// <summary>Returns the entry of a pixel.</summary>
    public int EntryOf(Rgba32 pixel) => pixel.A < LabelMap.Opaque ? 0 : _entryOfBin[BinOf(pixel)];

    private static Rgba32 MeanOf((long R, long G, long B, long Weight) sum)
    {
        return new(Mean(sum.R), Mean(sum.G), Mean(sum.B));

        byte Mean(long channel) => (byte)((channel + (sum.Weight / 2)) / sum.Weight);
    }

    private static int BinOf(Rgba32 pixel) => (pixel.R >> Shift << 12) | (pixel.G >> Shift << 6) | (pixel.B >> Shift);

    private static bool IsFlat(ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row, ReadOnlySpan<Rgba32> below, int x)
    {
        var pixel = row[x];
        return IsNear(pixel, row[Math.Max(0, x - 1)]) && IsNear(pixel, row[Math.Min(row.Length - 1, x + 1)])
            && IsNear(pixel, above[x]) && IsNear(pixel, below[x]);
    }

    /// <summary>Returns the same as <see cref="IsFlat"/> for 8 pixels with neighbors at both sides, as bits.</summary>
    private static uint FlatPixels(ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row, ReadOnlySpan<Rgba32> below, int x)
    {
        var center = PixelVectors.Load(row, x);
        var largest = Vector256.Max(
            Vector256.Max(Difference(row, x - 1), Difference(row, x + 1)), Vector256.Max(Difference(above, x), Difference(below, x)));
        return PixelVectors.AreAtMost(largest, Vector256.Create((byte)(FlatDifference - 1))).ExtractMostSignificantBits();

        Vector256<byte> Difference(ReadOnlySpan<Rgba32> pixels, int at) =>
            PixelVectors.Difference(PixelVectors.Load(pixels, at), center);
    }

    private static bool IsNear(Rgba32 a, Rgba32 b) =>
        Math.Abs(a.R - b.R) < FlatDifference && Math.Abs(a.G - b.G) < FlatDifference && Math.Abs(a.B - b.B) < FlatDifference
            && Math.Abs(a.A - b.A) < FlatDifference;
}
