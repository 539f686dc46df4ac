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
        var separator = CsvTable.SeparatorOf(string.Join('\n', lines));
        var entries = new List<(Rgba32, PaletteLabel?)>();
        PaletteColumns? columns = null;
        var isFirst = true;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i].Trim('\uFEFF', ' ', '\r');
            var isComment = line.StartsWith('#') && !line.Contains(separator) && !HexColor.TryParse(line, out _);
            if (isComment || line.Trim(separator).Length == 0) continue;

            var rows = CsvTable.Parse(line, out var open, separator);
            if (open > 0)
            {
                throw PaletteFile.Unreadable(path, $"line {i + 1} has a quotation mark without a closing one");
            }

            string[] cells = [.. rows.SelectMany(row => row.Fields, (_, cell) => cell.Trim())];
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
}
