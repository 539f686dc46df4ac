using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Puncta;

/// <summary>
/// Gaussian filters as SciPy's ndimage has them: cut off at four standard deviations, and the image mirrored beyond its border.
/// </summary>
internal static class GaussianFilter
{
    /// <summary>The image smoothed by a Gaussian.</summary>
    public static Raster<float> Smooth(Raster<float> image, double sigma)
    {
        var kernel = Kernel(sigma, isSecond: false);
        return Filter(image, kernel, kernel);
    }

    /// <summary>The sum of the second derivatives of the smoothed image.</summary>
    public static Raster<float> Laplace(Raster<float> image, double sigma)
    {
        var (plain, second) = (Kernel(sigma, isSecond: false), Kernel(sigma, isSecond: true));
        var result = Filter(image, second, plain);
        using var down = Filter(image, plain, second);
        for (var y = 0; y < image.Height; y++)
        {
            TensorPrimitives.Add<float>(result.Row(y), down.Row(y), result.Row(y));
        }

        return result;
    }

    private static float[] Kernel(double sigma, bool isSecond)
    {
        var radius = (int)((4 * sigma) + .5);
        var variance = sigma * sigma;
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(x => Math.Exp(-.5 / variance * x * x))];
        var sum = weights.Sum();
        return [.. weights.Select((w, i) =>
            (float)(w / sum * (isSecond ? ((i - radius) * (i - radius) / (variance * variance)) - (1 / variance) : 1)))];
    }

    private static Raster<float> Filter(Raster<float> image, float[] across, float[] down)
    {
        using var rows = new Raster<float>(image.Width, image.Height);
        var radius = across.Length / 2;
        var padded = new float[image.Width + (2 * radius)];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            for (var i = 0; i < padded.Length; i++)
            {
                padded[i] = row[Mirror(i - radius, row.Length)];
            }

            var to = rows.Row(y);
            to.Clear();
            for (var k = 0; k < across.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(padded.AsSpan(k, to.Length), across[k], to, to);
            }
        }

        var result = new Raster<float>(image.Width, image.Height, clear: true);
        radius = down.Length / 2;
        for (var y = 0; y < image.Height; y++)
        {
            var to = result.Row(y);
            for (var k = 0; k < down.Length; k++)
            {
                TensorPrimitives.MultiplyAdd(rows.Row(Mirror(y + k - radius, image.Height)), down[k], to, to);
            }
        }

        return result;
    }

    /// <summary>The index that a mirror at each border shows: d c b a | a b c d | d c b a.</summary>
    private static int Mirror(int index, int length)
    {
        var period = 2 * length;
        var within = ((index % period) + period) % period;
        return within < length ? within : period - 1 - within;
    }
}
