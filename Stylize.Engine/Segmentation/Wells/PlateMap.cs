using System.Text.Unicode;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Contents of the wells of a plate, such as compound and dose: a CSV table with one row per well.</summary>
public sealed class PlateMap
{
    private readonly Dictionary<string, IReadOnlyList<string>> _wells;

    private PlateMap(IReadOnlyList<string> columns, Dictionary<string, IReadOnlyList<string>> wells)
    {
        Columns = columns;
        _wells = wells;
    }

    /// <summary>Names of the columns except the one of the well.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Names of the wells in the order of the file.</summary>
    public IReadOnlyCollection<string> Wells => _wells.Keys;

    /// <summary>Returns the values of a well in the order of the columns; empty if the map lacks the well.</summary>
    public IReadOnlyList<string> Find(string well) => _wells.GetValueOrDefault(WellName.Canonical(well)) ?? [];

    /// <summary>Returns the columns with their values for a well; none if the map lacks the well.</summary>
    public IEnumerable<KeyValuePair<string, string>> Contents(string well) =>
        Columns.Zip(Find(well), KeyValuePair.Create);

    internal IReadOnlyList<string> ValuesOf(string well) =>
        Find(well) is { Count: > 0 } known ? known : [.. Columns.Select(_ => "")];

    /// <summary>Returns all columns with their values for a well, which are empty if the map lacks it.</summary>
    internal Dictionary<string, string> RowOf(string well) =>
        Columns.Zip(ValuesOf(well), KeyValuePair.Create).ToDictionary();

    /// <summary>Reads a table whose first line names its columns, one of them "well".</summary>
    /// <param name="path">
    /// Full path of a CSV file separated by commas, semicolons or tabs, in UTF-8, in Latin-1, or in the encoding of its
    /// byte order mark. Numbers may have decimal commas if semicolons separate the fields and no number has a decimal
    /// point.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid, with the file as target: it cannot be read or is not such a
    /// table.</exception>
    public static PlateMap Read(string path)
    {
        string text;
        try
        {
            var bytes = InputFile.ReadAll(path, InputFile.TableBytes);
            using var reader =
                new StreamReader(new MemoryStream(bytes), Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1);
            text = reader.ReadToEnd();
        }
        catch (StylizeException e)
        {
            throw Refused(path, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        var rows = CsvTable.Parse(text, out var open);
        if (open > 0) throw Refused(path, $"has a quotation mark in line {open} without a closing one");
        if (rows.Count == 0) throw Refused(path, "is empty");

        string[] names = [.. rows[0].Fields.Select(n => n.Trim())];
        var key = Array.FindIndex(names, n => n.Equals("well", StringComparison.OrdinalIgnoreCase));
        if (key < 0) throw Refused(path, $"has no column 'well' in line {rows[0].Line}");

        if (names.FirstOrDefault(n => names.Count(m => m.Equals(n, StringComparison.OrdinalIgnoreCase)) > 1)
            is { } twice)
        {
            throw Refused(path, $"has two columns '{twice}'");
        }

        var hasCommas = CsvTable.SeparatorOf(text) == ';'
            && !rows.Any(row => row.Fields.Any(field => IsNumber(field, '.')));
        var wells = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (line, row) in rows.Skip(1).Where(r => r.Fields.Any(f => f.Trim().Length > 0)))
        {
            if (row.Count != names.Length)
            {
                throw Refused(path, $"has {row.Count} fields in line {line}, and {names.Length} columns");
            }

            var well = row[key].Trim();
            if (well.Length == 0) throw Refused(path, $"has no well in line {line}");

            if (!wells.TryAdd(WellName.Canonical(well), [.. row.Where((_, i) => i != key).Select(Value)]))
            {
                throw Refused(path, $"has well '{well}' twice, again in line {line}");
            }
        }

        string[] columns = [.. names.Where((_, i) => i != key)];
        ReadControls(path, columns, wells);
        return new PlateMap(columns, wells);

        string Value(string field) => hasCommas && IsNumber(field, ',') ? field.Trim().Replace(',', '.') : field.Trim();
    }

    /// <summary>
    /// Replaces the column of controls of CellProfiler's CalculateStatistics, 1 for positive ones, -1 for negative ones
    /// and 0 for samples, or 1, 0 and 0.5, with one of roles.
    /// </summary>
    private static void ReadControls(string path, string[] columns, Dictionary<string, IReadOnlyList<string>> wells)
    {
        var column = Array.FindIndex(columns, name => name.Equals("PosNegCtrls", StringComparison.OrdinalIgnoreCase));
        if (column < 0 || columns.Contains("role", StringComparer.OrdinalIgnoreCase)) return;

        double[] numbers =
        [
            .. wells.Values.Select(row => TryNumber(row[column], out var number) ? number : double.NaN),
        ];
        var (negative, sample) = numbers.Contains(-1) ? (-1, 0) : (0, .5);
        if (numbers.Any(number => number != negative && number != sample && number != 1)
            || (negative == 0 && !numbers.Contains(sample)))
        {
            throw Refused(
                path, $"has a column '{columns[column]}' without -1, 0 and 1, or 0, 0.5 and 1, for its controls");
        }

        columns[column] = "role";
        foreach (var (well, number) in wells.Keys.ToList().Zip(numbers))
        {
            string[] row = [.. wells[well]];
            row[column] = number == 1 ? "positive" : number == negative ? "negative" : "sample";
            wells[well] = row;
        }
    }

    /// <summary>Returns true for a number with a decimal sign.</summary>
    internal static bool IsNumber(string text, char sign) => text.Count(c => c == sign) == 1
        && TryNumber(text.Replace(sign, '.'), out _) && !text.Any(c => c is '.' or ',' && c != sign);

    private static StylizeException Refused(string path, string why, Exception? cause = null) =>
        Errors.PlateMapUnreadable.From(cause, path, why);
}

/// <summary>Reads comma-separated values (RFC 4180), and values separated by semicolons or tabs.</summary>
internal static class CsvTable
{
    /// <summary>Returns the most frequent separator in the first line.</summary>
    public static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var head = end < 0 ? text : text[..end];
        return ",;\t".MaxBy(c => head.Count(h => h == c));
    }

    /// <summary>Returns the fields of each row.</summary>
    /// <param name="open">Line of a quotation mark that is not closed; 0 if all are closed.</param>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Parse(string text, out int open)
    {
        open = 0;
        var divider = SeparatorOf(text);
        var rows = new List<(int Line, IReadOnlyList<string> Fields)>();
        var (line, first) = (1, 1);
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (isQuoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    (isQuoted, open) = (false, 0);
                }
            }
            else if (c == '"')
            {
                (isQuoted, open) = (true, line);
            }
            else if (c == divider)
            {
                EndField();
            }
            else if (c == '\n')
            {
                EndRow();
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            EndRow();
        }

        return rows;

        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            rows.Add((first, [.. row]));
            row.Clear();
            first = line;
        }
    }
}
