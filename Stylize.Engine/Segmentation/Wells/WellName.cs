namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Names of wells: one or two letters for the row, then the column, such as A1, P24 or AF48.</summary>
public static class WellName
{
    /// <summary>Rows and columns of the largest plate, which has 1536 wells.</summary>
    internal const int MaxRow = 32, MaxColumn = 48;

    /// <summary>
    /// Returns the name in capitals without zeros and a separator before the column, such as A1 for a-01; any other
    /// text in capitals.
    /// </summary>
    public static string Canonical(string well)
    {
        var upper = well.ToUpperInvariant();
        var rest = upper.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        var row = upper[..^rest.Length];
        var digits = row.Length > 0 && rest.Length > 1 && rest[0] is '-' or '_' or ' ' ? rest[1..] : rest;
        return digits.Length > 0
            && TryInteger(digits, out var column) ? Invariant($"{row}{column}")
            : upper;
    }

    /// <summary>Returns row and column from 1; null for any other text, and for a well that no plate has.</summary>
    public static (int Row, int Column)? Parse(string well)
    {
        var name = Canonical(well);
        var letters = name.AsSpan(0, name.AsSpan().IndexOfAnyInRange('0', '9') is > 0 and var end ? end : 0);
        if (letters.Length is 0 or > 2 || letters.ContainsAnyExceptInRange('A', 'Z')
            || !TryInteger(name.AsSpan(letters.Length), out var column) || column is < 1 or > MaxColumn)
        {
            return null;
        }

        var row = 0;
        foreach (var letter in letters)
        {
            row = (26 * row) + letter - 'A' + 1;
        }

        return row <= MaxRow ? (row, column) : null;
    }

    /// <summary>Returns the name of a well from its row and column, both from 1.</summary>
    public static string FromPosition(int row, int column) => Invariant($"{RowOf(row)}{column}");

    /// <summary>Returns the letters of a row, from 1.</summary>
    public static string RowOf(int row) =>
        row > 26 ? $"{(char)('A' + ((row - 1) / 26) - 1)}{(char)('A' + ((row - 1) % 26))}" : $"{(char)('A' + row - 1)}";
}
