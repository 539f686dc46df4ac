namespace Stylize.Engine.Segmentation.Nuclei;

internal static class RasterFilters
{
    public static void Subtract(this Raster<float> image, Raster<float> other) =>
        TensorPrimitives.Subtract(image.Pixels, other.Pixels, image.Pixels);

    /// <summary>Returns a part of an image as numbers without padding, which the caller owns.</summary>
    public static Raster<float> Floats(this Raster<ushort> image, int left, int top, int width, int height)
    {
        var numbers = Raster<float>.Packed(width, height);
        for (var y = 0; y < height; y++)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(image.Row(top + y).Slice(left, width), numbers.Row(y));
        }

        return numbers;
    }

    /// <summary>Applies a morphological opening by a square.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public static void Open(this Raster<float> image, int radius) =>
        Opening.Apply(image.Pixels, image.Width, image.Height, (2 * radius) + 1, radius);

    /// <summary>
    /// Returns the standard deviation of the noise, from differences between neighbors in some 64 rows and columns.
    /// </summary>
    public static double Noise<T>(this Raster<T> image)
        where T : unmanaged, INumberBase<T>
    {
        // Of normal noise, this difference has a standard deviation of sqrt(6) times that of the noise, and the median
        // of its absolute value is 0.6745 standard deviations.
        var (across, down) = (Math.Max(1, image.Width / 64), Math.Max(1, image.Height / 64));
        var differences = new List<float>();
        for (var y = 0; y < image.Height; y += down)
        {
            var row = image.Row(y);
            for (var x = 2; x < row.Length; x += across)
            {
                var sides = float.CreateTruncating(row[x - 2]) + float.CreateTruncating(row[x]);
                differences.Add(Math.Abs((2 * float.CreateTruncating(row[x - 1])) - sides));
            }
        }

        differences.Sort();
        return differences.Count == 0 ? 0 : differences[differences.Count / 2] / (.6745 * Math.Sqrt(6));
    }
}

/// <summary>Images as networks and models expect them.</summary>
internal static class NetworkImage
{
    /// <summary>Converts samples to numbers so that the samples low and high become 0 and 1. The caller owns the
    /// raster.</summary>
    public static Raster<float> Normalized(Raster<ushort> image, double low, double high)
    {
        var numbers = image.Floats(0, 0, image.Width, image.Height);
        TensorPrimitives.Subtract(numbers.Pixels, (float)low, numbers.Pixels);
        TensorPrimitives.Divide(numbers.Pixels, (float)(high - low), numbers.Pixels);
        return numbers;
    }

    /// <summary>Returns a resized image, which the caller owns, and disposes the one given; the same if its size is
    /// unchanged.</summary>
    public static Raster<float> Resized(
        Raster<float> image, double factor, int width, int height, CancellationToken cancellation)
    {
        if (factor == 1) return image;

        using (image)
        {
            return factor < 1
                ? Resampler.Resize(image, width, height, ResampleFilter.Box, new ThreadGrant(1), cancellation)
                : Bilinear.Enlarge(image, factor, width, height);
        }
    }
}
