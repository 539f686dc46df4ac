namespace Stylize.Engine.Imaging;

internal static class ImageDifference
{
    /// <summary>Returns the PSNR over all planes, in decibels: 10 log10(peak^2 / mean squared error); positive infinity
    /// for equal images.
    /// </summary>
    /// <param name="reference">The reference, of the same size and number of planes.</param>
    /// <param name="peak">Maximum value of a sample, such as 255.</param>
    public static double Psnr(SampleImage<float> image, SampleImage<float> reference, double peak)
    {
        var sum = SquaredError(image, reference, image.Height);
        return 10 * PortableMath.Log10(peak * peak * image.Planes.Count * image.Width * image.Height / sum);
    }

    /// <summary>Returns the sum of squared differences in the first rows of all planes.</summary>
    public static double SquaredError(SampleImage<float> image, SampleImage<float> reference, int rows)
    {
        var sum = 0.0;
        for (var plane = 0; plane < image.Planes.Count; plane++)
        {
            for (var y = 0; y < rows; y++)
            {
                ReadOnlySpan<float> a = image.Planes[plane].Row(y), b = reference.Planes[plane].Row(y);
                for (var x = 0; x < a.Length; x++)
                {
                    double d = a[x] - b[x];
                    sum += d * d;
                }
            }
        }

        return sum;
    }

    /// <summary>Returns the sum of CIEDE2000 differences per row, with transparent pixels composited over
    /// white.</summary>
    public static double[] Ciede2000(
        Raster<Rgba32> image, Raster<Rgba32> reference, int firstRow, int rows, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        return Ciede2000(image.Width, rows, maxThreads, cancellation, (y, pixels, planes) =>
        {
            ToLab(image.Row(firstRow + y), pixels.Span, planes, 0);
            ToLab(reference.Row(firstRow + y), pixels.Span, planes, 3);
        });

        static void ToLab(ReadOnlySpan<Rgba32> row, Span<Rgba32> opaque, Raster<float> planes, int first)
        {
            for (var x = 0; x < row.Length; x++)
            {
                opaque[x] = OverWhite.Blend(row[x]);
            }

            LabConversion.FromRgba(opaque, planes.Row(first), planes.Row(first + 1), planes.Row(first + 2));
        }
    }

    /// <summary>Returns the sum of CIEDE2000 differences per row of planes R, G and B, 0 to 255.</summary>
    public static double[] Ciede2000(
        SampleImage<float> image, SampleImage<float> reference, int rows, ThreadGrant maxThreads,
        CancellationToken cancellation)
    {
        return Ciede2000(image.Width, rows, maxThreads, cancellation, (y, _, planes) =>
        {
            ToLab(image, y, planes, 0);
            ToLab(reference, y, planes, 3);
        });

        static void ToLab(SampleImage<float> from, int y, Raster<float> planes, int first) => LabConversion.FromSrgb(
            from.Planes[0].Row(y), from.Planes[1].Row(y), from.Planes[2].Row(y), planes.Row(first),
            planes.Row(first + 1), planes.Row(first + 2));
    }

    /// <param name="toLab">Fills the planes L, a and b of a row of both images.</param>
    private static double[] Ciede2000(
        int width, int rows, ThreadGrant maxThreads, CancellationToken cancellation,
        Action<int, PooledBuffer<Rgba32>, Raster<float>> toLab)
    {
        var sums = new double[rows];
        RowBands.ForEach(rows, maxThreads, cancellation, (_, first, end) =>
        {
            using var scratch = new Raster<float>(width, 6);
            using var pixels = new PooledBuffer<Rgba32>(width);
            using var differences = new PooledBuffer<double>(width);
            for (var y = first; y < end; y++)
            {
                toLab(y, pixels, scratch);
                ColorDifference.Ciede2000(scratch, differences.Span);
                var sum = 0.0;
                foreach (var difference in differences.Span)
                {
                    sum += difference;
                }

                sums[y] = sum;
            }
        });
        return sums;
    }
}
