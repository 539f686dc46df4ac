namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels' weights P(s) of Gerstner et al. 2012, by which the palette is found: uniform, found in the image, or the
/// lightness of a given image.</summary>
internal static class Importance
{
    /// <summary>Weight of black in a given image, relative to white. It is above 0 so that no part of the image is ignored.</summary>
    private const float MinWeight = 0.01f;

    /// <summary>Weight of cells without contrast, relative to those of most contrast.</summary>
    private const float FlatWeight = 0.03f;

    /// <summary>Weight of the corners of the image, relative to its center.</summary>
    private const float CornerWeight = 0.4f;

    /// <summary>Distance from the center, as a share of the side, at which the weight of place is halfway to its least.</summary>
    private const float PlaceSigma = 0.22f;

    /// <summary>Averages an image over the cells of the grid.</summary>
    /// <returns>Weights of the cells, row-major, 0.01 (black) to 1 (white). Transparent pixels count as black.</returns>
    public static float[] FromImage(Raster<Rgba32> image, int gridWidth, int gridHeight)
    {
        using var cells = Resampler.Resize(image, gridWidth, gridHeight, ResampleFilter.Box);
        var weights = new float[gridWidth * gridHeight];
        for (var y = 0; y < gridHeight; y++)
        {
            var row = cells.Row(y);
            for (var x = 0; x < gridWidth; x++)
            {
                var p = row[x];
                weights[(y * gridWidth) + x] = Math.Max(LabConversion.FromRgba(p).L / 100 * p.A / 255, MinWeight);
            }
        }

        return weights;
    }

    /// <summary>Computes weights from local contrast, which is high in faces and low in skies and cloth, and from the distance to the
    /// center, where the subject of most photographs is.</summary>
    /// <param name="colors">Mean color of each cell, row-major; L* is NaN for a cell without samples.</param>
    /// <returns>Weights of the cells, row-major, above 0 and at most 1.</returns>
    public static float[] Find(ReadOnlySpan<Lab> colors, int width, int height)
    {
        var detail = Attention.Detail(colors, width, height, Attention.Radius(width, height));
        var weights = new float[colors.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (x, y) = (((i % width) + 0.5f) / width - 0.5f, (i / width + 0.5f) / height - Attention.CenterY);
            var squared = ((x * x) + (y * y)) / (PlaceSigma * PlaceSigma);
            var place = CornerWeight + ((1 - CornerWeight) / (1 + squared * squared));
            weights[i] = place * (FlatWeight + ((1 - FlatWeight) * detail[i] * detail[i]));
        }

        return weights;
    }
}
