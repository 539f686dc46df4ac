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

    /// <param name="step">Distance of the neighbors of a pixel, in pixels.</param>
    /// <summary>Returns a sharper copy; the caller owns it.</summary>
    public static Raster<Rgba32> Apply(
        Raster<Rgba32> image, int step, ThreadGrant threads, CancellationToken cancellation)
    {
        var from = image.Clone();
        for (var round = 0; round < Rounds; round++)
        {
            var last = from;
            from = new Raster<Rgba32>(image.Width, image.Height).FilledBy(result => RowBands.ForEachRow(
                image.Height, threads, cancellation, y => SharpenRow(last, step, result.Row(y), y)));
            last.Dispose();
        }

        return from;
    }

    private static void SharpenRow(Raster<Rgba32> image, int step, Span<Rgba32> target, int y)
    {
        var row = image.Row(y);
        var above = image.Row(Math.Max(0, y - step));
        var below = image.Row(Math.Min(image.Height - 1, y + step));
        Span<Rgba32> near = stackalloc Rgba32[9];
        for (var x = 0; x < row.Length; x++)
        {
            var pixel = row[x];
            var (left, right) = (Math.Max(0, x - step), Math.Min(row.Length - 1, x + step));
            (near[0], near[1], near[2]) = (above[left], above[x], above[right]);
            (near[3], near[4], near[5]) = (row[left], pixel, row[right]);
            (near[6], near[7], near[8]) = (below[left], below[x], below[right]);
            target[x] = Sharpened(near, pixel);
        }
    }

    /// <summary>Returns the sharpened color of a pixel from the colors near it. Its opacity stays: nothing is not a
    /// color that an edge mixes, and a soft rim has no plain color to be sharpened to.</summary>
    private static Rgba32 Sharpened(Span<Rgba32> near, Rgba32 pixel)
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

        var b = distance == 0 ? a : Farthest(near, a, out distance);
        if (!IsMixture(pixel, a, b)) b = FarthestOf(near, a, pixel, out distance);
        return (distance < MinContrast * MinContrast ? pixel : Distance(pixel, a) < Distance(pixel, b)
            ? a : b) with { A = alpha };
    }

    /// <summary>Returns the color that is farthest from one of two colors that a pixel mixes: a line of another color
    /// next to a darker one is not an edge of the darker one.</summary>
    private static Rgba32 FarthestOf(ReadOnlySpan<Rgba32> near, Rgba32 color, Rgba32 mixture, out int distance)
    {
        var farthest = mixture;
        distance = Distance(color, mixture);
        foreach (var other in near)
        {
            var d = Distance(color, other);
            if (d > distance && IsMixture(mixture, color, other))
            {
                (distance, farthest) = (d, other);
            }
        }

        return farthest;
    }

    /// <summary>Returns true if a color is as near to the line between two others as those of noise.</summary>
    private static bool IsMixture(Rgba32 color, Rgba32 a, Rgba32 b)
    {
        const double MaxShare = 0.15;
        int r = b.R - a.R, g = b.G - a.G, blue = b.B - a.B;
        int x = color.R - a.R, y = color.G - a.G, z = color.B - a.B;
        int u = (y * blue) - (z * g), v = (z * r) - (x * blue), w = (x * g) - (y * r);
        double cross = ((double)u * u) + ((double)v * v) + ((double)w * w);
        double length = ((double)r * r) + ((double)g * g) + ((double)blue * blue);

        // The distance from the line is the root of cross / length.
        return cross <= Math.Max(MaxShare * MaxShare * length, MinContrast * MinContrast) * length;
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
    public static int Distance(Rgba32 p, Rgba32 q)
    {
        int r = p.R - q.R, g = p.G - q.G, b = p.B - q.B, a = p.A - q.A;
        return (r * r) + (g * g) + (b * b) + (a * a);
    }
}
