namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Thins the cells that lines cover to connected lines of one cell, in the order of their cover, without
/// changing how they are connected.</summary>
internal static class LineThinning
{
    /// <summary>Share of a cell that a line covers at least.</summary>
    public const float MinCover = 0.06f;

    /// <summary>Minimum cover of the end of a line, relative to the next cell.</summary>
    private const float EndShare = 0.5f;

    /// <summary>Thins the cells that lines cover.</summary>
    /// <param name="cover">Share of each cell that a line covers, row-major.</param>
    /// <param name="solid">Cells that lines may end at.</param>
    /// <param name="minLength">Minimum number of connected cells of a line. A single cell of a wide line counts as
    /// two.</param>
    /// <param name="wideCover">Share of a cell from which it is kept, although the others are connected without
    /// it.</param>
    /// <returns>The cells of lines, without solid ones; null without lines.</returns>
    public static CellSet? Run(
        ReadOnlySpan<float> cover, bool[] solid, int width, int height, int minLength, float wideCover)
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

        var covers = cover.ToArray();
        int[] order = [.. found.OrderBy(i => covers[i]).ThenBy(i => i)];
        bool isChanged;
        do
        {
            isChanged = false;
            foreach (var i in order)
            {
                if (!cells[i] || covers[i] >= wideCover) continue;

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
            if (group.Count + (group.Count == 1 && covers[group[0]] >= wideCover ? 1 : 0) < minLength) continue;

            foreach (var i in group)
            {
                lines[i] = isAny = true;
            }
        }

        return isAny ? lines : null;

        bool IsFaintEnd(int i, uint around) =>
            around != 0 && cells.Neighbor(i, BitOperations.TrailingZeroCount(around)) is var next
            && covers[i] < EndShare * (solid[next] ? 1 : covers[next]);
    }
}
