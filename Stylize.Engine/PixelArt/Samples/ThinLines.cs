namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Finds the cells that show lines on transparency that are narrower than a cell, as connected lines of one
/// cell. A line is what a morphological opening with a square of one cell removes (Serra, "Image Analysis and
/// Mathematical Morphology", 1982).</summary>
internal static class ThinLines
{
    /// <summary>Maximum number of parts of a cell along each side in which lines are found.</summary>
    private const int MaxParts = 8;

    /// <summary>Maximum number of parts of all cells. Finer grids have fewer parts per cell, and the finest are not
    /// searched for lines.
    /// </summary>
    private const int MaxValues = 1 << 21;

    /// <summary>Opacity up to which a threshold keeps thin lines without help.</summary>
    private const double MinThreshold = 0.2;

    /// <summary>Share of a cell from which a cell of a line is kept, although the others are connected without it:
    /// nothing stands for the other cells.</summary>
    private const float OpaqueCover = 0.22f;

    /// <summary>Share of a cell that a line covers at least.</summary>
    private const float MinCover = 0.06f;

    /// <summary>Minimum cover of the end of a line, relative to the next cell.</summary>
    private const float EndShare = 0.5f;

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

        var across = width * parts;
        using var plane = new PooledBuffer<float>((across * height * parts) + CellLayout.Padding, clear: true);
        var values = plane.Span[..^CellLayout.Padding];
        for (var y = 0; y < height * parts; y++)
        {
            var (top, bottom) = Range(rows, y, parts);
            for (var sample = top; sample < bottom; sample++)
            {
                var pixels = image.Row(rows.Pixel(sample));
                var to = values.Slice(y * across, across);
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

        // What an opening with a square of one cell removes is narrower than a cell.
        using var wide = new PooledBuffer<float>(plane.Length);
        plane.Span.CopyTo(wide.Span);
        Opening.Apply(wide.Span[..^CellLayout.Padding], across, height * parts, parts, margin: 0);
        var cover = new float[width * height];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = Math.DivRem(i, across);
            cover[(y / parts * width) + (x / parts)] += (values[i] - wide.Span[i]) / (parts * parts);
        }

        var solid = new bool[cover.Length];
        for (var i = 0; i < solid.Length; i++)
        {
            solid[i] = opacity[i] >= (float)threshold;
        }

        return Thin(cover, solid, width, height);
    }

    /// <summary>Returns an upper bound for the bytes that finding lines needs.</summary>
    public static long EstimateMemory(long cells) =>
        2 * sizeof(float) * Math.Min(MaxValues, MaxParts * MaxParts * cells);

    /// <summary>Thins the cells that lines cover to connected lines of one cell, in the order of their cover, without
    /// changing how they are connected. A single cell is a line if it covers enough.</summary>
    /// <param name="cover">Share of each cell that a line covers, row-major.</param>
    /// <param name="solid">Cells that lines may end at.</param>
    /// <returns>The cells of lines, without solid ones; null without lines.</returns>
    private static CellSet? Thin(float[] cover, bool[] solid, int width, int height)
    {
        var cells = new CellSet(width, height);
        var found = new List<int>();
        for (var i = 0; i < solid.Length; i++)
        {
            var isLine = !solid[i] && cover[i] >= MinCover;
            cells[i] = solid[i] || isLine;
            if (isLine)
            {
                found.Add(i);
            }
        }

        int[] order = [.. found.OrderBy(i => cover[i]).ThenBy(i => i)];
        bool isChanged;
        do
        {
            isChanged = false;
            foreach (var i in order)
            {
                if (!cells[i] || cover[i] >= OpaqueCover) continue;

                var around = cells.Around(i);
                if (BitOperations.PopCount(around) <= 1 ? IsFaintEnd(i, around) : CellSet.IsSimple(around))
                {
                    (cells[i], isChanged) = (false, true);
                }
            }
        }
        while (isChanged);

        var lines = new CellSet(width, height);
        var isAny = false;
        foreach (var group in cells.Groups(order))
        {
            if (group.Count == 1 && cover[group[0]] < OpaqueCover) continue;

            foreach (var i in group)
            {
                lines[i] = isAny = true;
            }
        }

        return isAny ? lines : null;

        bool IsFaintEnd(int i, uint around) =>
            around != 0 && cells.Neighbor(i, BitOperations.TrailingZeroCount(around)) is var next
            && cover[i] < EndShare * (solid[next] ? 1 : cover[next]);
    }

    /// <summary>Returns the number of parts along each side of a cell: no more than there are samples or memory
    /// for.</summary>
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
