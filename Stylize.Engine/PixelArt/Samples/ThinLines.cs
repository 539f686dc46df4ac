namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Finds the cells that show lines narrower than a cell, such as pen strokes and masts, as connected lines of one cell. A line is
/// what a morphological opening with a square of one cell removes (Serra, "Image Analysis and Mathematical Morphology", 1982).</summary>
internal static class ThinLines
{
    /// <summary>Maximum number of parts of a cell along each side in which lines are found.</summary>
    private const int MaxParts = 8;

    private const int MaxLightParts = 6;

    /// <summary>Maximum number of parts of all cells. Finer grids have fewer parts per cell, and the finest are not searched for lines.
    /// </summary>
    private const int MaxValues = 1 << 21;

    /// <summary>Number of planes of parts.</summary>
    private const int Planes = 3;

    /// <summary>Opacity up to which a threshold keeps thin lines without help.</summary>
    private const double MinThreshold = 0.2;

    /// <summary>Share of a cell from which a cell of a line is kept, although the others are connected without it: on transparency, where
    /// nothing stands for the other cells, and in opaque areas, where lines are one cell wide.</summary>
    private const float OpaqueCover = 0.22f, LineCover = 0.5f;

    /// <summary>Minimum number of cells of a line in front of smooth surroundings.</summary>
    private const int MinLength = 5;

    /// <summary>Minimum difference of a line from its surroundings in L*, and maximum standard deviation of the surroundings.</summary>
    private const float MinContrast = 16, MaxDeviation = 4;

    /// <summary>Maximum mean of opposite lines around a line, as a share of its contrast: texture has both.</summary>
    private const float MaxOpposite = 0.2f;

    /// <summary>Maximum standard deviation of the surroundings of a line of a diagram, such as two areas that it separates, and maximum
    /// mean difference of the samples next to it from them, as shares of its contrast: paper is flat, texture is not.</summary>
    private const float MaxVariation = 0.25f, MaxDepth = 0.05f;

    /// <summary>Share of the contrast of a line from which a sample belongs to it.</summary>
    private const float LineShare = 0.5f;

    /// <summary>Finds the cells of lines that are too thin to make cells opaque.</summary>
    /// <param name="opacity">Mean opacity of each cell, row-major.</param>
    /// <param name="threshold">Opacity from which cells are opaque without lines.</param>
    /// <returns>True for the additional cells, row-major; null if no cell is added.</returns>
    public static CellSet? InOpacity(
        Raster<Rgba32> image, GridAxis columns, GridAxis rows, ReadOnlySpan<float> opacity, double threshold)
    {
        var (width, height) = (columns.Cells, rows.Cells);
        var parts = Math.Min(MaxParts, PartsOf(columns, rows));
        if (parts < 2 || threshold < MinThreshold) return null;

        using var plane = new FinePlane(width, height, parts, clear: true);
        for (var y = 0; y < plane.Height; y++)
        {
            var (top, bottom) = Range(rows, y, parts);
            for (var sample = top; sample < bottom; sample++)
            {
                var pixels = image.Row(rows.Pixel(sample));
                var to = plane.Row(y);
                for (var x = 0; x < to.Length; x++)
                {
                    var (left, right) = Range(columns, x, parts);
                    var sum = 0;
                    for (var i = left; i < right; i++)
                    {
                        sum += pixels[columns.Pixel(i)].A;
                    }

                    to[x] += sum / (255f * (right - left) * (bottom - top));
                }
            }
        }

        using var lines = plane.Lines(out _);
        var (cover, _, _) = lines.Measure();
        var solid = new bool[cover.Length];
        for (var i = 0; i < solid.Length; i++)
        {
            solid[i] = opacity[i] >= (float)threshold;
        }

        return LineThinning.Run(cover, solid, width, height, 2, OpaqueCover);
    }

    /// <summary>Finds lines that are lighter or darker than their surroundings: masts before a smooth sky, and the lines of diagrams.
    /// </summary>
    /// <returns>The cells of lines, and those next to them that lines touch.</returns>
    public static List<ThinLine> InLightness(CellSamples samples)
    {
        var found = new List<ThinLine>();
        var parts = Math.Min(MaxLightParts, PartsOf(samples.Columns, samples.Rows));
        if (parts < 2) return found;

        using var plane = FinePlane.OfLightness(samples, parts);
        using var light = plane.Lines(out var lightGround);
        plane.Negate();
        using var dark = plane.Lines(out var darkGround);
        Find(samples, lightGround, light, dark, 1, found);
        Find(samples, darkGround, dark, light, -1, found);
        return found;
    }

