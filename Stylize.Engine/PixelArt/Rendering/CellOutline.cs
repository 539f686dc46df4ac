namespace Stylize.Engine.PixelArt.Rendering;

/// <summary>
/// Draws outlines of one cell's width around opaque areas, and where areas of clearly different color meet, on the
/// darker side. What counts as clearly different follows from the contrast of the picture. Small areas, such as teeth
/// and highlights, get no outlines.
/// </summary>
internal static class CellOutline
{
    /// <summary>Minimum difference of two areas that an outline separates, as a share of the picture's
    /// contrast.</summary>
    private const float ContrastShare = 0.36f;

    /// <summary>Bounds of that difference, in Lab units.</summary>
    private const float MinEdge = 9, MaxEdge = 27;

    /// <summary>Minimum difference of the cells on both sides of an outline, as a share of that of the areas.</summary>
    private const float LocalShare = 0.6f;

    /// <summary>Weights of differences in lightness, and in a* and b*.</summary>
    private const float LightnessWeight = 0.8f, HueWeight = 1.2f;

    /// <summary>Lightness of an outline relative to the cell, for the style Palette.</summary>
    private const float Shade = 0.55f;

    /// <summary>Replaces the colors of the cells on outlines by other palette colors, in place.</summary>
    /// <param name="means">Mean colors of the picture in the cells, row-major, because smooth shading has no edges
    /// there; L* is NaN without one.</param>
    /// <param name="isDark">True for the darkest color, false for a darker color close to the cell's own.</param>
    public static void Draw(Raster<Rgba32> cells, IReadOnlyList<Lab> means, IReadOnlyList<Rgba32> palette, bool isDark)
    {
        var labs = palette.ToDictionary(c => c, LabConversion.FromRgba);
        var search = new ColorSearch([.. palette.Select(c => labs[c])]);
        var contours = palette.ToDictionary(c => c, c => isDark
            ? palette.MinBy(p => labs[p].L)
            : palette[search.Nearest(Shade * labs[c], [.. palette.Select(p => labs[p].L <= labs[c].L)])]);
        var (width, height) = (cells.Width, cells.Height);
        var wide = width * height / means.Count;
        var colors = new Lab?[width * height];
        for (var i = 0; i < colors.Length; i++)
        {
            var (cell, mean) = (cells[i % width, i / width], means[i / wide]);
            colors[i] = cell.A == 0 ? null : float.IsNaN(mean.L) ? labs[cell] : mean;
        }

        var edge = Edge(colors);
        var areas = new CellAreas(colors, width, edge);
        bool[] isContour = [.. colors.Select((color, i) => color is { } own && IsContour(i % width, i / width, own))];
        for (var i = 0; i < colors.Length; i++)
        {
            var (y, x) = Math.DivRem(i, width);
            if (isContour[i] && IsAroundArea(x, y))
            {
                cells[x, y] = contours[cells[x, y]];
            }
        }

        // A part of one or two cells' width has nothing inside, and would be an outline alone.
        bool IsAroundArea(int x, int y)
        {
            for (var v = Math.Max(y - 1, 0); v <= Math.Min(y + 1, height - 1); v++)
            {
                for (var u = Math.Max(x - 1, 0); u <= Math.Min(x + 1, width - 1); u++)
                {
                    var other = (v * width) + u;
                    if (!isContour[other] && areas.AreaOf(other) == areas.AreaOf((y * width) + x)) return true;
                }
            }

            return false;
        }

        bool IsContour(int x, int y, Lab own)
        {
            return IsEdge(x - 1, y) || IsEdge(x + 1, y) || IsEdge(x, y - 1) || IsEdge(x, y + 1);

            bool IsEdge(int otherX, int otherY)
            {
                if ((uint)otherX >= (uint)width || (uint)otherY >= (uint)height) return false;

                var (here, there) = ((y * width) + x, (otherY * width) + otherX);
                if (colors[there] is not { } other) return true;

                var (area, otherArea) = (areas.Color(here), areas.Color(there));
                return areas.AreaOf(here) != areas.AreaOf(there)
                    && otherArea.L > area.L && other.L > own.L
                    && Difference(area, otherArea) >= edge && Difference(own, other) >= LocalShare * edge;
            }
        }
    }

