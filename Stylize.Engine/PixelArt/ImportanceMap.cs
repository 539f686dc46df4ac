using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>An image whose lightness says how much each place counts when the palette is found.</summary>
internal static class ImportanceMap
{
    /// <summary>What a black place counts, white being 1, so that no part of the image is wholly without a say.</summary>
    private const float Least = 0.01f;

    /// <summary>Decodes the map and averages it over the cells of the grid, row-major, 0.01 (black) to 1 (white); transparent places count as black.</summary>
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
                weights[(y * gridWidth) + x] = Math.Max(LabConversion.FromRgba(p).L / 100 * p.A / 255, Least);
            }
        }

        return weights;
    }
}
