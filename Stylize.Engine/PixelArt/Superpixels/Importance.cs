namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels' weights P(s) of Gerstner et al. 2012, by which the palette is found: uniform, found in the image, or the
/// lightness of a given image.</summary>
internal static class Importance
{
    /// <summary>Weight of black in a given image, relative to white. It is above 0 so that no part of the image is ignored.</summary>
    private const float MinWeight = 0.01f;

    /// <summary>Weight of white in a given image and of a face, relative to what attracts nobody.</summary>
    private const float MaxWeight = 7;

    /// <summary>Returns the importance of a cell with a weight: 0 where nothing attracts, 1 for white in a given image.</summary>
    public static float Share(float weight) => Math.Max(0, (weight - 1) / (MaxWeight - 1));

    /// <summary>Averages an image over the cells of the grid.</summary>
    /// <returns>Weights of the cells, row-major, in proportion to the lightness. Transparent pixels count as black.</returns>
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
                weights[(y * gridWidth) + x] = MaxWeight * Math.Max(LabConversion.FromRgba(p).L / 100 * p.A / 255, MinWeight);
            }
        }

        return weights;
    }

    /// <summary>Computes weights that are high where skin has detail, which faces have and bare arms, walls and sand do not.</summary>
    /// <param name="colors">Mean color of each cell, row-major; L* is NaN for a cell without samples.</param>
    /// <returns>Weights of the cells, row-major, at least 1.</returns>
    public static float[] Find(ReadOnlySpan<Lab> colors, int width, int height)
    {
        var radius = Attention.Radius(width, height);
        var weights = Attention.Detail(colors, width, height, radius);
        var skin = Attention.Skin(colors, width, height, radius);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = 1 + ((MaxWeight - 1) * skin[i] * weights[i]);
        }

        return weights;
    }
}
