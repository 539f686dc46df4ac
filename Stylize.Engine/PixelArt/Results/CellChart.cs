namespace Stylize.Engine.PixelArt.Results;

/// <summary>
/// Writes a chart to print, for stitching, beads and bricks: a page with the picture and the list of colors, then the
/// grid with a symbol in each cell. One HTML file without scripts and references.
/// </summary>
/// <param name="cells">The picture, one pixel per cell.</param>
/// <param name="palette">The colors, with their codes and names.</param>
internal sealed class CellChart(Raster<Rgba32> cells, Palette palette)
{
    public const string Suffix = ".chart.html";

    /// <summary>Maximum number of cells, for a file that browsers can print.</summary>
    public const int MaxCells = 250_000;

    private const string Style = """
        @page{margin:10mm}
        *{-webkit-print-color-adjust:exact;print-color-adjust:exact;box-sizing:border-box}
        body{margin:0 auto;max-width:190mm;font:10pt/1.35 system-ui,"Liberation Sans",Arial,sans-serif;color:#000;background:#fff}
        h1{font-size:16pt;margin:0 0 2mm;overflow-wrap:anywhere}
        p{margin:0 0 3mm}
        img{display:block;image-rendering:pixelated;max-width:190mm;max-height:70mm;margin:0 0 4mm;border:.2mm solid #888}
        table{border-collapse:collapse}
        th,td{padding:.3mm 3mm .3mm 0;text-align:left;border-bottom:.1mm solid #bbb;overflow-wrap:anywhere}
        tr{break-inside:avoid}
        .n{text-align:right}
        .s{display:inline-block;width:8mm;height:5mm;line-height:5mm;text-align:center;border:.2mm solid #666;font-weight:600}
        section{break-before:page}
        h2{font-size:9pt;font-weight:400;margin:0 0 1.5mm}
        svg{display:block;overflow:visible}
        svg text{font:.72px system-ui,"Liberation Sans",Arial,sans-serif;text-anchor:middle}
        svg .w{fill:#fff}
        svg .t{font-size:.52px}
        svg .r{font-size:.9px}
        svg .e{text-anchor:end}
        .g{stroke:#777;stroke-width:.03;fill:none}
        .b{stroke:#000;stroke-width:.1;fill:none}
        @media screen{body{padding:5mm}section{margin-top:10mm}}
        """;

    private readonly ChartLayout _layout = new(cells.Width, cells.Height);

