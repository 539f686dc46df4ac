using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
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

    /// <summary>
    /// Smooths rows as they come: of the image no more rows are held than the Gaussian is high. The rows may be written where they were
    /// read.
    /// </summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="sigma">Standard deviation in pixels.</param>
    /// <param name="read">Fills a row, from the first to the last.</param>
    /// <param name="write">Takes a smoothed row, after it and those that it is made of were read.</param>
    public static void Smooth(int width, int height, double sigma, Action<int, Span<float>> read, Action<int, Span<float>> write)
    {
        var kernel = Kernel(sigma, isSecond: false);
        Filter(width, height, kernel, kernel, read, write);
    }

    private static Raster<float> Filter(Raster<float> image, float[] across, float[] down)
    {
        var result = new Raster<float>(image.Width, image.Height);
        Filter(
            image.Width, image.Height, across, down,
            (y, row) => image.Row(y).CopyTo(row), (y, row) => row.CopyTo(result.Row(y)));
        return result;
    }

    private static void Filter(
        int width, int height, float[] across, float[] down, Action<int, Span<float>> read, Action<int, Span<float>> write)
    {
        var radius = down.Length / 2;
        using var ring = new Raster<float>(width, Math.Min(height, (2 * radius) + 1));
        var side = across.Length / 2;
        var padded = new float[width + (2 * side)];
        var smooth = new float[width];
        for (int y = 0, next = 0; y < height; y++)
        {
            for (; next < height && next <= y + radius; next++)
            {
                var row = padded.AsSpan(side, width);
                read(next, row);
                for (var i = 1; i <= side; i++)
                {
                    padded[side - i] = row[Mirror(-i, width)];
                    padded[side + width - 1 + i] = row[Mirror(width - 1 + i, width)];
                }

                var to = ring.Row(next % ring.Height);
                to.Clear();
                for (var k = 0; k < across.Length; k++)
                {
                    AddWeighted(padded.AsSpan(k, width), across[k], to);
                }
            }

            smooth.AsSpan().Clear();
            for (var k = 0; k < down.Length; k++)
            {
                var row = ring.Row(Mirror(y + k - radius, height) % ring.Height);
                AddWeighted(row, down[k], smooth);
            }

            write(y, smooth);
        }
    }

    /// <summary>Adds a row, times a weight, to sums.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AddWeighted(ReadOnlySpan<float> row, float weight, Span<float> sums)
    {
        var x = 0;
        for (; x <= row.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var to = sums[x..];
            ((new Vector<float>(row[x..]) * weight) + new Vector<float>(to)).CopyTo(to);
        }

        for (; x < row.Length; x++)
        {
            sums[x] = (row[x] * weight) + sums[x];
        }
    }

    /// <summary>The index that a mirror at each border shows: d c b a | a b c d | d c b a.</summary>
    private static int Mirror(int index, int length)
    {
        var period = 2 * length;
        var within = ((index % period) + period) % period;
        return within < length ? within : period - 1 - within;
    }
}
