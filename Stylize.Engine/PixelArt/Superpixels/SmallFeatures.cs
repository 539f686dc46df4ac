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

/// <summary>Closes a plane by area (Vincent, "Morphological Area Openings and Closings for Greyscale Images", 1993): dark blobs of few
/// cells get the value at which they join their surroundings. Blobs are joined as sets in ascending order of value (Meijster and
/// Wilkinson, "A Comparison of Algorithms for Connected Set Openings and Closings", IEEE TPAMI 24, 2002).</summary>
internal sealed class AreaFilter(int width, int height)
{
    /// <summary>Steps of value per unit.</summary>
    private const int Steps = 4;

    /// <summary>Number of steps: values range from -256 to 256.</summary>
    private const int Levels = 512 * Steps;

    private readonly int[] _levels = new int[width * height];
    private readonly int[] _order = new int[width * height];
    private readonly int[] _root = new int[width * height];
    private readonly int[] _area = new int[width * height];

    /// <summary>Adds to each cell of a plane how far its dark blob is below its surroundings.</summary>
    /// <param name="values">A plane, row-major, from -255 to 255.</param>
    /// <param name="sign">1 for dark blobs, -1 for light ones.</param>
    /// <param name="minArea">Number of connected cells, of eight neighbors, of an area. Blobs that reach the border are
    /// areas.</param>
    /// <param name="depths">The sums, row-major.</param>
    public void AddDepths(ReadOnlySpan<float> values, int sign, int minArea, Span<float> depths)
    {
        Sort(values, sign);
        Array.Fill(_root, -1);
        foreach (var cell in _order)
        {
            var (y, x) = Math.DivRem(cell, width);
            var isInside = x > 0 && y > 0 && x < width - 1 && y < height - 1;
            (_root[cell], _area[cell]) = (cell, isInside ? 1 : minArea);
            for (var otherY = Math.Max(y - 1, 0); otherY <= Math.Min(y + 1, height - 1); otherY++)
            {
                for (var otherX = Math.Max(x - 1, 0); otherX <= Math.Min(x + 1, width - 1); otherX++)
                {
                    Join(cell, (otherY * width) + otherX, minArea);
                }
            }
        }

        for (var i = _order.Length - 1; i >= 0; i--)
        {
            // A parent comes later in the order, so it already has the value of its root.
            var (cell, root) = (_order[i], _root[_order[i]]);
            var before = _levels[cell];
            _levels[cell] = _levels[root];
            depths[cell] += (float)(_levels[cell] - before) / Steps;
        }
    }

    /// <summary>Sorts the cells by value, equal ones in their order.</summary>
    private void Sort(ReadOnlySpan<float> values, int sign)
    {
        var ends = new int[Levels + 1];
        for (var i = 0; i < values.Length; i++)
        {
            _levels[i] = (Levels / 2) + (int)MathF.Round(sign * Steps * values[i]);
            ends[_levels[i] + 1]++;
        }

        for (var level = 1; level < ends.Length; level++)
        {
            ends[level] += ends[level - 1];
        }

        for (var i = 0; i < values.Length; i++)
        {
            _order[ends[_levels[i]]++] = i;
        }
    }

    private void Join(int cell, int other, int minArea)
    {
        if (_root[other] < 0 || DisjointSets.Root(_root, other) is var root && root == cell) return;

        if (_levels[root] == _levels[cell] || _area[root] < minArea)
        {
            _area[cell] += _area[root];
            _root[root] = cell;
        }
        else
        {
            _area[cell] = minArea;
        }
    }
}
