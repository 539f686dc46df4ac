namespace Stylize.Benchmarks.Figures;

/// <summary>Measured rows, as a Markdown table.</summary>
/// <param name="columns">Headings of the columns.</param>
internal sealed class FigureTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>A paragraph below the table, for facts that are known only after measuring; may be empty.</summary>
    public string Note { get; set; } = "";

    public void Row(params string[] cells) => _rows.Add(cells);

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|");
        text.Insert(text.Length, "---|", columns.Length).Append('\n');
        foreach (var row in _rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return Note.Length > 0 ? $"{text}\n{FigureText.Wrap(Note)}\n" : text.ToString();
    }
}
