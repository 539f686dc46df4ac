namespace Stylize.Engine.Segmentation.Nuclei;

internal static class RasterFilters
{
    /// <summary>Number of columns processed together: one cache line.</summary>
    private const int Strip = 16;

    public static void Subtract(this Raster<float> image, Raster<float> other) =>
        TensorPrimitives.Subtract(image.Pixels, other.Pixels, image.Pixels);

    /// <summary>Returns the means of square blocks and disposes the image. Blocks at the right and lower border may be smaller.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Raster<float> Reduced(this Raster<float> image, int side)
    {
        using var whole = image;
        var reduced = Raster<float>.Packed((image.Width + side - 1) / side, (image.Height + side - 1) / side);
        var columns = new float[image.Width];
        for (var y = 0; y < reduced.Height; y++)
        {
            var rows = Math.Min(side, image.Height - (y * side));
            Array.Clear(columns);
            for (var i = 0; i < rows; i++)
            {
                TensorPrimitives.Add(columns, image.Row((y * side) + i), columns);
            }

            var row = reduced.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var (first, end) = (x * side, Math.Min((x + 1) * side, columns.Length));
                var sum = 0f;
                for (var column = first; column < end; column++)
                {
                    sum += columns[column];
                }

                row[x] = sum / (rows * (end - first));
            }
        }

        return reduced;
    }

    /// <summary>Returns an image enlarged by bilinear interpolation between the centers of blocks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static Raster<float> Enlarged(this Raster<float> image, double side, int width, int height)
    {
        var result = Raster<float>.Packed(width, height);
        var lefts = new int[width];
        var weights = new float[width];
        for (var x = 0; x < width; x++)
        {
            var position = Math.Clamp(((x + .5) / side) - .5, 0, image.Width - 1);
            lefts[x] = Math.Min((int)position, Math.Max(image.Width - 2, 0));
            weights[x] = (float)(position - lefts[x]);
        }

        var line = new float[image.Width + 1];
        var lower = new float[image.Width];
        for (var y = 0; y < height; y++)
        {
            var position = Math.Clamp(((y + .5) / side) - .5, 0, image.Height - 1);
            var top = Math.Min((int)position, Math.Max(image.Height - 2, 0));
            var down = (float)(position - top);
            TensorPrimitives.Multiply(image.Row(top), 1 - down, line);
            TensorPrimitives.Multiply(image.Row(Math.Min(top + 1, image.Height - 1)), down, lower);
            TensorPrimitives.Add<float>(line.AsSpan(0, lower.Length), lower, line);
            line[^1] = line[^2];
            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = line[lefts[x]] + (weights[x] * (line[lefts[x] + 1] - line[lefts[x]]));
            }
        }

        return result;
    }

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