    /// <param name="ground">The image without lines.</param>
    /// <param name="lines">The lines alone.</param>
    /// <param name="opposite">Lines that differ from the surroundings in the other direction.</param>
    /// <param name="sign">1 for light lines, -1 for dark ones.</param>
    private static void Find(
        CellSamples samples, (float[] Levels, float[] Squares, float[] Peaks) ground, FinePlane lines, FinePlane opposite, int sign,
        List<ThinLine> found)
    {
        var (width, height) = (samples.Columns.Cells, samples.Rows.Cells);
        var (area, (_, _, peaks), (noises, _, _)) = (lines.Width / width * (lines.Height / height), lines.Measure(), opposite.Measure());
        var (cover, near) = (new float[peaks.Length], new int[9]);
        for (var y = 1; y < height - 1; y++)
        {
            for (var x = 1; x < width - 1; x++)
            {
                var peak = 0f;
                for (var n = 0; n < near.Length; n++)
                {
                    near[n] = ((y + (n / 3) - 1) * width) + x + (n % 3) - 1;
                    peak = Math.Max(peak, peaks[near[n]]);
                }

                // NaN, from transparent samples, fails each comparison.
                if (peak >= MinContrast && (float)lines.Split(x, y, 0, LineShare * peak).Above / area is var share
                    && share >= LineThinning.MinCover && IsLine(x, y, peak))
                {
                    cover[near[4]] = share;
                }
            }
        }

        if (LineThinning.Run(cover, new bool[cover.Length], width, height, MinLength, LineCover) is not { } cells) return;

        for (var cell = 0; cell < cover.Length; cell++)
        {
            // A line is one cell wide: the cells next to it that it touches have the color around it.
            var isNext = !cells[cell] && cover[cell] >= LineThinning.MinCover && cells.Around(cell) != 0;
            if ((cells[cell] || isNext)
                && samples.MeanBeyond(cell, (ground.Levels[cell] + MaxDeviation) * sign, -sign) is { } around
                && (isNext ? around : samples.MeanBeyond(cell, (ground.Levels[cell] + (LineShare * peaks[cell])) * sign, sign)) is { } line)
            {
                found.Add(new ThinLine(cell, line, around));
            }
        }

        bool IsLine(int x, int y, float peak)
        {
            var (level, squares, noise) = (0f, 0f, 0f);
            foreach (var cell in near)
            {
                (level, squares, noise) =
                    (level + (ground.Levels[cell] / 9), squares + (ground.Squares[cell] / 9), noise + (noises[cell] / 9));
            }

            var variance = squares - (level * level);
            if (variance <= MaxDeviation * MaxDeviation && noise <= MaxOpposite * peak) return true;
            if (!(variance <= MaxVariation * MaxVariation * peak * peak)) return false;

            var (above, below) = lines.Split(x, y, 1, LineShare * peak);
            return below < MaxDepth * peak * ((9 * area) - above);
        }
    }

    /// <summary>Returns an upper bound for the bytes that finding lines needs.</summary>
    public static long EstimateMemory(long cells) => Planes * sizeof(float) * Math.Min(MaxValues, MaxParts * MaxParts * cells);

    /// <summary>Returns the number of parts along each side of a cell: no more than there are samples or memory for.</summary>
    private static int PartsOf(GridAxis columns, GridAxis rows) => Math.Min(
        (int)Math.Sqrt((double)MaxValues / columns.Cells / rows.Cells),
        Math.Min(columns.Samples / columns.Cells, rows.Samples / rows.Cells));

    /// <summary>Returns the samples of a part of a cell.</summary>
    private static (int First, int End) Range(GridAxis axis, int position, int parts)
    {
        var (cell, part) = Math.DivRem(position, parts);
        var (first, size) = (axis.First(cell), axis.First(cell + 1) - axis.First(cell));
        return (first + (part * size / parts), first + ((part + 1) * size / parts));
    }
}

/// <summary>The part of a line in one cell, or a cell next to a line.</summary>
/// <param name="Cell">The cell, row-major.</param>
/// <param name="Color">Mean color of the line, mixed with the ground if it is narrower than a pixel; next to a line, the ground.</param>
/// <param name="Ground">Mean color around the line.</param>
internal readonly record struct ThinLine(int Cell, Lab Color, Lab Ground)
{
    /// <summary>Cost of a color that differs more from the ground than the line does, per Lab unit of the excess.</summary>
    private const float ExcessCost = 0.5f;

    /// <summary>Returns how badly a color stands for the line: its distance from the ray from the ground through the line, plus a cost of
    /// its position on the ray.</summary>
    public float Cost(Lab color)
    {
        if (Color == Ground) return Lab.Distance(color, Ground);

        var line = new Vector3(Color.L - Ground.L, Color.A - Ground.A, Color.B - Ground.B);
        var own = new Vector3(color.L - Ground.L, color.A - Ground.A, color.B - Ground.B);
        var length = line.Length();
        var along = Vector3.Dot(own, line) / length;
        var aside = Vector3.Distance(own, line * (along / length));
        return aside + (along < length ? length - along : ExcessCost * (along - length));
    }
}
