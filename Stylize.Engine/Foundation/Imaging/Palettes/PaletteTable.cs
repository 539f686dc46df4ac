namespace Stylize.Engine.Imaging.Palettes;

/// <summary>
/// Reads tables of colors with codes and names, such as those of threads and beads: text with commas, semicolons or
/// tabs, with or without a line of headings. A color is a column of hex digits or three columns of numbers up to 255.
/// </summary>
internal static class PaletteTable
{
    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or too
    /// many.</exception>
    public static Palette Read(string path) => Parse(path, InputFile.ReadLines(path));

    /// <param name="path">Name of the palette, and the file of errors.</param>
    public static Palette Parse(string path, IReadOnlyList<string> lines)
    {
        var separator = Separator(lines);
        var entries = new List<(Rgba32, PaletteLabel?)>();
        PaletteColumns? columns = null;
        var isFirst = true;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim('\uFEFF', ' ', '\r');
            var isComment = line.StartsWith('#') && !line.Contains(separator) && !HexColor.TryParse(line, out _);
            if (isComment || line.Trim(separator).Length == 0) continue;

            var cells = Split(line, separator)
                ?? throw PaletteFile.Unreadable(path, $"line {i + 1} has a quotation mark without a closing one");
            if (isFirst)
            {
                isFirst = false;
                columns = PaletteColumns.OfHeadings(cells);
                if (columns is not null) continue;
            }

            columns ??= PaletteColumns.OfValues(cells);
            var color = columns?.Color(cells)
                ?? throw PaletteFile.Unreadable(
                    path, $"line {i + 1} has no color as hex digits or as three numbers up to 255");
            entries.Add((color, columns.Label(cells)));
        }

        return Palette.FromEntries(path, entries);
    }

    private static char Separator(IReadOnlyList<string> lines)
    {
        var first = lines.FirstOrDefault(line => line.Trim().Length > 0) ?? "";
        return first.Contains('\t') ? '\t' : first.Count(c => c == ';') > first.Count(c => c == ',') ? ';' : ',';
    }

    /// <summary>Splits a line at separators outside quotes (RFC 4180); null if a quote is not closed.</summary>
    private static List<string>? Split(string line, char separator)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        if (isQuoted) return null;

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
