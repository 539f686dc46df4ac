namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Thins the cells that lines cover to connected lines of one cell, in the order of their cover, without changing how they are
/// connected.</summary>
internal static class LineThinning
{
    /// <summary>Share of a cell that a line covers at least.</summary>
    private const float MinCover = 0.06f;

    /// <summary>Minimum cover of the end of a line, relative to the next cell.</summary>
    private const float EndShare = 0.5f;

    /// <summary>Share of a cell from which a cell of a line is kept, although the others are connected without it.</summary>
    private const float WideCover = 0.22f;

    /// <summary>Thins the cells that lines cover.</summary>
    /// <param name="cover">Share of each cell that a line covers, row-major.</param>
    /// <param name="solid">Cells that lines may end at.</param>
    /// <param name="minLength">Minimum number of connected cells of a line. A single cell of a wide line counts as two.</param>
    /// <returns>The cells of lines, without solid ones; null without lines.</returns>
    public static bool[]? Run(ReadOnlySpan<float> cover, bool[] solid, int width, int height, int minLength)
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
                if (!cells[i] || covers[i] >= WideCover) continue;

                var around = cells.Around(i);
                if (BitOperations.PopCount(around) <= 1 ? IsFaintEnd(i, around) : CellSet.IsSimple(around))
                {
                    (cells[i], isChanged) = (false, true);
                }
            }
        }
        while (isChanged);

        var lines = new bool[solid.Length];
        var isAny = false;
        foreach (var group in cells.Groups(order))
        {
            if (group.Count + (group.Count == 1 && covers[group[0]] >= WideCover ? 1 : 0) < minLength) continue;

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

internal sealed class CellSet(int width, int height)
{
    private static readonly (int X, int Y)[] Directions = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)];
    private readonly bool[] _cells = new bool[width * height];

    public bool this[int cell]
    {
        get => _cells[cell];
        set => _cells[cell] = value;
    }

    /// <summary>Returns a bit for each of the eight neighbors, counterclockwise from the right.</summary>
    public uint Around(int cell)
    {
        var bits = 0u;
        for (var k = 0; k < Directions.Length; k++)
        {
            bits |= Neighbor(cell, k) is >= 0 and var other && _cells[other] ? 1u << k : 0;
        }

        return bits;
    }

    /// <summary>True if a cell can be removed without changing how its neighbors are connected: its number of Yokoi et al. 1975 for
    /// eight neighbors is 1.</summary>
    public static bool IsSimple(uint around)
    {
        var number = 0;
        for (var k = 0; k < 8; k += 2)
        {
            number += IsClear(k) && !(IsClear(k + 1) && IsClear(k + 2)) ? 1 : 0;
        }

        return number == 1;

        bool IsClear(int k) => (around >> (k % 8) & 1) == 0;
    }

    /// <summary>Returns the connected groups of some of the cells.</summary>
    public IEnumerable<List<int>> Groups(int[] of)
    {
        var open = new HashSet<int>(of.Where(i => _cells[i]));
        foreach (var start in of)
        {
            if (!open.Remove(start)) continue;

            List<int> group = [start];
            for (var next = 0; next < group.Count; next++)
            {
                for (var k = 0; k < Directions.Length; k++)
                {
                    if (Neighbor(group[next], k) is >= 0 and var other && open.Remove(other))
                    {
                        group.Add(other);
                    }
                }
            }

            yield return group;
        }
    }

    public int Neighbor(int cell, int direction)
    {
        var (x, y) = ((cell % width) + Directions[direction].X, (cell / width) + Directions[direction].Y);
        return (uint)x < (uint)width && (uint)y < (uint)height ? (y * width) + x : -1;
    }
}
