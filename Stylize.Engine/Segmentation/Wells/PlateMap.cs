using Stylize.Engine.IO;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Contents of the wells of a plate, such as compound and dose: a CSV table with one row per well.</summary>
public sealed class PlateMap
{
    private const long MaxBytes = 64 << 20;

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
    public IReadOnlyList<string> Of(string well) => _wells.GetValueOrDefault(WellName.Canonical(well)) ?? [];

    /// <summary>Reads a table whose first line names its columns, one of them "well".</summary>
    /// <param name="path">Full path of a CSV file in UTF-8, separated by commas, semicolons or tabs.</param>
    /// <exception cref="StylizeException">OptionInvalid, with the file as target: it cannot be read or is not such a table.</exception>
    public static PlateMap Read(string path)
    {
        string text;
        try
        {
            using var reader = new StreamReader(new MemoryStream(InputFile.ReadAll(path, MaxBytes)));
            text = reader.ReadToEnd();
        }
        catch (StylizeException e)
        {
            throw Refused(path, $"cannot be read: {e.Message.TrimEnd('.')}", e);
        }

        var rows = CsvTable.Parse(text);
        if (rows.Count == 0) throw Refused(path, "is empty");

        string[] names = [.. rows[0].Select(n => n.Trim())];
        var key = Array.FindIndex(names, n => n.Equals("well", StringComparison.OrdinalIgnoreCase));
        if (key < 0) throw Refused(path, $"has no column 'well', only {string.Join(", ", names)}");

        if (names.FirstOrDefault(n => names.Count(m => m.Equals(n, StringComparison.OrdinalIgnoreCase)) > 1) is { } twice)
        {
            throw Refused(path, $"has two columns '{twice}'");
        }

        var wells = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (index, row) in rows.Index().Skip(1).Where(r => r.Item.Any(f => f.Trim().Length > 0)))
        {
            if (row.Count != names.Length) throw Refused(path, $"has {row.Count} fields in line {index + 1}, and {names.Length} columns");

            if (!wells.TryAdd(WellName.Canonical(row[key].Trim()), [.. row.Where((_, i) => i != key).Select(f => f.Trim())]))
            {
                throw Refused(path, $"has well '{row[key].Trim()}' twice");
            }
        }

        return new PlateMap([.. names.Where((_, i) => i != key)], wells);
    }

    private static StylizeException Refused(string path, string why, Exception? cause = null) => new(
        StylizeError.OptionInvalid, path, $"The plate map '{path}' {why}.",
        "Use {PlateMap} with a CSV file whose first line names the columns, one of them 'well', and one line per well.", cause);
}

/// <summary>Reads comma-separated values (RFC 4180), and values separated by semicolons or tabs.</summary>
internal static class CsvTable
{
    /// <summary>Returns the fields of each line. The separator is the most frequent one in the first line.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var head = end < 0 ? text : text[..end];
        var divider = ",;\t".MaxBy(c => head.Count(h => h == c));
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
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
                    isQuoted = false;
                }
            }
            else if (c == '"')
            {
                isQuoted = true;
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
            rows.Add([.. row]);
            row.Clear();
        }
    }
}