    /// <summary>Writes the page.</summary>
    /// <param name="title">Name of the picture.</param>
    /// <param name="picture">The picture as PNG.</param>
    /// <param name="provenance">The provenance to include, or null.</param>
    public void Write(Stream target, string title, ReadOnlyMemory<byte> picture, ProvenanceRecord? provenance)
    {
        var colors = Colors();
        using var text = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine("<!doctype html>");
        text.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        text.WriteLine("<meta http-equiv=\"Content-Security-Policy\" "
            + "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">");
        text.WriteLine("<meta name=\"viewport\" content=\"width=device-width\">");
        if (provenance is not null)
        {
            text.WriteLine(ProvenanceMarkup.Html(provenance));
        }

        text.WriteLine($"<title>{ColorList.Escape(title)}</title>\n<style>\n{Style}\n</style></head><body>");
        text.WriteLine($"<h1>{ColorList.Escape(title)}</h1>");
        text.WriteLine(Invariant($"<p>{cells.Width} x {cells.Height} cells, {colors.Count} colors. ")
            + $"{Grids(_layout.Parts.Count)}</p>");
        text.WriteLine(
            $"<img alt=\"\" style=\"{PictureSize()}\" "
            + $"src=\"data:image/png;base64,{Convert.ToBase64String(picture.Span)}\">");
        new ColorList(palette).Write(text, colors, (cells.Width, cells.Height));
        for (var i = 0; i < _layout.Parts.Count; i++)
        {
            WritePart(text, colors, i);
        }

        text.WriteLine("</body></html>");
    }

    private static string Grids(int pages) => pages == 1 ? "The grid is on the next page." : Invariant(
        $"The grid is on {pages} pages. Pale cells at the left and top repeat the page before.");

    /// <summary>Returns the size of the picture: as large as the space allows.</summary>
    private string PictureSize() => cells.Width * 70L > cells.Height * 190L ? "width:190mm" : "height:70mm";

    /// <summary>Returns the colors of the cells in the order of the palette, with their symbols and counts.</summary>
    private Dictionary<Rgba32, (string Symbol, int Count)> Colors()
    {
        var counts = ColorCounts.Count(cells);
        return palette.Colors.Concat(counts.Keys).Distinct().Where(color => color.A != 0 && counts.ContainsKey(color))
            .Select((color, index) => (Color: color, Symbol: ChartSymbols.ForColor(index)))
            .ToDictionary(entry => entry.Color, entry => (entry.Symbol, counts[entry.Color]));
    }

    private void WritePart(StreamWriter text, Dictionary<Rgba32, (string Symbol, int Count)> colors, int index)
    {
        var part = _layout.Parts[index];
        text.WriteLine(Invariant(
            $"<section><h2>Grid {index + 1} of {_layout.Parts.Count}: columns {part.Left + 1} to {part.Right}, ")
            + Invariant($"rows {part.Top + 1} to {part.Bottom}</h2>"));
        var (width, height) = (part.Columns + ChartLayout.RulerWidth, part.Rows + ChartLayout.RulerHeight);
        text.WriteLine(Invariant(
            $"<svg width=\"{_layout.Cell * width:0.##}mm\" height=\"{_layout.Cell * height:0.##}mm\" ")
            + Invariant(
                $"viewBox=\"{-ChartLayout.RulerWidth} {-ChartLayout.RulerHeight} {width} {height}\">"));
        WriteAreas(text, part);
        WriteSymbols(text, colors, part);
        WritePale(text, part);
        WriteGrid(text, part);
        text.WriteLine("</svg></section>");
    }

    private void WriteAreas(StreamWriter text, ChartPart part)
    {
        var paths = new Dictionary<Rgba32, StringBuilder>();
        for (var y = part.Top; y < part.Bottom; y++)
        {
            var row = cells.Row(y);
            for (int x = part.Left, end; x < part.Right; x = end)
            {
                for (end = x + 1; end < part.Right && row[end] == row[x]; end++)
                {
                }

                if (row[x].A != 0)
                {
                    var path = paths.TryGetValue(row[x], out var known) ? known : paths[row[x]] = new StringBuilder();
                    path.Append(
                        CultureInfo.InvariantCulture, $"M{x - part.Left} {y - part.Top}h{end - x}v1h{x - end}z");
                }
            }
        }

        foreach (var (color, path) in paths)
        {
            text.WriteLine($"<path fill=\"{color.ToHex()}\" d=\"{path}\"/>");
        }
    }

    /// <summary>Writes the symbols of each row, those on dark cells in white.</summary>
    private void WriteSymbols(StreamWriter text, Dictionary<Rgba32, (string Symbol, int Count)> colors, ChartPart part)
    {
        for (var y = part.Top; y < part.Bottom; y++)
        {
            foreach (var (isDark, isLong) in ((bool, bool)[])[(false, false), (true, false), (false, true),
                (true, true)])
            {
                var (places, symbols) = (new StringBuilder(), new StringBuilder());
                for (var x = part.Left; x < part.Right; x++)
                {
                    var cell = cells[x, y];
                    if (cell.A == 0 || colors[cell].Symbol is var symbol && symbol.Length > 1 != isLong) continue;

                    if (ColorList.IsDark(cell) != isDark) continue;

                    var column = x - part.Left;
                    places.Append(places.Length > 0 ? " " : "").Append(isLong
                        ? Invariant($"{column}.3 {column}.7")
                        : Invariant($"{column}.5"));
                    symbols.Append(ColorList.Escape(symbol));
                }

                if (symbols.Length > 0)
                {
                    var kind = (isDark ? "w" : "") + (isLong ? " t" : "");
                    var baseline = (y - part.Top + (isLong ? 0.69 : 0.76))
                        .ToString("0.##", CultureInfo.InvariantCulture);
                    text.WriteLine(
                        $"<text{(kind.Length > 0 ? $" class=\"{kind.Trim()}\"" : "")} y=\"{baseline}\" "
                        + $"x=\"{places}\">{symbols}</text>");
                }
            }
        }
    }

    /// <summary>Makes the cells of earlier pages pale.</summary>
    private static void WritePale(StreamWriter text, ChartPart part)
    {
        var (columns, rows) = (part.FirstColumn - part.Left, part.FirstRow - part.Top);
        if (columns + rows > 0)
        {
            FormattableString pale = $"""
                <path fill="#fff" fill-opacity=".6" d="M0 0H{part.Columns}V{rows}H{columns}V{part.Rows}H0z"/>
                """;
            text.WriteLine(Invariant($"{pale}"));
        }
    }

    /// <summary>Writes the lines, bold after every ten cells and at the sides, and the numbers of the bold
    /// ones.</summary>
    private void WriteGrid(StreamWriter text, ChartPart part)
    {
        var (thin, bold, numbers) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var x = part.Left; x <= part.Right; x++)
        {
            (IsBold(x, cells.Width) ? bold : thin)
                .Append(CultureInfo.InvariantCulture, $"M{x - part.Left} 0V{part.Rows}");
            if (x > 0 && x % 10 == 0)
            {
                numbers.Append(
                    CultureInfo.InvariantCulture, $"<text class=\"r\" x=\"{x - part.Left}\" y=\"-.35\">{x}</text>");
            }
        }

        for (var y = part.Top; y <= part.Bottom; y++)
        {
            (IsBold(y, cells.Height) ? bold : thin)
                .Append(CultureInfo.InvariantCulture, $"M0 {y - part.Top}H{part.Columns}");
            if (y > 0 && y % 10 == 0)
            {
                numbers.Append(CultureInfo.InvariantCulture,
                    $"<text class=\"r e\" x=\"-.35\" y=\"{y - part.Top + 0.32:0.##}\">{y}</text>");
            }
        }

        text.WriteLine($"<path class=\"g\" d=\"{thin}\"/><path class=\"b\" d=\"{bold}\"/>");
        text.WriteLine(numbers.ToString());

        static bool IsBold(int line, int last) => line % 10 == 0 || line == last;
    }
}

