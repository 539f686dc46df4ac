using System.Text;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Reads comma-separated values (RFC 4180), and those divided by semicolons or tabs, as spreadsheets write them.</summary>
internal static class CsvTable
{
    /// <summary>The lines of a text, each as its fields. The divider is the one that the first line has most of.</summary>
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
