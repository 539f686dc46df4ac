using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>
/// Codes points as an unordered set. The area is halved recursively across its longer side, and for each part the
/// number of points in its first half is coded. Halving ends with a single point in a part whose sides are powers of
/// two, or at the size of a pixel. The caller codes the remaining low bits of the coordinates.
/// </summary>
internal sealed class PointSetCoder
{
    private const int FewPoints = 16;
    private const int ScaleContexts = 4;

    private readonly AdaptiveBit[] _few = AdaptiveBit.Create(ScaleContexts * FewPoints * FewPoints);
    private readonly AdaptiveBit[] _alone = AdaptiveBit.Create(1);
    private readonly ResidualModel _many = new(32);
    private double _spacing;

    /// <summary>Codes the high bits of the coordinates. Writing sorts the points into the order of the code.</summary>
    public void Code<TCoder, TPoint>(ref TCoder coder, Span<TPoint> points, CompactGrid grid)
        where TCoder : struct, IBitCoder, allows ref struct
        where TPoint : struct, ICompactPoint
    {
        if (TCoder.Writes)
        {
            PointOrder.Sort(points, grid);
        }

        _spacing = (double)grid.Columns * grid.Rows / Math.Max(1, points.Length);
        Code(ref coder, points, grid, 0, 0, grid.Columns, grid.Rows);
    }

    private void Code<TCoder, TPoint>(
        ref TCoder coder, Span<TPoint> points, CompactGrid grid, int left, int top, int width, int height)
        where TCoder : struct, IBitCoder, allows ref struct
        where TPoint : struct, ICompactPoint
    {
        while (points.Length > 0)
        {
            if (width == 1 && height == 1)
            {
                CodeCell(ref coder, points, grid.Left + (left << grid.Shift), grid.Top + (top << grid.Shift),
                    grid.Shift, grid.Shift, 1.0);
                return;
            }

            var across = width >= height;
            var half = (across ? width : height) / 2;
            var middle = across ? grid.Left + ((left + half) << grid.Shift) : grid.Top + ((top + half) << grid.Shift);
            var count = CodeCount(ref coder, points, across, middle, (double)width * height);
            if (across)
            {
                Code(ref coder, points[..count], grid, left, top, half, height);
                (left, width) = (left + half, width - half);
            }
            else
            {
                Code(ref coder, points[..count], grid, left, top, width, half);
                (top, height) = (top + half, height - half);
            }

            points = points[count..];
        }
    }

    /// <summary>Codes a part whose sides are powers of two.</summary>
    private void CodeCell<TCoder, TPoint>(
        ref TCoder coder, Span<TPoint> points, int left, int top, int widthBits, int heightBits, double cells)
        where TCoder : struct, IBitCoder, allows ref struct
        where TPoint : struct, ICompactPoint
    {
        // Parts of the size of a pixel are not divided.
        while (points.Length > 1 && widthBits + heightBits > 2 * BitOperations.Log2(CompactQuantizer.PointsPerPixel))
        {
            var across = widthBits >= heightBits;
            widthBits -= across ? 1 : 0;
            heightBits -= across ? 0 : 1;
            var (right, bottom) = (across ? left + (1 << widthBits) : left, across ? top : top + (1 << heightBits));
            var count = CodeCount(ref coder, points, across, across ? right : bottom, cells);
            cells /= 2;
            CodeCell(ref coder, points[..count], left, top, widthBits, heightBits, cells);
            points = points[count..];
            (left, top) = (right, bottom);
        }

        foreach (ref var point in points)
        {
            if (!TCoder.Writes)
            {
                (point.X, point.Y) = (left, top);
            }

            (point.OpenX, point.OpenY) = ((byte)widthBits, (byte)heightBits);
        }
    }

    private int CodeCount<TCoder, TPoint>(
        ref TCoder coder, Span<TPoint> points, bool across, int middle, double cells)
        where TCoder : struct, IBitCoder, allows ref struct
        where TPoint : struct, ICompactPoint
    {
        var count = TCoder.Writes ? Partition(points, across, middle) : 0;
        var n = points.Length;
        if (n == 1) return coder.Code(ref _alone[0], count);

        if (n >= FewPoints)
        {
            var context = BitOperations.Log2((uint)n);
            return Math.Clamp((n / 2) + _many.Code(ref coder, count - (n / 2), context), 0, n);
        }

        // The area of the part relative to the mean area of its number of points. Points of a fit repel each other, so
        // the distribution of the count depends on it.
        var room = cells / _spacing / n;
        var scale = room > .5 ? 0 : room > .125 ? 1 : room > .03 ? 2 : 3;
        var first = ((scale * FewPoints) + n) * FewPoints;
        var node = 1;
        for (var bit = BitOperations.Log2((uint)n); bit >= 0; bit--)
        {
            node = (node << 1) | coder.Code(ref _few[first + node], (count >> bit) & 1);
        }

        return Math.Min(n, node - (2 << BitOperations.Log2((uint)n)));
    }

    private static int Partition<TPoint>(Span<TPoint> points, bool across, int middle)
        where TPoint : struct, ICompactPoint
    {
        var count = 0;
        while (count < points.Length && (across ? points[count].X : points[count].Y) < middle)
        {
            count++;
        }

        for (var i = count + 1; i < points.Length; i++)
        {
            if ((across ? points[i].X : points[i].Y) < middle)
            {
                (points[count], points[i]) = (points[i], points[count]);
                count++;
            }
        }

        return count;
    }
}

/// <summary>
/// Sorts points into approximately the order in which <see cref="PointSetCoder"/> writes them, so that its partitions
/// move few points.
/// </summary>
internal static class PointOrder
{
    /// <summary>Binary logarithm of the largest number of cells of a grid.</summary>
    private const int CellBits = 12;

    /// <summary>Smallest number of points worth sorting.</summary>
    private const int MinCount = 64;

    /// <summary>Sorts points by cell, then along the Morton curve.</summary>
    public static void Sort<TPoint>(Span<TPoint> points, CompactGrid grid)
        where TPoint : struct, ICompactPoint
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
        var sorted = new TPoint[points.Length];
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
