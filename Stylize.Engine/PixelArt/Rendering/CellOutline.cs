using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Rendering;

/// <summary>
/// Draws contours of one cell's width at strong edges, as artists do: on the darker side, and around what is not transparent.
/// </summary>
internal static class CellOutline
{
    /// <summary>Difference of two neighbours from which on there is a contour between them, in Lab units.</summary>
    private const float StrongEdge = 30;

    /// <summary>Lightness of a contour in the palette's colours over that of the cell.</summary>
    private const float Shade = 0.55f;

    /// <summary>Replaces the colours of the cells on contours by other colours of the palette.</summary>
    /// <param name="cells">The cells, which are changed.</param>
    /// <param name="palette">The palette.</param>
    /// <param name="isDark">True for the darkest colour, false for a darker one near to the cell's own.</param>
    public static void Draw(Raster<Rgba32> cells, IReadOnlyList<Rgba32> palette, bool isDark)
    {
        var labs = palette.ToDictionary(c => c, LabConversion.FromRgba);
        var contours = palette.ToDictionary(c => c, c => isDark
            ? palette.MinBy(p => labs[p].L)
            : palette.Where(p => labs[p].L <= labs[c].L)
                .MinBy(p => Distance(labs[p], new Lab(Shade * labs[c].L, Shade * labs[c].A, Shade * labs[c].B))));
        using var plain = cells.Clone();
        for (var y = 0; y < cells.Height; y++)
        {
            for (var x = 0; x < cells.Width; x++)
            {
                if (plain[x, y].A != 0 && IsContour(x, y))
                {
                    cells[x, y] = contours[plain[x, y]];
                }
            }
        }

        bool IsContour(int x, int y)
        {
            var own = labs[plain[x, y]];
            return Edge(x - 1, y) || Edge(x + 1, y) || Edge(x, y - 1) || Edge(x, y + 1);

            bool Edge(int otherX, int otherY)
            {
                if ((uint)otherX >= (uint)plain.Width || (uint)otherY >= (uint)plain.Height)
                {
                    return false;
                }

                var neighbour = plain[otherX, otherY];
                return neighbour.A == 0 || (labs[neighbour].L > own.L && Distance(own, labs[neighbour]) >= StrongEdge);
            }
        }
    }

    private static float Distance(Lab x, Lab y)
    {
        var (l, a, b) = (x.L - y.L, x.A - y.A, x.B - y.B);
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
