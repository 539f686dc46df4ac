namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Rows and columns of a plate: the smallest standard format, from 24 to 1536 wells, that contains all given wells.</summary>
/// <param name="Rows">Rows, lettered A, B ... Z, AA, AB ...</param>
/// <param name="Columns">Columns, numbered from 1.</param>
internal sealed record PlateGrid(int Rows, int Columns)
{
    private static readonly PlateGrid[] Formats = [new(4, 6), new(6, 8), new(8, 12), new(16, 24), new(32, 48)];

    /// <summary>
    /// Returns the format for wells, larger than any standard one if necessary. Names that are not like E4 have no position.
    /// </summary>
    public static PlateGrid For(IEnumerable<string> wells)
    {
        var places = wells.Select(Place).Where(p => p.Row >= 0).ToList();
        var rows = places.Select(p => p.Row + 1).DefaultIfEmpty(1).Max();
        var columns = places.Select(p => p.Column + 1).DefaultIfEmpty(1).Max();
        return Formats.FirstOrDefault(f => f.Rows >= rows && f.Columns >= columns) ?? new PlateGrid(rows, columns);
    }

    /// <summary>Returns row and column of a well, from 0; -1 if its name does not consist of letters and a number.</summary>
    public static (int Row, int Column) Place(string well) =>
        WellName.Parse(well) is (var row, <= 9999 and var column) ? (row - 1, column - 1) : (-1, -1);
}

/// <summary>The part of a plate on the page: all of it, or the rectangle of the wells if that is at most half of the plate.</summary>
internal sealed record PlateWindow(int Top, int Left, int Rows, int Columns)
{
    public static PlateWindow For(IReadOnlyCollection<string> wells)
    {
        var grid = PlateGrid.For(wells);
        var places = wells.Select(PlateGrid.Place).Where(p => p.Row >= 0).ToList();
        if (places.Count == 0) return new PlateWindow(0, 0, 0, Math.Min(wells.Count, 6));

        var (top, left) = (places.Min(p => p.Row), places.Min(p => p.Column));
        var (rows, columns) = (places.Max(p => p.Row) - top + 1, places.Max(p => p.Column) - left + 1);
        return 2 * rows * columns <= grid.Rows * grid.Columns
            ? new PlateWindow(top, left, rows, columns)
            : new PlateWindow(0, 0, grid.Rows, grid.Columns);
    }
}
