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

    /// <summary>Vertical center of the weight of place: faces are above the middle.</summary>
    public const float CenterY = 0.42f;

    /// <summary>Number of areas of contrast along the longer side.</summary>
    private const float Areas = 32f;

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
        var detail = Detail(colors, width, height, Radius(width, height));
        var weights = new float[colors.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (x, y) = (((i % width) + 0.5f) / width - 0.5f, (i / width + 0.5f) / height - CenterY);
            var squared = ((x * x) + (y * y)) / (PlaceSigma * PlaceSigma);
            var place = CornerWeight + ((1 - CornerWeight) / (1 + squared * squared));
            weights[i] = place * (FlatWeight + ((1 - FlatWeight) * detail[i] * detail[i]));
        }

        return weights;
    }

    /// <summary>Returns the radius of an area of contrast, in cells.</summary>
    public static int Radius(int width, int height) => Math.Max(1, (int)Math.Round(Math.Max(width, height) / Areas / 2));

    /// <summary>Computes the local contrast, relative to itself and the mean of the image: 0 in flat areas, at most 1.</summary>
    /// <param name="colors">Mean color of each cell, row-major; L* is NaN for a cell without samples.</param>
    public static float[] Detail(ReadOnlySpan<Lab> colors, int width, int height, int radius)
    {
        var blur = new BoxBlur(width, height);
        Span<float> plane = new float[colors.Length], squares = new float[colors.Length];
        var contrast = new float[colors.Length];
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < colors.Length; i++)
            {
                var c = colors[i];
                plane[i] = float.IsNaN(c.L) ? 0 : channel == 0 ? c.L : channel == 1 ? c.A : c.B;
                squares[i] = plane[i] * plane[i];
            }

            blur.Apply(plane, radius);
            blur.Apply(squares, radius);
            for (var i = 0; i < colors.Length; i++)
            {
                contrast[i] += Math.Max(0, squares[i] - (plane[i] * plane[i]));
            }
        }

        for (var i = 0; i < colors.Length; i++)
        {
            contrast[i] = MathF.Sqrt(contrast[i]);
        }

        blur.Apply(contrast, radius);
        blur.Apply(contrast, radius);
        var mean = 0.0;
        foreach (var c in contrast)
        {
            mean += c / contrast.Length;
        }

        for (var i = 0; i < contrast.Length; i++)
        {
            contrast[i] /= contrast[i] + (float)mean + 0.5f;
        }

        return contrast;
    }
}
