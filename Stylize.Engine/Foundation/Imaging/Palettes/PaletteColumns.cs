namespace Stylize.Engine.Imaging.Palettes;

/// <summary>The columns of a table; -1 for a missing one.</summary>
internal sealed record PaletteColumns(int Hex, int Red, int Green, int Blue, int Code, int Name)
{
    private static readonly string[] HexHeadings = ["hex", "rgbhex", "hexcode", "hexrgb", "rgbcode", "html",
        "htmlcolor", "color", "rgb"];
    private static readonly string[] NameHeadings = ["name", "description", "colorname", "title", "desc"];
    private static readonly string[] CodeHeadings =
    [
        "code", "floss", "dmc", "id", "number", "no", "num", "ref", "reference", "referencecode", "sku", "thread",
        "bead", "brandcode",
    ];

    /// <summary>Returns the columns of a line of headings; null if the line is not one.</summary>
    public static PaletteColumns? OfHeadings(IReadOnlyList<string> cells)
    {
        // British spelling is read, too.
        List<string> headings =
            [.. cells.Select(
                cell => new string([.. cell.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]).Replace("ou", "o"))];
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
        return isHeading ? new PaletteColumns(hex, red, green, blue, code, name) : null;

        int Find(params string[] words) =>
            words.Select(word => headings.IndexOf(word)).FirstOrDefault(index => index >= 0, -1);
    }

    /// <summary>Returns the columns of a line of values; null if it has no color.</summary>
    public static PaletteColumns? OfValues(IReadOnlyList<string> cells)
    {
        // A code such as 310 may look like hex digits or a number, so six digits, and the last numbers, count.
        var hex = cells.ToList()
            .FindLastIndex(cell => cell.TrimStart('#').Length == 6 && HexColor.TryParse(cell, out _));
        var red = -1;
        for (var i = cells.Count - 3; i >= 0 && red < 0; i--)
        {
            red = Rgb(cells[i], cells[i + 1], cells[i + 2]) is null ? -1 : i;
        }

        if (hex < 0 && red < 0) return null;

        int[] others =
            [.. Enumerable.Range(0, cells.Count).Where(i => i != hex && (red < 0 || i < red || i > red + 2))];
        return others switch
        {
            [] => new PaletteColumns(hex, red, red + 1, red + 2, -1, -1),
            [var only] when cells[only].Contains(' ') || !cells[only].Any(char.IsAsciiDigit) =>
                new(hex, red, red + 1, red + 2, -1, only),
            [var only] => new(hex, red, red + 1, red + 2, only, -1),
            [var code, var name, ..] => new(hex, red, red + 1, red + 2, code, name),
        };
    }

    public Rgba32? Color(IReadOnlyList<string> cells)
    {
        if (Cell(cells, Hex) is { } text && HexColor.TryParse(text, out var color)) return color;

        return Rgb(Cell(cells, Red), Cell(cells, Green), Cell(cells, Blue));
    }

    public PaletteLabel? Label(IReadOnlyList<string> cells) =>
        PaletteLabel.Create(Cell(cells, Code), Cell(cells, Name));

    private static string? Cell(IReadOnlyList<string> cells, int column) =>
        column >= 0 && column < cells.Count ? cells[column] : null;

    /// <summary>Returns the color of three numbers from 0 to 255; null for other texts.</summary>
    public static Rgba32? Rgb(string? red, string? green, string? blue) =>
        Byte(red) is { } r && Byte(green) is { } g && Byte(blue) is { } b ? new Rgba32(r, g, b) : null;

    /// <summary>Returns a number from 0 to 255; null for any other text.</summary>
    public static byte? Byte(string? text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
