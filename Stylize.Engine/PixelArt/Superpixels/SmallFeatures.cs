namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>Small features, such as the eyes and the mouth of a small face: blobs of few cells that are darker, lighter or of another hue
/// than all around them, in surroundings that vary less.</summary>
/// <param name="Cells">True for the cells of features, row-major.</param>
/// <param name="Ground">Color of each cell without its blob, row-major.</param>
/// <param name="Width">Number of cells per row.</param>
internal sealed record SmallFeatures(bool[] Cells, Lab[] Ground, int Width)
{
    /// <summary>Maximum number of cells: finer grids show such features without help.</summary>
    private const int MaxCells = 16_384;

    /// <summary>Number of connected cells from which a blob is an area.</summary>
    private const int MinArea = 12;

    /// <summary>Minimum difference from the surroundings, in Lab units.</summary>
    private const float MinContrast = 12;

    /// <summary>Minimum ratio of the difference to the standard deviation of the surroundings without features, and to the mean difference
    /// of all cells around.</summary>
    private const float MinToDeviation = 1.5f, MinToMean = 2;

    /// <summary>Distance of the cells in which the deviation and the mean are measured.</summary>
    private const int DeviationReach = 2, MeanReach = 4;

    /// <summary>Finds the small features of an image.</summary>
    /// <param name="colors">Mean color of each cell, row-major.</param>
    /// <returns>The features; null if the image has none, or if a cell has no color.</returns>
    public static SmallFeatures? Find(ReadOnlySpan<Lab> colors, int width, int height)
    {
        if (colors.Length > MaxCells) return null;

        var filter = new AreaFilter(width, height);
        var (contrast, ground) = (new float[colors.Length], new float[3][]);
        float[] dark = new float[colors.Length], light = new float[colors.Length];
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = ground[channel] = new float[colors.Length];
            for (var i = 0; i < colors.Length; i++)
            {
                plane[i] = channel == 0 ? colors[i].L : channel == 1 ? colors[i].A : colors[i].B;
                if (float.IsNaN(plane[i])) return null;
            }

            Array.Clear(dark);
            Array.Clear(light);
            filter.AddDepths(plane, 1, MinArea, dark);
            filter.AddDepths(plane, -1, MinArea, light);
            for (var i = 0; i < colors.Length; i++)
            {
                contrast[i] += (dark[i] + light[i]) * (dark[i] + light[i]);
                plane[i] += dark[i] - light[i];
            }
        }

        for (var i = 0; i < contrast.Length; i++)
        {
            contrast[i] = MathF.Sqrt(contrast[i]);
        }

        var (cells, isAny) = (new bool[colors.Length], false);
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = contrast[i] >= MinContrast
                && contrast[i] >= MinToMean * Around(contrast, i, MeanReach).Mean
                && contrast[i] >= MinToDeviation * MathF.Sqrt(ground.Sum(plane => Around(plane, i, DeviationReach).Variance));
            isAny |= cells[i];
        }

        if (!isAny) return null;

        var colorsOfGround = new Lab[cells.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            colorsOfGround[i] = new Lab(ground[0][i], ground[1][i], ground[2][i]);
        }

        return new SmallFeatures(cells, colorsOfGround, width);

        (float Mean, float Variance) Around(float[] plane, int cell, int reach)
        {
            var ((cellY, cellX), sum, squares, count) = (Math.DivRem(cell, width), 0f, 0f, 0);
            for (var y = Math.Max(cellY - reach, 0); y <= Math.Min(cellY + reach, height - 1); y++)
            {
                for (var x = Math.Max(cellX - reach, 0); x <= Math.Min(cellX + reach, width - 1); x++)
                {
                    var value = plane[(y * width) + x] - plane[cell];
                    (sum, squares, count) = (sum + value, squares + (value * value), count + 1);
                }
            }

            var mean = sum / count;
            return (plane[cell] + mean, Math.Max(0, (squares / count) - (mean * mean)));
        }
    }

    /// <summary>True if one of the eight neighbors of a cell belongs to a feature.</summary>
    public bool IsNext(int cellX, int cellY)
    {
        var height = Cells.Length / Width;
        for (var y = Math.Max(cellY - 1, 0); y <= Math.Min(cellY + 1, height - 1); y++)
        {
            for (var x = Math.Max(cellX - 1, 0); x <= Math.Min(cellX + 1, Width - 1); x++)
            {
                if (Cells[(y * Width) + x]) return true;
            }
        }

        return false;
    }
}