    /// <summary>Returns the difference of two colors in Lab units. Shadows change lightness more than hue, so lightness
    /// counts less.
    /// </summary>
    private static float Difference(Lab a, Lab b)
    {
        var (l, da, db) = (LightnessWeight * (a.L - b.L), HueWeight * (a.A - b.A), HueWeight * (a.B - b.B));
        return MathF.Sqrt((l * l) + (da * da) + (db * db));
    }

    /// <summary>Returns the minimum difference of two areas that an outline separates, from the range of most of the
    /// lightness.</summary>
    private static float Edge(Lab?[] colors)
    {
        float[] lightness = [.. colors.Where(c => c is not null).Select(c => c!.Value.L).Order()];
        return lightness.Length == 0 ? MaxEdge : Math.Clamp(ContrastShare * (At(0.95f) - At(0.05f)), MinEdge, MaxEdge);

        float At(float share) => lightness[(int)(share * (lightness.Length - 1))];
    }
}

/// <summary>
/// The areas of a picture of cells: neighbors are joined, the most similar first, while their difference is small
/// compared with the differences within the areas (Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image
/// Segmentation", 2004). Areas that remain small are joined with their most similar neighbor.
/// </summary>
internal sealed class CellAreas
{
    /// <summary>Area below which cells are joined with a neighbor, as a share of the picture.</summary>
    private const double SmallShare = 0.006;

    /// <summary>Number of cells over which the tolerance for the joining of areas halves.</summary>
    private const float Scale = 12;

    private readonly int[] _parents;
    private readonly int[] _counts;
    private readonly float[] _spread;
    private readonly Vector3[] _sums;

    /// <param name="colors">Colors of the cells, row-major; null for transparent ones.</param>
    /// <param name="edge">The difference in Lab units that separates two areas.</param>
    public CellAreas(Lab?[] colors, int width, float edge)
    {
        _parents = DisjointSets.Singletons(colors.Length);
        _counts = new int[colors.Length];
        _spread = new float[colors.Length];
        _sums = new Vector3[colors.Length];
        Array.Fill(_counts, 1);
        var links = new List<(float Difference, int From, int To)>();
        for (var i = 0; i < colors.Length; i++)
        {
            if (colors[i] is not { } color) continue;

            _sums[i] = new Vector3(color.L, color.A, color.B);
            if ((i + 1) % width != 0 && colors[i + 1] is { } right)
            {
                links.Add((Lab.Distance(color, right), i, i + 1));
            }

            if (i + width < colors.Length && colors[i + width] is { } below)
            {
                links.Add((Lab.Distance(color, below), i, i + width));
            }
        }

        links.Sort();
        foreach (var (difference, from, to) in links)
        {
            var (a, b) = (AreaOf(from), AreaOf(to));
            if (a != b && difference <= Math.Min(_spread[a] + Tolerance(a), _spread[b] + Tolerance(b)))
            {
                Join(a, b, difference);
            }
        }

        var small = Math.Max(2, (int)Math.Round(SmallShare * colors.Length));
        foreach (var (difference, from, to) in links)
        {
            var (a, b) = (AreaOf(from), AreaOf(to));
            if (a != b && Math.Min(_counts[a], _counts[b]) < small)
            {
                Join(a, b, difference);
            }
        }

        float Tolerance(int area) => edge * Scale / _counts[area];
    }

    public int AreaOf(int cell) => DisjointSets.Root(_parents, cell);

    /// <summary>Returns the mean color of the area of a cell.</summary>
    public Lab Color(int cell)
    {
        var area = AreaOf(cell);
        var mean = _sums[area] / _counts[area];
        return new Lab(mean.X, mean.Y, mean.Z);
    }

    private void Join(int a, int b, float difference)
    {
        var (area, joined) = _counts[a] >= _counts[b] ? (a, b) : (b, a);
        _parents[joined] = area;
        _counts[area] += _counts[joined];
        _sums[area] += _sums[joined];
        _spread[area] = difference;
    }
}
