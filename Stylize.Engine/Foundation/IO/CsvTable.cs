namespace Stylize.Engine.IO;

/// <summary>Reads comma-separated values (RFC 4180), and values separated by semicolons or tabs.</summary>
internal static class CsvTable
{
    /// <summary>Returns the most frequent separator in the first line that has one; a comma without any.</summary>
    public static char SeparatorOf(string text)
    {
        var first = Math.Max(text.AsSpan().IndexOfAny(',', ';', '\t'), 0);
        var length = text.AsSpan(first).IndexOfAny('\r', '\n');
        var head = length < 0 ? text[first..] : text.Substring(first, length);
        return ",;\t".MaxBy(c => head.Count(h => h == c));
    }

    /// <summary>Returns the head and the rows of a table that a run wrote.</summary>
    /// <exception cref="StylizeException">The file cannot be read, or is longer.</exception>
    public static (string[] Head, IEnumerable<IReadOnlyList<string>> Rows) Read(string path, long maxBytes = 1 << 29)
    {
        var rows = Parse(InputFile.ReadText(path, maxBytes), out _);
        return ([.. rows[0].Fields], rows.Skip(1).Select(row => row.Fields));
    }

    /// <summary>Returns the fields of each row.</summary>
    /// <param name="open">Line of a quotation mark that is not closed; 0 if all are closed.</param>
    /// <param name="separator">Null for that of the text.</param>
    public static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> Parse(
        string text, out int open, char? separator = null)
    {
        open = 0;
        var divider = separator ?? SeparatorOf(text);
        var rows = new List<(int Line, IReadOnlyList<string> Fields)>();
        var (line, first) = (1, 1);
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            // A carriage return alone ends the lines of some programs for the Mac.
            var isEnd = c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'));
            line += isEnd ? 1 : 0;
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
            else if (isEnd)
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
