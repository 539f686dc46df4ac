namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Removes noise inside areas and keeps edges: each pixel becomes the mean of the similar ones near it (the
/// sigma filter; Lee, Computer Vision, Graphics and Image Processing 24, 1983).</summary>
internal static class NoiseFilter
{
    /// <summary>The maximum difference of similar pixels in a channel.</summary>
    private const int Similar = 14;

    /// <summary>Distance of the rows and columns that are used.</summary>
    private const int Reach = 2;

    /// <summary>Returns a filtered copy; the caller owns it.</summary>
    public static Raster<Rgba32> Apply(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation)
    {
        return new Raster<Rgba32>(image.Width, image.Height).FilledBy(result => RowBands.ForEachRow(
            image.Height, threads, cancellation, y => Apply(image, 0, y, result.Row(y))));
    }

    /// <summary>Filters the pixels of a row from a column.</summary>
    public static void Apply(Raster<Rgba32> image, int left, int y, Span<Rgba32> target)
    {
        // Where vectors can be; the last two overlap.
        var (first, end) = (Math.Max(0, Reach - left), Math.Min(target.Length, image.Width - Reach - left));
        for (var i = 0; i < target.Length;)
        {
            var at = Math.Min(i, end - PixelVectors.Lanes);
            if (at >= first && i < end)
            {
                Means(image, left + at, y).CopyTo(MemoryMarshal.Cast<Rgba32, uint>(target[at..]));
                i = at + PixelVectors.Lanes;
            }
            else
            {
                target[i] = Mean(image, left + i, y);
                i++;
            }
        }
    }

    private static Rgba32 Mean(Raster<Rgba32> image, int x, int y)
    {
        var center = image.Row(y)[x];
        int r = 0, g = 0, b = 0, a = 0, count = 0;
        for (var dy = -Reach; dy <= Reach; dy++)
        {
            if ((uint)(y + dy) >= (uint)image.Height) continue;

            // A diamond.
            var half = Reach - Math.Abs(dy);
            foreach (var pixel in image.Row(y + dy)[Math.Max(0, x - half)..Math.Min(image.Width, x + half + 1)])
            {
                if (Math.Abs(pixel.R - center.R) > Similar || Math.Abs(pixel.G - center.G) > Similar
                    || Math.Abs(pixel.B - center.B) > Similar || Math.Abs(pixel.A - center.A) > Similar) continue;

                r += pixel.R;
                g += pixel.G;
                b += pixel.B;
                a += pixel.A;
                count++;
            }
        }

        var round = count / 2;
        return new((byte)((r + round) / count), (byte)((g + round) / count), (byte)((b + round) / count),
            (byte)((a + round) / count));
    }

    /// <summary>Returns the same as <see cref="Mean"/> for 8 pixels whose neighbors are all in the image, apart from
    /// rows above and below it.</summary>
    private static Vector256<uint> Means(Raster<Rgba32> image, int x, int y)
    {
        var similar = Vector256.Create((byte)Similar);
        var low = Vector256.Create((ushort)0x00ff);
        var center = PixelVectors.Load(image.Row(y), x);

        // Each sum is at most 13 * 255.
        Vector256<ushort> even = default, odd = default;
        var count = Vector256<uint>.Zero;
        for (var dy = -Reach; dy <= Reach; dy++)
        {
            if ((uint)(y + dy) >= (uint)image.Height) continue;

            var half = Reach - Math.Abs(dy);
            var row = image.Row(y + dy);
            for (var dx = -half; dx <= half; dx++)
            {
                var pixels = PixelVectors.Load(row, x + dx);
                var isSimilar = PixelVectors.AreAtMost(PixelVectors.Difference(pixels, center), similar);
                var chosen = (pixels & isSimilar.AsByte()).AsUInt16();
                even += chosen & low;
                odd += chosen >> 8;
                count -= isSimilar;
            }
        }

        // A quotient of such small integers is rounded down correctly.
        var round = count >> 1;
        var divisor = Vector256.ConvertToSingle(count.AsInt32());
        var lowHalf = Vector256.Create(0xffffu);
        return Quotient(even.AsUInt32() & lowHalf) | (Quotient(odd.AsUInt32() & lowHalf) << 8)
            | (Quotient(even.AsUInt32() >> 16) << 16) | (Quotient(odd.AsUInt32() >> 16) << 24);

        Vector256<uint> Quotient(Vector256<uint> sum) =>
            Vector256.ConvertToInt32Native(Vector256.ConvertToSingle((sum + round).AsInt32()) / divisor).AsUInt32();
    }
}
