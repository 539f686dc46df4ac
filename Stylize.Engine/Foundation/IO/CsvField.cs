namespace Stylize.Engine.IO;

/// <summary>Fields of comma-separated values (RFC 4180) that a spreadsheet does not execute.</summary>
internal static class CsvField
{
    /// <summary>Characters with which a formula can begin in a spreadsheet (OWASP, CSV Injection).</summary>
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>Returns a line of CSV with its line feed.</summary>
    public static string Line(IEnumerable<object?> fields) =>
        string.Join(',', fields.Select(field => Quote(Text(field)))) + "\n";

    /// <summary>Writes lines, as UTF-8 without a mark.</summary>
    /// <param name="target">Is not closed.</param>
    public static void Write(Stream target, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        foreach (var line in lines)
        {
            writer.Write(line);
        }
    }

    /// <summary>Returns the text of a value: an invariant number that reads back exactly, or nothing for a missing
    /// value or NaN.</summary>
    public static string Text(object? value) => value switch
    {
        null or DBNull or double.NaN => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Quotes a field if necessary, and puts an apostrophe before text that could be a formula.</summary>
    public static string Quote(string field)
    {
        if (field.Length > 0 && FormulaStarts.Contains(field[0])
            && !TryNumber(field, out _))
        {
            field = "'" + field;
        }

        return field.AsSpan().IndexOfAny("\",\r\n") < 0
            ? field : $"\"{field.Replace("\"", "\"\"")}\"";
    }
}
