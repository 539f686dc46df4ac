using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>
/// Reads an image whose lightness weights the superpixels when the palette is found: the P(s) of Gerstner et al. 2012, which is uniform
/// without a map.
/// </summary>
internal static class ImportanceMap
{
    /// <summary>Weight of black, where white weighs 1. It is above 0 so that no part of the image is left out altogether.</summary>
    private const float MinWeight = 0.01f;

    /// <summary>Decodes the map and averages it over the cells of the grid.</summary>
    /// <returns>Weights of the cells, row-major, 0.01 (black) to 1 (white). Transparent pixels count as black.</returns>
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable or ImageTooLarge.</exception>
    public static float[] Read(ImageSource source, IImageCodec codec, int gridWidth, int gridHeight)
    {
        using var image = codec.DecodeRgba(source);
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
