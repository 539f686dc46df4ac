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

    /// <summary>Number of colors near a pixel, with its own in the middle.</summary>
    private const int Near = 9;

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

    /// <param name="before">True for the blocks at and next to those that the last round changed.</param>
    private static void SharpenRow(
        Raster<Rgba32> image, Raster<Rgba32> original, Rgba32[] inks, int step, Span<Rgba32> target, int y,
        bool[] before, bool[] isChanged)
    {
        var (up, down) = (Math.Max(0, y - step), Math.Min(image.Height - 1, y + step));
        ReadOnlySpan<Rgba32> above = image.Row(up), row = image.Row(y), below = image.Row(down);
        row.CopyTo(target);
        var blocks = Blocks(image);
        Span<Vector256<uint>> near = stackalloc Vector256<uint>[Near + 1];
        var colors = MemoryMarshal.Cast<Vector256<uint>, Rgba32>(near);
        var sharp = colors[(Near * PixelVectors.Lanes)..];
        for (var block = 0; block < blocks; block++)
        {
            if (!before[(y * blocks) + block]) continue;

            var first = block * PixelVectors.Lanes;
            for (var i = 0; i < 3; i++)
            {
                var x = first + ((i - 1) * step);
                (near[i], near[3 + i], near[6 + i]) = (Load(above, x), Load(row, x), Load(below, x));
            }

            near[Near] = Sharpened(near[..Near], out var isWhole);
            var pixels = target[first..Math.Min(row.Length, first + PixelVectors.Lanes)];
            for (var i = 0; i < pixels.Length && inks.Length > 0; i++)
            {
                var pixel = pixels[i];
                if (isWhole[i] != 0 && ThinInk(colors, i, inks) is { } thin) sharp[i] = thin with { A = pixel.A };
                sharp[i] = NearestInk(original, inks, pixel, Distance(pixel, sharp[i]), first + i, y, step) ?? sharp[i];
            }

            if (pixels.SequenceEqual(sharp[..pixels.Length])) continue;

            sharp[..pixels.Length].CopyTo(pixels);
            foreach (var changed in (ReadOnlySpan<int>)[up, y, down])
            {
                isChanged.AsSpan((changed * blocks)..((changed + 1) * blocks))
                    [Math.Max(0, block - 1)..Math.Min(blocks, block + 2)].Fill(true);
            }
        }
    }

    /// <summary>Returns 8 pixels of a row; those beyond its ends are the nearest in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Load(ReadOnlySpan<Rgba32> row, int x) =>
        x >= 0 && x + PixelVectors.Lanes <= row.Length ? PixelVectors.Load(row, x).AsUInt32() : LoadClamped(row, x);

    private static Vector256<uint> LoadClamped(ReadOnlySpan<Rgba32> row, int x)
    {
        Span<uint> pixels = stackalloc uint[PixelVectors.Lanes];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Unsafe.BitCast<Rgba32, uint>(row[Math.Clamp(x + i, 0, row.Length - 1)]);
        }

        return Vector256.Create(pixels);
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

    /// <summary>Returns the sharpened colors of 8 pixels from those near them. Their opacity stays: nothing is not a
    /// color that an edge mixes, and a soft rim has no plain color to be sharpened to. A pixel becomes the nearer of
    /// the farthest color and the one that it mixes with it. A thin line next to a darker one has a color of its own,
    /// which is far from the mixtures of the darker one and the paper.</summary>
    /// <param name="isWhole">All bits for pixels that no two colors near them mix.</param>
    private static Vector256<uint> Sharpened(ReadOnlySpan<Vector256<uint>> near, out Vector256<uint> isWhole)
    {
        // Noise, and the chroma of JPEG files, move a mixture by a few steps.
        const float CostOfStep = 4;
        var contrast = Vector256.Create((float)(MinContrast * MinContrast));
        var pixel = near[Near / 2];
        var center = Channels.Of(pixel);
        var (a, farthest) = (pixel, Vector256<float>.Zero);
        foreach (var other in near)
        {
            var distance = (Channels.Of(other) - center).Squared & IsOpaque(other).AsSingle();
            a = Vector256.ConditionalSelect(Vector256.GreaterThan(distance, farthest).AsUInt32(), other, a);
            farthest = Vector256.Max(distance, farthest);
        }

        // Two colors that near to the pixel are no edge.
        var isEdge = isWhole = Vector256.GreaterThanOrEqual(4 * farthest, contrast).AsUInt32();
        if (isEdge == Vector256<uint>.Zero) return pixel;

        var part = Channels.Of(a);
        var mixed = center - part;
        var (b, highest) = (pixel, Vector256.Sqrt(farthest));
        foreach (var other in near)
        {
            var way = Channels.Of(other) - part;
            var squared = way.Squared;
            var value = Vector256.Sqrt(squared)
                - (CostOfStep * Vector256.Sqrt(Channels.Cross(mixed, way).Squared / squared));
            var isBetter = Vector256.GreaterThan(squared, farthest) & Vector256.GreaterThan(value, highest)
                & IsOpaque(other).AsSingle();
            b = Vector256.ConditionalSelect(isBetter.AsUInt32(), other, b);
            highest = Vector256.ConditionalSelect(isBetter, value, highest);
        }

        isWhole &= Vector256.Equals(b, pixel);
        var second = Channels.Of(b);
        var isMixed = isEdge & Vector256.GreaterThanOrEqual((second - part).Squared, contrast).AsUInt32();
        var nearer = Vector256.ConditionalSelect(
            Vector256.LessThan(farthest, (second - center).Squared).AsUInt32(), a, b);
        return Vector256.ConditionalSelect(isMixed & Vector256.Create(0xffffffu), nearer, pixel);

        static Vector256<uint> IsOpaque(Vector256<uint> pixels) =>
            Vector256.LessThan(pixels.AsInt32(), Vector256<int>.Zero).AsUInt32();
    }

    /// <summary>Returns the ink that the middle of a thin line mixes with a color next to it: the one with the least
    /// contrast. Null if no ink explains the pixel.</summary>
    /// <param name="colors">The colors near 8 pixels.</param>
    /// <param name="lane">The pixel.</param>
    private static Rgba32? ThinInk(ReadOnlySpan<Rgba32> colors, int lane, Rgba32[] inks)
    {
        const double MaxShare = 1.05;
        var (best, least) = (default(Rgba32?), double.MaxValue);
        foreach (var ink in inks)
        {
            for (var i = lane; i < Near * PixelVectors.Lanes; i += PixelVectors.Lanes)
            {
                var (length, distance, share) =
                    Mixture(colors[lane + (Near / 2 * PixelVectors.Lanes)], colors[i], ink);
                if (colors[i].A > byte.MaxValue / 2 && length < least && distance <= MaxNoise
                    && share is > MinThinShare and < MaxShare)
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

    /// <summary>Returns the squared difference of two colors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance(Rgba32 p, Rgba32 q)
    {
        int r = p.R - q.R, g = p.G - q.G, b = p.B - q.B, a = p.A - q.A;
        return (r * r) + (g * g) + (b * b) + (a * a);
    }

    /// <summary>Colors of 8 pixels.</summary>
    private readonly record struct Channels(Vector256<float> R, Vector256<float> G, Vector256<float> B)
    {
        public Vector256<float> Squared => (R * R) + (G * G) + (B * B);

        public static Channels operator -(Channels p, Channels q) => new(p.R - q.R, p.G - q.G, p.B - q.B);

        public static Channels Of(Vector256<uint> pixels) =>
            new(Lowest(pixels), Lowest(pixels >> 8), Lowest(pixels >> 16));

        public static Channels Cross(Channels p, Channels q) =>
            new((p.G * q.B) - (p.B * q.G), (p.B * q.R) - (p.R * q.B), (p.R * q.G) - (p.G * q.R));

        private static Vector256<float> Lowest(Vector256<uint> pixels) =>
            Vector256.ConvertToSingle((pixels & Vector256.Create(0xffu)).AsInt32());
    }
}
