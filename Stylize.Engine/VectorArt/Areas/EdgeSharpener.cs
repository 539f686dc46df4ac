namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Removes the mixed colors of antialiased and blurred edges. A mixture is coverage, not a color: each pixel
/// becomes the nearer of the two most different colors next to it (Kramer and Bruckner, "Iterations of a non-linear
/// transformation for enhancement of digital images", Pattern Recognition 7, 1975). Repeated, the color of a thin mark
/// becomes its extreme along the mark.</summary>
internal static class EdgeSharpener
{
    /// <summary>Difference of colors next to each other that is an edge, in steps of all channels.</summary>
    private const int MinContrast = 40;

    private const int Rounds = 4;

    /// <summary>Smallest share of a thin line in a pixel: half of a line of one pixel can be in each of two.</summary>
    public const double MinThinShare = 0.4;

    /// <summary>Largest difference of a pixel of one ink from it, in steps of all channels.</summary>
    private const int MaxNoise = 12;

    /// <summary>Returns a sharper copy; the caller owns it.</summary>
    /// <param name="inks">Colors that are no mixtures.</param>
    /// <param name="step">Distance of the neighbors of a pixel, in pixels.</param>
    public static Raster<Rgba32> Apply(
        Raster<Rgba32> image, Rgba32[] inks, int step, ThreadGrant threads, CancellationToken cancellation)
    {
        var from = image.Clone();
        var isChanged = new bool[Blocks(image) * image.Height];
        Array.Fill(isChanged, true);
        for (var round = 0; round < Rounds; round++)
        {
            var (last, before) = (from, isChanged);
            isChanged = new bool[before.Length];
            from = new Raster<Rgba32>(image.Width, image.Height).FilledBy(result => RowBands.ForEachRow(
                image.Height, threads, cancellation,
                y => SharpenRow(last, image, inks, step, result.Row(y), y, before, isChanged)));
            last.Dispose();
        }

        return from;
    }

    /// <summary>Returns the number of vectors in a row.</summary>
    private static int Blocks(Raster<Rgba32> image) => (image.Width + PixelVectors.Lanes - 1) / PixelVectors.Lanes;

    /// <param name="before">True for the blocks that the last round changed: only there and next to them can this one
    /// change pixels.</param>
    private static void SharpenRow(
        Raster<Rgba32> image, Raster<Rgba32> original, Rgba32[] inks, int step, Span<Rgba32> target, int y,
        bool[] before, bool[] isChanged)
    {
        var (up, down) = (Math.Max(0, y - step), Math.Min(image.Height - 1, y + step));
        ReadOnlySpan<Rgba32> above = image.Row(up), row = image.Row(y), below = image.Row(down);
        var blocks = Blocks(image);
        Span<Rgba32> near = stackalloc Rgba32[9];
        for (var block = 0; block < blocks; block++)
        {
            var first = block * PixelVectors.Lanes;
            var pixels = row[first..Math.Min(row.Length, first + PixelVectors.Lanes)];
            var kept = HasChanged(up) || HasChanged(y) || HasChanged(down)
                ? FlatPixels(above, row, below, first, step) : uint.MaxValue;
            for (var i = 0; i < pixels.Length; i++)
            {
                var (x, pixel) = (first + i, pixels[i]);
                target[x] = pixel;
                if ((kept >> i & 1) != 0) continue;

                var (left, right) = (Math.Max(0, x - step), Math.Min(row.Length - 1, x + step));
                (near[0], near[1], near[2]) = (above[left], above[x], above[right]);
                (near[3], near[4], near[5]) = (row[left], pixel, row[right]);
                (near[6], near[7], near[8]) = (below[left], below[x], below[right]);
                var sharp = Sharpened(near, pixel, inks);
                target[x] = sharp == pixel || inks.Length == 0 ? sharp
                    : NearestInk(original, inks, pixel, Distance(pixel, sharp), x, y, step) ?? sharp;
            }

            isChanged[(y * blocks) + block] = !MemoryMarshal.AsBytes(pixels)
                .SequenceEqual(MemoryMarshal.AsBytes(target.Slice(first, pixels.Length)));

            bool HasChanged(int y) => before.AsSpan((y * blocks)..((y + 1) * blocks))
                [Math.Max(0, block - 1)..Math.Min(blocks, block + 2)].Contains(true);
        }
    }

    /// <summary>Returns a bit for each of 8 pixels: 1 if it is certain that its neighbors are no edge.</summary>
    private static uint FlatPixels(
        ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row, ReadOnlySpan<Rgba32> below, int x, int step)
    {
        // Of three channels, so that 4 times the sum of their squares is below that of the contrast.
        const byte Flat = 11;
        if (x < step || x + PixelVectors.Lanes + step > row.Length) return 0;

        var center = PixelVectors.Load(row, x);
        var largest = Vector256.Max(Largest(above), Vector256.Max(Largest(row), Largest(below)));
        return PixelVectors.AreAtMost(largest, Vector256.Create(0xff000000u | (Flat * 0x010101u)).AsByte())
            .ExtractMostSignificantBits();

        Vector256<byte> Largest(ReadOnlySpan<Rgba32> pixels) => Vector256.Max(
            Difference(pixels, x), Vector256.Max(Difference(pixels, x - step), Difference(pixels, x + step)));

        Vector256<byte> Difference(ReadOnlySpan<Rgba32> pixels, int at) =>
            PixelVectors.Difference(PixelVectors.Load(pixels, at), center);
    }