/// <summary>One printed page of a chart: a part of the grid, with cells of the previous pages at its left and
/// top.</summary>
/// <param name="Left">First column shown, from 0.</param>
/// <param name="Top">First row shown, from 0.</param>
/// <param name="FirstColumn">First column that no earlier page shows.</param>
/// <param name="FirstRow">First row that no earlier page shows.</param>
/// <param name="Right">Column after the last.</param>
/// <param name="Bottom">Row after the last.</param>
internal readonly record struct ChartPart(int Left, int Top, int FirstColumn, int FirstRow, int Right, int Bottom)
{
    public int Columns => Right - Left;
    public int Rows => Bottom - Top;
}

/// <summary>Divides a grid into pages that fit on A4 and Letter, at multiples of ten cells.</summary>
internal sealed class ChartLayout
{
    /// <summary>Number of cells of a page that the next page repeats.</summary>
    public const int Overlap = 2;

    /// <summary>Space for the ruler left of and above the cells, in cells.</summary>
    public const double RulerWidth = 3, RulerHeight = 1.5;

    /// <summary>Maximum number of new cells along the sides of a page.</summary>
    private const int MaxColumns = 50, MaxRows = 70;

    /// <summary>Space on both paper sizes within margins of 10 mm, below the line of text, in millimeters.</summary>
    private const double PaperWidth = 188, PaperHeight = 240;

    /// <summary>Maximum side of a cell in millimeters.</summary>
    private const double MaxCell = 7;

    public ChartLayout(int width, int height)
    {
        var (columns, rows) = (Step(width, MaxColumns), Step(height, MaxRows));
        var parts = new List<ChartPart>();
        for (var top = 0; top < height; top += rows)
        {
            for (var left = 0; left < width; left += columns)
            {
                parts.Add(new ChartPart(
                    Math.Max(0, left - Overlap), Math.Max(0, top - Overlap), left, top, Math.Min(width, left + columns),
                    Math.Min(height, top + rows)));
            }
        }

        Parts = parts;
        var cell = Math.Min(
            PaperWidth / (parts.Max(part => part.Columns) + RulerWidth),
            PaperHeight / (parts.Max(part => part.Rows) + RulerHeight));
        Cell = Math.Floor(20 * Math.Min(MaxCell, cell)) / 20;
    }

    /// <summary>The pages, row by row.</summary>
    public IReadOnlyList<ChartPart> Parts { get; }

    /// <summary>Side of a cell in millimeters.</summary>
    public double Cell { get; }

    /// <summary>Returns the number of new cells per page: as equal as possible, in tens.</summary>
    private static int Step(int cells, int most)
    {
        if (cells <= most) return cells;

        var pages = (cells + most - 1) / most;
        return Math.Min(most, ((cells + pages - 1) / pages + 9) / 10 * 10);
    }
}

/// <summary>The symbols of a chart, chosen so that no two are easily confused.</summary>
internal static class ChartSymbols
{
    private const string Single = "ABCDEFGHJKLMNPQRSTUVWXYZ+#%@&?=*$2346789abdefghkmnqrtyΓΔΘΛΞΠΣΦΨΩ";

    /// <summary>Returns a symbol of one character, or of two after those are used up.</summary>
    /// <param name="index">Number of the color, from 0.</param>
    public static string ForColor(int index)
    {
        if (index < Single.Length) return Single[index].ToString();

        const int Letters = 24, Digits = 8;
        index -= Single.Length;
        var (letter, second) = (Single[index / Digits % Letters], index / (Digits * Letters));
        return $"{letter}{(second == 0 ? (char)('2' + (index % Digits)) : Single[((second - 1) * Digits) + (index % Digits)])}";
    }
}
