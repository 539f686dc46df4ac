namespace Stylize.Engine.DotArt;

/// <summary>A halftone grid whose rows and columns fill a rectangle. Every other row of a hexagonal grid is shifted by
/// half a cell and has half cells at both ends, whose centers are on the edges of the rectangle.</summary>
internal readonly record struct HalftoneGrid
{
    /// <summary>Row distance of a hexagonal grid divided by its pitch: sqrt(3) / 2.</summary>
    public const float HexagonalRow = 0.8660254f;

    /// <param name="pitch">Distance of neighboring dots, which is rounded so that whole cells fit.</param>
    public HalftoneGrid(DotPattern pattern, float width, float height, float pitch)
    {
        Pattern = pattern;
        Columns = Math.Max(1, (int)MathF.Round(width / pitch));
        Rows = Math.Max(1, (int)MathF.Round(height / (pattern == DotPattern.Hexagonal ? pitch * HexagonalRow : pitch)));
        (CellWidth, CellHeight) = (width / Columns, height / Rows);
    }

    public DotPattern Pattern { get; }
    public int Rows { get; }
    public int Columns { get; }
    public float CellWidth { get; }
    public float CellHeight { get; }
    public int Count => (Rows * Columns) + (Pattern == DotPattern.Hexagonal ? Rows / 2 : 0);

    /// <summary>Returns the pitch at which about <paramref name="count"/> dots fill an area.</summary>
    public static float PitchOf(DotPattern pattern, double area, int count) =>
        (float)Math.Sqrt(area / count / (pattern == DotPattern.Hexagonal ? HexagonalRow : 1.0));

    /// <summary>Returns the center of a dot; the dots are numbered row by row.</summary>
    public (float X, float Y) Center(int dot)
    {
        var hexagonal = Pattern == DotPattern.Hexagonal;
        var (pair, rest) = Math.DivRem(dot, (2 * Columns) + (hexagonal ? 1 : 0));
        var isSecond = rest >= Columns;
        var (row, column) = isSecond ? ((2 * pair) + 1, rest - Columns) : (2 * pair, rest);
        return ((column + (isSecond && hexagonal ? 0f : 0.5f)) * CellWidth, (row + 0.5f) * CellHeight);
    }

    /// <summary>Returns the radius of a disc that covers a share of its cell in a grid of equal discs of pitch 1. From
    /// the share at which neighboring discs touch, the part that leaves a cell is replaced by the parts that enter
    /// it.</summary>
    public static float RadiusOf(DotPattern pattern, float share)
    {
        var (neighbors, area) = pattern == DotPattern.Hexagonal ? (6, HexagonalRow) : (4, 1f);
        if (share * area <= MathF.PI / 4f) return MathF.Sqrt(share * area / MathF.PI);

        // At most the distance to the corner of a cell.
        double low = 0.5, high = 0.5 / PortableMath.Cos(Math.PI / neighbors);
        for (var i = 0; i < 30; i++)
        {
            var r = (low + high) / 2;

            // The disc without the segments outside the cell.
            var half = PortableMath.Acos(0.5 / r);
            var covered = (Math.PI * r * r) - (neighbors * ((r * r * half) - (0.5 * r * PortableMath.Sin(half))));
            (low, high) = covered < share * area ? (r, high) : (low, r);
        }

        return (float)high;
    }
}
