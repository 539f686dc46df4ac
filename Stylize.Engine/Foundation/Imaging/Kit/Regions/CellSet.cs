namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>Some of the cells of a grid, and how they are connected.</summary>
/// <example><code>
/// var cells = new CellSet(3, 3) { [3] = true, [4] = true, [5] = true }; // a horizontal line
/// Assert.False(CellSet.IsSimple(cells.Around(4))); // without its middle, it falls apart
/// Assert.True(CellSet.IsSimple(cells.Around(3)));
/// </code></example>
internal sealed class CellSet(int width, int height)
{
    private static readonly (int X, int Y)[] Directions = [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1),
        (0, 1), (1, 1)];
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

    /// <summary>True if a cell can be removed without changing how its neighbors are connected: its number of Yokoi et
    /// al. 1975 for eight neighbors is 1.</summary>
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
