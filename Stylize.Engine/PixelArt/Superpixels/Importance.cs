namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels' weights P(s) of Gerstner et al. 2012, by which the palette is found: uniform, found in the image, or the
/// lightness of a given image.</summary>
internal static class Importance
{
    /// <summary>Weight of black in a given image, relative to white. It is above 0 so that no part of the image is ignored.</summary>
    private const float MinWeight = 0.01f;

    /// <summary>Weight of a face, relative to what attracts nobody, less 1.</summary>
    private const float FaceWeight = 6;

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
            weights[i] = 1 + (FaceWeight * skin[i] * weights[i]);
        }

        return weights;
    }
}
