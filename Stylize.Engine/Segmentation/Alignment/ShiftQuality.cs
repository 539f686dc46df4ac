using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>How far a shift is to be trusted.</summary>
internal static class ShiftQuality
{
    /// <summary>A shift is trusted from this quality on; docs/segmentation.md has the measurements that it was chosen by.</summary>
    public const double Least = .2;

    private const int Surroundings = 24;

    /// <summary>
    /// Pearson's correlation of both pictures where they overlap once the shift is undone, 0 where it is negative. Both are smoothed by
    /// three pixels and freed of what is larger than a cell, so that neither the light nor the noise counts.
    /// </summary>
    public static double Of(Raster<float> reference, Raster<float> moved, PictureShift shift)
    {
        var (dx, dy) = ((int)Math.Round(shift.X), (int)Math.Round(shift.Y));
        var (width, height) = (reference.Width - Math.Abs(dx), reference.Height - Math.Abs(dy));
        if (width < reference.Width / 2 || height < reference.Height / 2)
        {
            return 0;
        }

        using var one = BandPass(reference);
        using var other = BandPass(moved);
        double products = 0, ones = 0, others = 0;
        for (var y = 0; y < height; y++)
        {
            var a = one.Row(y + Math.Max(-dy, 0)).Slice(Math.Max(-dx, 0), width);
            var b = other.Row(y + Math.Max(dy, 0)).Slice(Math.Max(dx, 0), width);
            for (var x = 0; x < width; x++)
            {
                products += (double)a[x] * b[x];
                ones += (double)a[x] * a[x];
                others += (double)b[x] * b[x];
            }
        }

        return ones > 0 && others > 0 ? Math.Max(products / Math.Sqrt(ones * others), 0) : 0;
    }

    /// <summary>The mean of 3 x 3 pixels less the mean of the surroundings.</summary>
    private static Raster<float> BandPass(Raster<float> image)
    {
        var result = BoxMean(image, 1);
        using var wide = BoxMean(image, Surroundings);
        for (var y = 0; y < image.Height; y++)
        {
            var row = result.Row(y);
            var mean = wide.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] -= mean[x];
            }
        }

        return result;
    }

    /// <summary>The mean of a square of 2 r + 1 pixels around each, as far as it lies in the image.</summary>
    private static Raster<float> BoxMean(Raster<float> image, int radius)
    {
        var result = new Raster<float>(image.Width, image.Height);
        var sums = new double[image.Width];
        var rows = 0;
        for (var y = -radius; y < image.Height; y++)
        {
            if (y + radius < image.Height)
            {
                Add(image.Row(y + radius), sums, 1);
                rows++;
            }

            if (y - radius - 1 >= 0)
            {
                Add(image.Row(y - radius - 1), sums, -1);
                rows--;
            }

            if (y >= 0)
            {
                Spread(sums, rows, radius, result.Row(y));
            }
        }

        return result;
    }

    private static void Add(ReadOnlySpan<float> row, double[] sums, int sign)
    {
        for (var x = 0; x < row.Length; x++)
        {
            sums[x] += sign * (double)row[x];
        }
    }

    private static void Spread(double[] sums, int rows, int radius, Span<float> means)
    {
        var (sum, columns) = (0.0, 0);
        for (var x = -radius; x < sums.Length; x++)
        {
            if (x + radius < sums.Length)
            {
                sum += sums[x + radius];
                columns++;
            }

            if (x - radius - 1 >= 0)
            {
                sum -= sums[x - radius - 1];
                columns--;
            }

            if (x >= 0)
            {
                means[x] = (float)(sum / ((double)rows * columns));
            }
        }
    }
}
