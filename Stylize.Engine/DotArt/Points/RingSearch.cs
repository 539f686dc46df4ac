using System.Runtime.CompilerServices;

namespace Stylize.Engine.DotArt.Points;

/// <summary>
/// Searches the sites near a place: visits the cells of the grid in square rings around the cell of the place, from the innermost outwards,
/// until the visitor has found what it looks for (cell method for nearest neighbours; Bentley, Weide and Yao, 1980).
/// </summary>
internal static unsafe class RingSearch
{
    /// <summary>Searches around (x, y); the sites must be sorted.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run<TVisitor>(Sites sites, float x, float y, ref TVisitor visitor)
        where TVisitor : struct, IRingVisitor
    {
        int column = sites.Column(x), row = sites.Row(y), columns = sites.Columns;
        var starts = sites.Starts;
        for (var ring = 0; ring <= Math.Max(columns, sites.Rows); ring++)
        {
            if (visitor.IsDone(ring, Math.Max(0, ring - 1) * sites.CellSize))
            {
                return;
            }

            int left = column - ring, right = column + ring;
            for (var r = Math.Max(0, row - ring); r <= Math.Min(sites.Rows - 1, row + ring); r++)
            {
                var line = starts + (r * columns);
                if (r == row - ring || r == row + ring)
                {
                    visitor.Visit(line[Math.Max(0, left)], line[Math.Min(columns - 1, right) + 1]);
                    continue;
                }

                if (left >= 0)
                {
                    visitor.Visit(line[left], line[left + 1]);
                }

                if (right < columns)
                {
                    visitor.Visit(line[right], line[right + 1]);
                }
            }
        }
    }
}
