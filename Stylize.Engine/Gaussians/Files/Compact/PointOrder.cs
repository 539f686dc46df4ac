namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// Sorts points into approximately the order in which <see cref="PointSetCoder"/> writes them, so that its partitions move few points.
/// </summary>
internal static class PointOrder
{
    /// <summary>Binary logarithm of the largest number of cells of a grid.</summary>
    private const int CellBits = 12;

    /// <summary>Smallest number of points worth sorting.</summary>
    private const int MinCount = 64;

    /// <summary>Sorts points by cell, then along the Morton curve.</summary>
    public static void Sort(Span<CompactGaussian> points, CompactGrid grid)
    {
        if (points.Length < MinCount) return;

        var ranks = new uint[grid.Columns * grid.Rows];
        var next = 0u;
        Rank(ranks, grid, grid, ref next);
        var bits = Math.Min(grid.Shift, (32 - CellBits) / 2);
        var keys = new uint[points.Length];
        var order = new int[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = (points[i].X - grid.Left, points[i].Y - grid.Top);
            var cell = ((y >> grid.Shift) * grid.Columns) + (x >> grid.Shift);
            var within = MortonCurve.Index(Upper(y), Upper(x));
            keys[i] = (ranks[cell] << (2 * bits)) | (uint)within;
            order[i] = i;
        }

        RadixSort.Sort(keys, order);
        var sorted = new CompactGaussian[points.Length];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i] = points[order[i]];
        }

        sorted.CopyTo(points);

        uint Upper(int coordinate) => (uint)(coordinate & ((1 << grid.Shift) - 1)) >> (grid.Shift - bits);
    }

    /// <summary>Numbers the cells of a part of the grid in the order of the recursive halving.</summary>
    private static void Rank(uint[] ranks, CompactGrid grid, CompactGrid part, ref uint next)
    {
        if (part.Columns * part.Rows == 1)
        {
            ranks[((part.Row - grid.Row) * grid.Columns) + part.Column - grid.Column] = next++;
            return;
        }

        var (first, second) = part.Halves();
        Rank(ranks, grid, first, ref next);
        Rank(ranks, grid, second, ref next);
    }
}
