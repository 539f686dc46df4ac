using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Puncta;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>A picture of numbers, row after row without gaps.</summary>
/// <param name="Values">Width times height numbers.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
internal sealed record Plane(float[] Values, int Width, int Height)
{
    /// <summary>The means of squares of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="side">Side of a square; those at the right and lower border may be cut.</param>
    public static Plane Of(Raster<ushort> image, int side)
    {
        var (width, height) = ((image.Width + side - 1) / side, (image.Height + side - 1) / side);
        var values = new float[width * height];
        var sums = new uint[width];
        for (var y = 0; y < height; y++)
        {
            var rows = Math.Min(side, image.Height - (y * side));
            Array.Clear(sums);
            for (var row = 0; row < rows; row++)
            {
                var samples = image.Row((y * side) + row);
                for (var x = 0; x < width; x++)
                {
                    foreach (var sample in samples.Slice(x * side, Math.Min(side, samples.Length - (x * side))))
                    {
                        sums[x] += sample;
                    }
                }
            }

            for (var x = 0; x < width; x++)
            {
                values[(y * width) + x] = sums[x] / (float)(rows * Math.Min(side, image.Width - (x * side)));
            }
        }

        return new Plane(values, width, height);
    }

    /// <summary>The plane smoothed by a Gaussian.</summary>
    public Plane Smooth(double sigma)
    {
        using var raster = new Raster<float>(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            Values.AsSpan(y * Width, Width).CopyTo(raster.Row(y));
        }

        using var smooth = GaussianFilter.Smooth(raster, sigma);
        var values = new float[Values.Length];
        for (var y = 0; y < Height; y++)
        {
            smooth.Row(y).CopyTo(values.AsSpan(y * Width, Width));
        }

        return new Plane(values, Width, Height);
    }

    /// <summary>The mean of the square around each pixel, cut at the border.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public Plane Mean(int radius)
    {
        var values = new float[Values.Length];
        var columns = new double[Width];
        for (var y = -radius; y < Height; y++)
        {
            // The sums of the columns of the square's rows, and then of a window of these.
            for (var x = 0; y + radius < Height && x < Width; x++)
            {
                columns[x] += Values[((y + radius) * Width) + x];
            }

            for (var x = 0; y > radius && x < Width; x++)
            {
                columns[x] -= Values[((y - radius - 1) * Width) + x];
            }

            if (y < 0)
            {
                continue;
            }

            var rows = Math.Min(y + radius, Height - 1) - Math.Max(y - radius, 0) + 1;
            var sum = 0.0;
            for (var x = -radius; x < Width; x++)
            {
                sum += x + radius < Width ? columns[x + radius] : 0;
                sum -= x > radius ? columns[x - radius - 1] : 0;
                if (x >= 0)
                {
                    var count = Math.Min(x + radius, Width - 1) - Math.Max(x - radius, 0) + 1;
                    values[(y * Width) + x] = (float)(sum / (rows * count));
                }
            }
        }

        return new Plane(values, Width, Height);
    }

    /// <summary>The plane opened by a square: what is brighter than its surroundings and fits no square disappears.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public Plane Open(int radius) => Extreme(radius, -1).Extreme(radius, 1);

    /// <summary>The lowest (sign -1) or highest (sign 1) value of the square around each pixel (Lemire 2006).</summary>
    private Plane Extreme(int radius, int sign)
    {
        var across = new float[Values.Length];
        var values = new float[Values.Length];
        var queue = new int[Math.Max(Width, Height)];
        for (var y = 0; y < Height; y++)
        {
            Line(Values, across, y * Width, 1, Width, radius, sign, queue);
        }

        for (var x = 0; x < Width; x++)
        {
            Line(across, values, x, Width, Height, radius, sign, queue);
        }

        return new Plane(values, Width, Height);
    }

    private static void Line(float[] from, float[] to, int first, int step, int length, int radius, int sign, int[] queue)
    {
        var (head, tail) = (0, 0);
        for (var i = 0; i < length + radius; i++)
        {
            if (i < length)
            {
                var value = from[first + (i * step)] * sign;
                while (tail > head && from[first + (queue[tail - 1] * step)] * sign <= value)
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

                to[first + (centre * step)] = from[first + (queue[head] * step)];
            }
        }
    }
}
