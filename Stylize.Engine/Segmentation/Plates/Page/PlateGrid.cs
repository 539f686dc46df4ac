using System.Globalization;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>The rows and columns of a plate: the smallest usual format, of 24 to 1536 wells, that has all given wells.</summary>
/// <param name="Rows">Rows, lettered A, B ... Z, AA, AB ...</param>
/// <param name="Columns">Columns, numbered from 1.</param>
internal sealed record PlateGrid(int Rows, int Columns)
{
    private static readonly PlateGrid[] Formats = [new(4, 6), new(6, 8), new(8, 12), new(16, 24), new(32, 48)];

    /// <summary>The format for wells; larger than any usual one where a well is beyond it. Other names than E4 have no place.</summary>
    public static PlateGrid For(IEnumerable<string> wells)
    {
        var places = wells.Select(Place).Where(p => p.Row >= 0).ToList();
        var rows = places.Select(p => p.Row + 1).DefaultIfEmpty(1).Max();
        var columns = places.Select(p => p.Column + 1).DefaultIfEmpty(1).Max();
        return Formats.FirstOrDefault(f => f.Rows >= rows && f.Columns >= columns) ?? new PlateGrid(rows, columns);
    }

    /// <summary>Row and column of a well, from 0; -1 where its name is no letters and number.</summary>
    public static (int Row, int Column) Place(string well)
    {
        var letters = well.TakeWhile(char.IsAsciiLetter).Count();
        if (letters is 0 or > 2 || !int.TryParse(well.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            || column is < 1 or > 9999)
        {
            return (-1, -1);
        }

        return (well[..letters].ToUpperInvariant().Aggregate(0, (row, letter) => (26 * row) + letter - 'A' + 1) - 1, column - 1);
    }

    public static string RowName(int row) =>
        row < 26 ? ((char)('A' + row)).ToString() : $"{(char)('A' + (row / 26) - 1)}{(char)('A' + (row % 26))}";
}
