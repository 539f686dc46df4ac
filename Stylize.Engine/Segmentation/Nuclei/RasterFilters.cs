using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>Filters for packed rasters of brightness.</summary>
internal static class RasterFilters
{
    /// <summary>Number of columns processed together: one cache line.</summary>
    private const int Strip = 16;

    public static void Subtract(this Raster<float> image, Raster<float> other) =>
        TensorPrimitives.Subtract(image.Pixels, other.Pixels, image.Pixels);

    /// <summary>Smooths the image in place by a Gaussian.</summary>
    public static void Smooth(this Raster<float> image, double sigma) => GaussianBlur.Smooth(
        image.Width, image.Height, sigma, (y, row) => image.Row(y).CopyTo(row), (y, row) => row.CopyTo(image.Row(y)));

    /// <summary>Passes on, row by row, the mean of the square around each pixel, clipped at the border.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public static void Mean(this Raster<float> image, int radius, Action<int, Span<float>> write) =>
        BoxMean.Filter(image.Width, image.Height, radius, image.Row, write);

    /// <summary>Applies a morphological opening by a square, which removes bright structures smaller than the square.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public static void Open(this Raster<float> image, int radius)
    {
        Extreme(image, radius, -1);
        Extreme(image, radius, 1);
    }

    /// <summary>Replaces each pixel with the lowest (sign -1) or highest (sign 1) value of the square around it (Lemire 2006).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Extreme(Raster<float> image, int radius, int sign)
    {
        var (width, height) = (image.Width, image.Height);
        var queue = new int[Math.Max(width, height)];
        var line = new float[Strip * Math.Max(width, height)];
        for (var y = 0; y < height; y++)
        {
            var row = image.Row(y);
            row.CopyTo(line);
            Line(line.AsSpan(0, width), row, radius, sign, queue);
        }

        var results = new float[height];
        var values = image.Pixels;
        for (var left = 0; left < width; left += Strip)
        {
            var count = Math.Min(Strip, width - left);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < count; x++)
                {
                    line[(x * height) + y] = values[(y * width) + left + x];
                }
            }

            for (var x = 0; x < count; x++)
            {
                var column = line.AsSpan(x * height, height);
                Line(column, results, radius, sign, queue);
                results.CopyTo(column);
            }

            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < count; x++)
                {
                    values[(y * width) + left + x] = line[(x * height) + y];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Line(ReadOnlySpan<float> from, Span<float> to, int radius, int sign, int[] queue)
    {
        var (head, tail) = (0, 0);
        for (var i = 0; i < from.Length + radius; i++)
        {
            if (i < from.Length)
            {
                var value = from[i] * sign;
                while (tail > head && from[queue[tail - 1]] * sign <= value)
                {
                    tail--;
                }

                queue[tail++] = i;
            }

            var center = i - radius;
            if (center >= 0)
            {
                while (queue[head] < center - radius)
                {
                    head++;
                }

                to[center] = from[queue[head]];
            }
        }
    }
}
