namespace Stylize.Engine.Imaging.Palettes;

/// <summary>
/// Reads tables of colors with codes and names, such as those of threads and beads: text with commas, semicolons or tabs, with or without
/// a line of headings. A color is a column of hex digits or three columns of numbers up to 255.
/// </summary>
internal static class PaletteTable
{
    private static readonly string[] HexHeadings = ["hex", "rgbhex", "hexcode", "hexrgb", "rgbcode", "html", "htmlcolor", "color", "rgb"];
    private static readonly string[] NameHeadings = ["name", "description", "colorname", "title", "desc"];
    private static readonly string[] CodeHeadings =
    [
        "code", "floss", "dmc", "id", "number", "no", "num", "ref", "reference", "referencecode", "sku", "thread", "bead", "brandcode",
    ];

    /// <exception cref="StylizeException">ImageMissing, ImageUnreadable, or OptionInvalid: no color, or too many.</exception>
    public static Palette Read(string path)
    {
        var lines = InputFile.ReadLines(path);
        var separator = Separator(lines);
        var (colors, labels) = (new List<Rgba32>(), new List<PaletteLabel?>());
        Columns? columns = null;
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
                columns = Columns.OfHeadings(cells);
                if (columns is not null) continue;
            }

            columns ??= Columns.OfValues(cells);
            var color = columns?.Color(cells)
                ?? throw PaletteFile.Unreadable(path, $"line {i + 1} has no color as hex digits or as three numbers up to 255");
            colors.Add(color);
            labels.Add(columns.Label(cells));
        }

        return new Palette(path, colors, labels);
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

    /// <summary>The columns of a table; -1 for a missing one.</summary>
    private sealed record Columns(int Hex, int Red, int Green, int Blue, int Code, int Name)
    {
        /// <summary>Returns the columns of a line of headings; null if the line is not one.</summary>
        public static Columns? OfHeadings(List<string> cells)
        {
            // British spelling is read, too.
            List<string> headings =
                [.. cells.Select(cell => new string([.. cell.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]).Replace("ou", "o"))];
            int red = Find("r", "red"), green = Find("g", "green"), blue = Find("b", "blue");
            var hex = Find(HexHeadings);
            if (hex < 0 && (red < 0 || green < 0 || blue < 0)) return null;

            var name = Find(NameHeadings);
            var code = Find(CodeHeadings);
            if (name < 0)
            {
                // Some tables have the name below the brand.
                name = headings.FindIndex(heading => headings.IndexOf(heading) != code && CodeHeadings.Contains(heading));
            }

            var isHeading = !cells.Any(cell => HexColor.TryParse(cell, out _) && cell.Length >= 6);
            return isHeading ? new Columns(hex, red, green, blue, code, name) : null;

            int Find(params string[] words) =>
                words.Select(word => headings.IndexOf(word)).FirstOrDefault(index => index >= 0, -1);
        }

        /// <summary>Returns the columns of a line of values; null if it has no color.</summary>
        public static Columns? OfValues(List<string> cells)
        {
            // A code such as 310 may look like hex digits or a number, so six digits, and the last numbers, count.
            var hex = cells.FindLastIndex(cell => cell.TrimStart('#').Length == 6 && HexColor.TryParse(cell, out _));
            var red = -1;
            for (var i = cells.Count - 3; i >= 0 && red < 0; i--)
            {
                red = IsByte(cells[i]) && IsByte(cells[i + 1]) && IsByte(cells[i + 2]) ? i : -1;
            }

            if (hex < 0 && red < 0) return null;

            int[] others = [.. Enumerable.Range(0, cells.Count).Where(i => i != hex && (red < 0 || i < red || i > red + 2))];
            return others switch
            {
                [] => new Columns(hex, red, red + 1, red + 2, -1, -1),
                [var only] when cells[only].Contains(' ') || !cells[only].Any(char.IsAsciiDigit) =>
                    new(hex, red, red + 1, red + 2, -1, only),
                [var only] => new(hex, red, red + 1, red + 2, only, -1),
                [var code, var name, ..] => new(hex, red, red + 1, red + 2, code, name),
            };
        }

        public Rgba32? Color(List<string> cells)
        {
            if (Cell(cells, Hex) is { } text && HexColor.TryParse(text, out var color)) return color;

            return byte.TryParse(Cell(cells, Red), NumberStyles.None, CultureInfo.InvariantCulture, out var r)
                && byte.TryParse(Cell(cells, Green), NumberStyles.None, CultureInfo.InvariantCulture, out var g)
                && byte.TryParse(Cell(cells, Blue), NumberStyles.None, CultureInfo.InvariantCulture, out var b)
                ? new Rgba32(r, g, b)
                : null;
        }

        public PaletteLabel? Label(List<string> cells) => PaletteLabel.Of(Cell(cells, Code), Cell(cells, Name));

        private static string? Cell(List<string> cells, int column) => column >= 0 && column < cells.Count ? cells[column] : null;

        private static bool IsByte(string cell) => byte.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
