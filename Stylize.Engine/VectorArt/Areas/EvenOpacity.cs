namespace Stylize.Engine.VectorArt.Areas;

/// <summary>The opacities of a picture. A soft edge is an edge, but areas of even alpha have an opacity of their
/// own.</summary>
internal static class EvenOpacity
{
    /// <summary>Highest alpha of a pixel that shows nothing, such as ringing.</summary>
    private const int Faint = 10;

    /// <summary>Alphas within <see cref="Near"/> are the same. Fewer than <see cref="MinShare"/> of those within
    /// <see cref="Far"/> are a ramp.</summary>
    private const int Near = 2, Far = 12;

    private const double MinShare = 0.8;

    private const int MinPixels = 9, MaxLevels = 3;

    /// <summary>Clears the hidden colors of pixels that show nothing, and returns the alphas of even areas, that of
    /// opaque ones first.
    /// </summary>
    public static byte[] Find(Raster<Rgba32> image)
    {
        var counts = new int[256 + (2 * Far)];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            ReadOnlySpan<Rgba32> above = image.Row(Math.Max(0, y - 1)),
                below = image.Row(Math.Min(image.Height - 1, y + 1));
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x].A == 255) continue;

                if (row[x].A <= Faint)
                {
                    row[x] = default;
                }
                else if (row[x].A >= 255 - Faint)
                {
                    row[x] = row[x] with { A = 255 };
                }
                else if (IsEven(above, row, below, x))
                {
                    counts[Far + row[x].A]++;
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

    /// <summary>Returns the index of the opacity of each pixel, or the number of opacities for one that shows nothing.
    /// Opacities between are found only a few pixels from the inside of their areas, because elsewhere they are soft
    /// edges. The caller owns the result.</summary>
    public static Raster<byte> Levels(Raster<Rgba32> image, byte[] opacities)
    {
        const int Reach = 6;
        var (width, height) = (image.Width, image.Height);

        // First a bit for each opacity near a pixel.
        var levels = new Raster<byte>(width, height, clear: true);
        for (var y = 0; y < height; y++)
        {
            ReadOnlySpan<Rgba32> row = image.Row(y);
            ReadOnlySpan<Rgba32> above = image.Row(Math.Max(0, y - 1)), below = image.Row(Math.Min(height - 1, y + 1));
            for (var x = 0; x < width; x++)
            {
                var alpha = row[x].A;
                if (!IsEven(above, row, below, x)) continue;
                if (Array.FindIndex(opacities, level => Math.Abs(level - alpha) <= Near) is var index && index <= 0)
                {
                    continue;
                }

                for (var near = Math.Max(0, y - Reach); near <= Math.Min(height - 1, y + Reach); near++)
                {
                    foreach (ref var bits in levels.Row(near)[Math.Max(0, x - Reach)..Math.Min(width, x + Reach + 1)])
                    {
                        bits |= (byte)(1 << index);
                    }
                }
            }
        }

        for (var y = 0; y < height; y++)
        {
            Span<Rgba32> row = image.Row(y);
            var found = levels.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (best, difference) = (opacities.Length, (int)row[x].A);
                for (var i = 0; i < opacities.Length; i++)
                {
                    var own = Math.Abs(opacities[i] - row[x].A);
                    if (own < difference && (i == 0 || (found[x] >> i & 1) != 0)) (best, difference) = (i, own);
                }

                found[x] = (byte)best;
            }
        }

        return levels;
    }

    /// <summary>Returns true if the four neighbors of a pixel have its alpha. A line that is less than half opaque
    /// would show nothing, so two neighbors in a row or column are enough there, if none has more, as at a soft
    /// edge.</summary>
    private static bool IsEven(ReadOnlySpan<Rgba32> above, ReadOnlySpan<Rgba32> row, ReadOnlySpan<Rgba32> below, int x)
    {
        const int Half = 128;
        var alpha = row[x].A;
        var (left, right) = (row[Math.Max(0, x - 1)].A - alpha, row[Math.Min(row.Length - 1, x + 1)].A - alpha);
        var (up, down) = (above[x].A - alpha, below[x].A - alpha);
        var (across, along) = (Math.Min(left, right), Math.Min(up, down));
        return Math.Max(Math.Max(left, right), Math.Max(up, down)) <= Near
            && (alpha < Half ? Math.Max(across, along) : Math.Min(across, along)) >= -Near;
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
