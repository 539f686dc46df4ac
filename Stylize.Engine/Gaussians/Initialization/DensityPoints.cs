namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>Places a given number of points with a given density by <see cref="ErrorDiffusion"/>.</summary>
internal static class DensityPoints
{
    /// <summary>Places exactly <paramref name="count"/> points.</summary>
    /// <param name="density">Relative density of each pixel: 0 or more, finite, not 0 everywhere.</param>
    /// <returns>Positions in pixels. Pixel (i, j) covers [i, i + 1) and [j, j + 1).</returns>
    public static (float X, float Y)[] Place(Raster<float> density, int count, CancellationToken cancellation = default)
    {
        var points = new List<(float X, float Y)>(count + (count / 8) + 16);
        var placer = new Placer(points);
        ErrorDiffusion.Diffuse(density, (float)(count / ErrorDiffusion.Sum(density)), ref placer, cancellation);
        Trim(points, count);
        Fill(density, points, count);
        return [.. points];
    }

    /// <summary>Returns point k of n in a pixel: the center for n = 1, otherwise the R2 low-discrepancy sequence
    /// (Roberts, 2018).</summary>
    private static (float X, float Y) Within(int x, int y, int k, int n)
    {
        if (n == 1) return (x + 0.5f, y + 0.5f);

        var u = ((k + 1) * 0.7548776662466927) % 1;
        var v = ((k + 1) * 0.5698402909980532) % 1;
        return (x + (float)u, y + (float)v);
    }

    /// <summary>Removes excess points, evenly along their order.</summary>
    private static void Trim(List<(float X, float Y)> points, int count)
    {
        var have = points.Count;
        if (have <= count) return;

        for (var i = 0; i < count; i++)
        {
            points[i] = points[(int)((long)i * have / count)];
        }

        points.RemoveRange(count, have - count);
    }

    /// <summary>Adds missing points at quantiles of the density in reading order.</summary>
    private static void Fill(Raster<float> density, List<(float X, float Y)> points, int count)
    {
        var missing = count - points.Count;
        if (missing <= 0) return;

        var total = ErrorDiffusion.Sum(density);
        var sum = 0d;
        var added = 0;
        for (var y = 0; y < density.Height && added < missing; y++)
        {
            var row = density.Row(y);
            for (var x = 0; x < row.Length && added < missing; x++)
            {
                sum += row[x];
                while (added < missing && sum > (added + 0.5) * total / missing)
                {
                    points.Add((x + 0.75f, y + 0.25f));
                    added++;
                }
            }
        }

        while (points.Count < count)
        {
            points.Add((density.Width / 2f, density.Height / 2f));
        }
    }

    /// <summary>Rounds the density of a pixel to a number of points and adds these points.</summary>
    private readonly struct Placer(List<(float X, float Y)> points) : IPointPlacer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Place(int x, int y, float wanted)
        {
            var rounded = wanted + 0.5f;
            if (rounded < 1) return 0;

            var placed = (int)MathF.Floor(rounded);
            for (var k = 0; k < placed; k++)
            {
                points.Add(Within(x, y, k, placed));
            }

            return placed;
        }
    }
}

/// <summary>The density of the Gaussians with which a fit starts.</summary>
internal static class DetailDensity
{
    /// <summary>Density added to the gradient magnitude, so that flat regions receive Gaussians too.</summary>
    private const float Floor = 0.01f;

    /// <summary>Standard deviation of the blur, in pixels.</summary>
    private const float Sigma = 2;

    /// <summary>
    /// Computes the relative density: blurred gradient magnitude plus <see cref="Floor"/>, 0 in transparent parts.
    /// </summary>
    public static Raster<float> Compute(
        ISampleRows image, StructureTensor tensor, ThreadGrant maxThreads = default,
        CancellationToken cancellation = default)
    {
        var density = new Raster<float>(image.Width, image.Height);
        RowBands.ForEachRow(image.Height, maxThreads, cancellation, y =>
        {
            var row = density.Row(y);
            var xx = tensor.Xx.Row(y);
            var yy = tensor.Yy.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = MathF.Sqrt(xx[x] + yy[x]) + Floor;
            }
        });
        GaussianBlur.Apply(density, Sigma, maxThreads, cancellation);
        if (image.HasAlpha)
        {
            using var scratch = new PooledBuffer<float>(image.Width);
            for (var y = 0; y < image.Height; y++)
            {
                var row = density.Row(y);
                var alpha = image.Row(image.Channels - 1, y, scratch.Span);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = alpha[x] > 0 ? row[x] : 0;
                }
            }
        }

        return density;
    }
}
