using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>A picture of numbers, row after row without gaps, in pooled memory.</summary>
/// <param name="cells">Where the numbers are; belongs to the plane.</param>
internal sealed class Plane(int width, int height, Raster<float> cells) : IDisposable
{
    /// <summary>Columns that are read together: as many as a cache line holds.</summary>
    private const int Strip = 16;

    public Plane(int width, int height)
        : this(width, height, new Raster<float>(checked(width * height), 1))
    {
    }

    public Span<float> Values => cells.Row(0)[..(width * height)];
    public int Width => width;
    public int Height => height;

    public Span<float> Row(int y) => Values.Slice(y * width, width);

    public void Subtract(Plane other) => TensorPrimitives.Subtract(Values, other.Values, Values);

    /// <summary>Smooths the plane by a Gaussian.</summary>
    public void Smooth(double sigma) =>
        GaussianBlur.Smooth(width, height, sigma, (y, row) => Row(y).CopyTo(row), (y, row) => row.CopyTo(Row(y)));

    /// <summary>Passes on, row by row, the mean of the square of half a side around each pixel, cut at the border.</summary>
    public void Mean(int radius, Action<int, Span<float>> write) => BoxMean.Filter(width, height, radius, Row, write);

    /// <summary>Opens the plane by a square: what is brighter than its surroundings and fits no square disappears.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public void Open(int radius)
    {
        Extreme(radius, -1);
        Extreme(radius, 1);
    }

    public void Dispose() => cells.Dispose();

    /// <summary>Makes each pixel the lowest (sign -1) or highest (sign 1) value of the square around it (Lemire 2006).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Extreme(int radius, int sign)
    {
        var queue = new int[Math.Max(width, height)];
        var line = new float[Strip * Math.Max(width, height)];
        for (var y = 0; y < height; y++)
        {
            var row = Row(y);
            row.CopyTo(line);
            Line(line.AsSpan(0, width), row, radius, sign, queue);
        }

        var results = new float[height];
        var values = Values;
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

            var centre = i - radius;
            if (centre >= 0)
            {
                while (queue[head] < centre - radius)
                {
                    head++;
                }

                to[centre] = from[queue[head]];
            }
        }
    }
}
