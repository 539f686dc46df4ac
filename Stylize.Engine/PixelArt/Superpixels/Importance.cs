namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>The superpixels' weights P(s) of Gerstner et al. 2012, by which the palette is found: the lightness of a
/// given image.</summary>
internal static class Importance
{
    /// <summary>Weight of black in a given image, relative to white. It is above 0 so that no part of the image is
    /// ignored.</summary>
    private const float MinWeight = 0.01f;

    /// <summary>Averages an image over the cells of the grid.</summary>
    /// <returns>Weights of the cells, row-major, in proportion to the lightness. Transparent pixels count as
    /// black.</returns>
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
}
