using System.Globalization;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Fields of comma-separated values (RFC 4180) that no spreadsheet runs.</summary>
internal static class CsvField
{
    /// <summary>What a formula can begin with in a spreadsheet (OWASP, CSV Injection).</summary>
    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>
    /// The field: in quotes if it holds a comma, a quote or a line's end; after an apostrophe if a spreadsheet would take it for a formula.
    /// A number stays as it is.
    /// </summary>
    public static string Of(string field)
    {
        if (field.Length > 0 && FormulaStarts.Contains(field[0], StringComparison.Ordinal)
            && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            field = "'" + field;
        }

        return field.AsSpan().IndexOfAny("\",\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
