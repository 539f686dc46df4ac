namespace Stylize.Engine.PixelArt.Results;

/// <summary>One printed page of a chart: a part of the grid, with cells of the previous pages at its left and top.</summary>
/// <param name="Left">First column shown, from 0.</param>
/// <param name="Top">First row shown, from 0.</param>
/// <param name="FirstColumn">First column that no earlier page shows.</param>
/// <param name="FirstRow">First row that no earlier page shows.</param>
/// <param name="Right">Column after the last.</param>
/// <param name="Bottom">Row after the last.</param>
internal readonly record struct ChartPart(int Left, int Top, int FirstColumn, int FirstRow, int Right, int Bottom)
{
    public int Columns => Right - Left;
    public int Rows => Bottom - Top;
}

/// <summary>Divides a grid into pages that fit on A4 and Letter, at multiples of ten cells.</summary>
internal sealed class ChartLayout
{
    /// <summary>Number of cells of a page that the next page repeats.</summary>
    public const int Overlap = 2;

    /// <summary>Space for the ruler left of and above the cells, in cells.</summary>
    public const double RulerWidth = 3, RulerHeight = 1.5;

    /// <summary>Maximum number of new cells along the sides of a page.</summary>
    private const int MaxColumns = 50, MaxRows = 70;

    /// <summary>Space on both paper sizes within margins of 10 mm, below the line of text, in millimeters.</summary>
    private const double PaperWidth = 188, PaperHeight = 240;

    /// <summary>Maximum side of a cell in millimeters.</summary>
    private const double MaxCell = 7;

    public ChartLayout(int width, int height)
    {
        var (columns, rows) = (Step(width, MaxColumns), Step(height, MaxRows));
        var parts = new List<ChartPart>();
        for (var top = 0; top < height; top += rows)
        {
            for (var left = 0; left < width; left += columns)
            {
                parts.Add(new ChartPart(
                    Math.Max(0, left - Overlap), Math.Max(0, top - Overlap), left, top, Math.Min(width, left + columns),
                    Math.Min(height, top + rows)));
            }
        }

        Parts = parts;
        var cell = Math.Min(
            PaperWidth / (parts.Max(part => part.Columns) + RulerWidth), PaperHeight / (parts.Max(part => part.Rows) + RulerHeight));
        Cell = Math.Floor(20 * Math.Min(MaxCell, cell)) / 20;
    }

    /// <summary>The pages, row by row.</summary>
    public IReadOnlyList<ChartPart> Parts { get; }

    /// <summary>Side of a cell in millimeters.</summary>
    public double Cell { get; }

    /// <summary>Returns the number of new cells per page: as equal as possible, in tens.</summary>
    private static int Step(int cells, int most)
    {
        if (cells <= most) return cells;

        var pages = (cells + most - 1) / most;
        return Math.Min(most, ((cells + pages - 1) / pages + 9) / 10 * 10);
    }
}

/// <summary>The symbols of a chart, chosen so that no two are easily confused.</summary>
internal static class ChartSymbols
{
    private const string Single = "ABCDEFGHJKLMNPQRSTUVWXYZ+#%@&?=*$2346789abdefghkmnqrtyΓΔΘΛΞΠΣΦΨΩ";

    /// <summary>Returns a symbol of one character, or of two after those are used up.</summary>
    /// <param name="index">Number of the color, from 0.</param>
    public static string Of(int index)
    {
        if (index < Single.Length) return Single[index].ToString();

        const int Letters = 24, Digits = 8;
        index -= Single.Length;
        var (letter, second) = (Single[index / Digits % Letters], index / (Digits * Letters));
        return $"{letter}{(second == 0 ? (char)('2' + (index % Digits)) : Single[((second - 1) * Digits) + (index % Digits)])}";
    }
}
