namespace Stylize.Engine.Segmentation.Nuclei;

internal static class RasterFilters
{
    public static void Subtract(this Raster<float> image, Raster<float> other) =>
        TensorPrimitives.Subtract(image.Pixels, other.Pixels, image.Pixels);

    /// <summary>Smooths the means of blocks, which are computed again on each use to save memory.</summary>
    public static Raster<float> Smooth(this BlockMeans<ushort, uint> blocks, double sigma)
    {
        var image = Raster<float>.Packed(blocks.Width, blocks.Height);
        blocks.Smooth(sigma, (y, row) => row.CopyTo(image.Row(y)));
        return image;
    }

    public static void Smooth(this BlockMeans<ushort, uint> blocks, double sigma, Action<int, Span<float>> write) =>
        GaussianBlur.Smooth(blocks.Width, blocks.Height, sigma, blocks.Read, write);

    /// <summary>Applies a morphological opening by a square.</summary>
    /// <param name="radius">Half the side of the square.</param>
    public static void Open(this Raster<float> image, int radius) =>
        Opening.Apply(image.Pixels, image.Width, image.Height, (2 * radius) + 1, radius);
}
