namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The opacities of a picture. A soft edge is an edge, but areas of even alpha have an opacity of their own.</summary>
internal static class EvenOpacity
{
    /// <summary>Highest alpha of a pixel that shows nothing, such as ringing.</summary>
    private const int Faint = 10;

    /// <summary>Alphas within <see cref="Near"/> are the same. Fewer than <see cref="MinShare"/> of those within <see cref="Far"/> are
    /// a ramp.</summary>
    private const int Near = 2, Far = 12;

    private const double MinShare = 0.8;

    private const int MinPixels = 9, MaxLevels = 3;

    /// <summary>Clears the hidden colors of pixels that show nothing, and returns the alphas of even areas, that of opaque ones first.
    /// </summary>
    public static byte[] Find(Raster<Rgba32> image)
    {
        var counts = new int[256 + (2 * Far)];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            ReadOnlySpan<Rgba32> above = image.Row(Math.Max(0, y - 1)), below = image.Row(Math.Min(image.Height - 1, y + 1));
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A <= Faint)
                {
                    row[x] = default;
                }
                else if (row[x].A is var alpha && alpha < 255 - Faint && row[Math.Max(0, x - 1)].A == alpha && above[x].A == alpha
                    && row[Math.Min(row.Length - 1, x + 1)].A == alpha && below[x].A == alpha)
                {
                    counts[Far + alpha]++;
                }
            }
        }

        List<byte> levels = [byte.MaxValue];
        foreach (var alpha in Enumerable.Range(0, 256).OrderByDescending(alpha => counts[Far + alpha]))
        {
            var near = TensorPrimitives.Sum<int>(counts.AsSpan(Far + alpha - Near, (2 * Near) + 1));
            var far = TensorPrimitives.Sum<int>(counts.AsSpan(alpha, (2 * Far) + 1));
            if (levels.Count < MaxLevels && near >= MinPixels && near >= MinShare * far
                && levels.TrueForAll(level => Math.Abs(level - alpha) > Far))
            {
                levels.Add((byte)alpha);
            }
        }

        return [.. levels];
    }

    /// <summary>Returns true if all pixels have one of the opacities, or show nothing.</summary>
    public static bool IsHard(Raster<Rgba32> image, byte[] opacities)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A > 0 && !opacities.Contains(pixel.A)) return false;
            }
        }

        return true;
    }
}
