namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Names of wells: one or two letters for the row, then the column, such as A1, P24 or AF48.</summary>
internal static partial class WellName
{
    /// <summary>Rows and columns of the largest plate, which has 1536 wells.</summary>
    internal const int MaxRow = 32, MaxColumn = 48;

    /// <summary>
    /// Returns the name in capitals without zeros and a separator before the column, such as A1 for a-01; any other
    /// text in capitals.
    /// </summary>
    /// <remarks>Wells of 1536 that are named by a place on a plate of 96 wells are converted: B3 is Ab3 if only rows
    /// are divided, and A01.b3 if rows and columns are.</remarks>
    public static string Canonical(string well)
    {
        if (FromQuarters(well) is { } quarter) return quarter;

        var upper = well.ToUpperInvariant();
        var rest = upper.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        var row = upper[..^rest.Length];
        var digits = row.Length > 0 && rest.Length > 1 && rest[0] is '-' or '_' or ' ' ? rest[1..] : rest;
        return digits.Length > 0
            && TryInteger(digits, out var column) ? Invariant($"{row}{column}")
            : upper;
    }

    /// <summary>Returns the canonical name of a well of rows Aa to Hd, such as Ab3, or of wells a1 to d4 in each of 96,
    /// such as A01.b3; null for any other name.</summary>
    internal static string? FromQuarters(string well)
    {
        if (Quarters().Match(well) is not { Success: true } match) return null;

        var row = (4 * (char.ToUpperInvariant(match.Groups["row"].Value[0]) - 'A'))
            + char.ToLowerInvariant(match.Groups["part"].Value[0]) - 'a' + 1;
        var column = int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture);
        column = match.Groups["place"].Success
            ? (4 * (column - 1)) + match.Groups["place"].Value[0] - '0' : column;
        return column is >= 1 and <= MaxColumn ? FromPosition(row, column) : null;
    }

    internal static bool IsInQuarters(string well) => FromQuarters(well) is not null;

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

    [GeneratedRegex(
        @"^(?:(?<row>[A-H])(?<part>[a-d])[ _-]?0*(?<column>\d{1,2})"
        + @"|(?i:(?<row>[A-H])(?<column>\d{1,2})\.(?<part>[a-d])(?<place>[1-4])))$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Quarters();
}