    /// <summary>Returns the nearest color of a line of plain ink at a pixel, such as a gray one that crosses a black
    /// one, not an edge of it. Null if the other color is nearer.</summary>
    private static Rgba32? NearestInk(
        Raster<Rgba32> image, Rgba32[] inks, Rgba32 pixel, int limit, int x, int y, int step)
    {
        Rgba32? best = null;
        foreach (var ink in inks)
        {
            if (Distance(pixel, ink) is var distance && distance < limit && HasLine(ink))
            {
                (best, limit) = (ink with { A = pixel.A }, distance);
            }
        }

        return best;

        bool HasLine(Rgba32 ink)
        {
            for (var i = -1; i <= 1; i++)
            {
                for (var j = -1; j <= 1; j++)
                {
                    var (u, v) = (x + (i * step), y + (j * step));
                    if (Is(u, v) && (Both(u, v, 1, 0) || Both(u, v, 0, 1) || Both(u, v, 1, 1) || Both(u, v, 1, -1)))
                    {
                        return true;
                    }
                }
            }

            return false;

            bool Both(int u, int v, int du, int dv) =>
                Is(u + (du * step), v + (dv * step)) && Is(u - (du * step), v - (dv * step));

            bool Is(int u, int v) => u >= 0 && v >= 0 && u < image.Width && v < image.Height
                && Distance(image[u, v], ink) <= MaxNoise * MaxNoise;
        }
    }

    /// <summary>Returns the sharpened color of a pixel from the colors near it. Its opacity stays: nothing is not a
    /// color that an edge mixes, and a soft rim has no plain color to be sharpened to.</summary>
    private static Rgba32 Sharpened(Span<Rgba32> near, Rgba32 pixel, Rgba32[] inks)
    {
        var alpha = pixel.A;
        var count = 0;
        foreach (var other in near)
        {
            if (other.A > byte.MaxValue / 2) near[count++] = other with { A = byte.MaxValue };
        }

        pixel = pixel with { A = byte.MaxValue };
        near = near[..count];
        var a = Farthest(near, pixel, out var distance);

        // Two colors that near to the pixel are no edge.
        if (4 * distance < MinContrast * MinContrast) return pixel with { A = alpha };

        var b = distance == 0 ? a : OtherPart(near, pixel, a);
        if (b == pixel && ThinInk(near, pixel, inks) is { } thin) return thin with { A = alpha };

        return (Distance(a, b) < MinContrast * MinContrast ? pixel : Distance(pixel, a) < Distance(pixel, b)
            ? a : b) with { A = alpha };
    }

    /// <summary>Returns the color far from another one that a pixel mixes with it. A thin line next to a darker one has
    /// a color of its own, which is far from the mixtures of the darker one and the paper.</summary>
    private static Rgba32 OtherPart(ReadOnlySpan<Rgba32> near, Rgba32 pixel, Rgba32 part)
    {
        // Noise, and the chroma of JPEG files, move a mixture by a few steps.
        const double CostOfStep = 4;
        var nearest = Distance(part, pixel);
        var (best, highest) = (pixel, Math.Sqrt(nearest));
        foreach (var other in near)
        {
            if (Distance(other, part) <= nearest) continue;

            var (length, distance, _) = Mixture(pixel, part, other);
            var value = length - (CostOfStep * distance);
            if (value > highest) (best, highest) = (other, value);
        }

        return best;
    }

    /// <summary>Returns the ink that the middle of a thin line mixes with a color next to it: the one with the least
    /// contrast. Null if no ink explains the pixel.</summary>
    private static Rgba32? ThinInk(ReadOnlySpan<Rgba32> near, Rgba32 pixel, Rgba32[] inks)
    {
        const double MaxShare = 1.05;
        var (best, least) = (default(Rgba32?), double.MaxValue);
        foreach (var ink in inks)
        {
            foreach (var part in near)
            {
                var (length, distance, share) = Mixture(pixel, part, ink);
                if (length < least && distance <= MaxNoise && share is > MinThinShare and < MaxShare)
                {
                    (best, least) = (ink, length);
                }
            }
        }

        return best;
    }

    /// <summary>Returns the difference of two colors, the distance of another one from the line through both, and the
    /// share of the second.</summary>
    private static (double Length, double Distance, double Share) Mixture(Rgba32 pixel, Rgba32 part, Rgba32 other)
    {
        int r = other.R - part.R, g = other.G - part.G, b = other.B - part.B;
        int x = pixel.R - part.R, y = pixel.G - part.G, z = pixel.B - part.B;
        long u = (y * b) - (z * g), v = (z * r) - (x * b), w = (x * g) - (y * r);
        var length = Math.Max(1, Math.Sqrt((r * r) + (g * g) + (b * b)));
        var share = ((r * x) + (g * y) + (b * z)) / length / length;
        return (length, Math.Sqrt((u * u) + (v * v) + (w * w)) / length, share);
    }

    private static Rgba32 Farthest(ReadOnlySpan<Rgba32> near, Rgba32 color, out int distance)
    {
        var farthest = color;
        distance = 0;
        foreach (var other in near)
        {
            var d = Distance(color, other);
            if (d > distance)
            {
                (distance, farthest) = (d, other);
            }
        }

        return farthest;
    }

    /// <summary>Returns the squared difference of two colors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance(Rgba32 p, Rgba32 q)
    {
        int r = p.R - q.R, g = p.G - q.G, b = p.B - q.B, a = p.A - q.A;
        return (r * r) + (g * g) + (b * b) + (a * a);
    }
}
