using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Maps of the plate as SVG for the page of a run: a value or a text per well.</summary>
internal static class PlateChart
{
    private const int Margin = 22, LineHeight = 9;

    /// <summary>Draws a heat map from pale to dark, with numbers if they fit, and a scale.</summary>
    /// <param name="mark">Returns the class of a frame around a well, which has dashes if it fails a gate.</param>
    public static void Write(
        StringBuilder html, string title, PlateWindow window, IReadOnlyList<WellSummary> wells,
        Func<WellSummary, double?> value, Func<WellSummary, string?>? mark = null)
    {
        var values =
            wells.Where(w => PlateGrid.Place(w.Well).Row >= 0 && value(w) is { } v && double.IsFinite(v)).ToList();
        if (values.Count == 0) return;

        var (low, high) = (values.Min(w => value(w)!.Value), values.Max(w => value(w)!.Value));
        Begin(html, title, window, extra: 26, out var side);
        // Doses of a dilution series have equal steps on a logarithmic scale.
        var least = values.Select(w => value(w)!.Value).Where(v => v > 0).DefaultIfEmpty(1).Min();
        var isLogarithmic = low >= 0 && high / least >= 100;
        foreach (var well in values)
        {
            var number = value(well)!.Value;
            var share = high <= low ? .5 : isLogarithmic
                ? PortableMath.Log(Math.Max(number, least) / least) / PortableMath.Log(high / least)
                : (number - low) / (high - low);
            Cell(html, window, well, side, Shade(share), share > .5 ? "#fff" : "#1d2433", Number(number),
                mark?.Invoke(well));
        }

        var (width, y) = (Math.Clamp(window.Columns * side, 60, 200), 20 + (window.Rows * side));
        for (var step = 0; step < 20 && high > low; step++)
        {
            var (left, wide) = (Margin + (step * width / 20.0), (width / 20.0) + .3);
            html.Add($"""<rect x="{left:0.##}" y="{y}" width="{wide:0.##}" height="6" fill="{Shade(step / 19.0)}"/>""");
        }

        html.Add(
            $"""<text x="{Margin}" y="{y + 17}">{Number(low)}</text><text x="{Margin + width}" y="{y + 17}" text-anchor="end">""")
            .Add($"{(high > low ? Number(high) : "")}</text></svg></div>\n");
    }

    /// <summary>Draws a column of the plate map: a heat map of numbers, or a color per text.</summary>
    public static void WriteCondition(
        StringBuilder html, string name, PlateWindow window, IReadOnlyList<WellSummary> wells)
    {
        double? Value(WellSummary well) => well.Conditions.TryGetValue(name, out var text)
            && TryNumber(text, out var number) ? number : null;
        if (wells.All(w => Value(w) is not null || w.Conditions.GetValueOrDefault(name, "").Length == 0))
        {
            Write(html, name, window, wells, Value);
            return;
        }

        string[] texts =
            [.. wells.Select(w => w.Conditions.GetValueOrDefault(name, "")).Where(t => t.Length > 0).Distinct()
                .Order(StringComparer.OrdinalIgnoreCase)];
        if (texts.Length == 0) return;

        Begin(html, name, window, extra: 0, out var side);
        foreach (var well in wells.Where(
            w => PlateGrid.Place(w.Well).Row >= 0 && w.Conditions.GetValueOrDefault(name, "").Length > 0))
        {
            var text = well.Conditions[name];
            Cell(html, window, well, side, Hue(Array.IndexOf(texts, text)), "#1d2433", text);
        }

        html.Append("</svg><p class=\"soft\">");
        foreach (var (index, text) in texts.Index().Take(24))
        {
            html.Add($"<span style=\"color:{Hue(index)}\">\u25a0</span> {Markup.Text(text)} &nbsp; ");
        }

        html.Append(texts.Length > 24 ? "..." : "").Append("</p></div>\n");
    }

    /// <summary>Formats a number with four digits, or all digits of an integer.</summary>
    public static string Number(double? value) => value is not { } number || !double.IsFinite(number) ? ""
        : number == Math.Floor(number) && Math.Abs(number) < 1e9 ? number.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(number) is >= 1000 and < 1e9 ? Math.Round(number).ToString("0", CultureInfo.InvariantCulture)
        : number.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>The words of a well that the filter matches: its name, then the plate map.</summary>
    public static string Keys(WellSummary well) =>
        Markup.Text(string.Join('\n', well.Conditions.Values.Prepend(well.Well)));

    /// <summary>The attributes by which the script finds an element of a well.</summary>
    public static string Attributes(WellSummary well) =>
        $"data-well=\"{Keys(well)}\" data-plate=\"{Markup.Text(well.Experiment)}\"";

    /// <summary>Begins a picture with a title.</summary>
    /// <param name="role">The role for a screen reader: img for one picture, or group for wells with names.</param>
    public static StringBuilder BeginSvg(
        StringBuilder html, string title, int width, int height, string role = "img") => html
        .Add($"<div><h3>{Markup.Text(title)}</h3><svg viewBox=\"0 0 {width} {height}\" role=\"{role}\" ")
        .Add($"style=\"width:{width / 14.0:0.##}rem\" aria-label=\"{Markup.Text(title)}\">\n");

    private static void Begin(StringBuilder html, string title, PlateWindow window, int extra, out int side)
    {
        side = window.Columns switch { <= 12 => 40, <= 24 => 28, _ => 18 };
        var (width, height) = (Math.Max(Margin + (window.Columns * side), 90), 18 + (window.Rows * side) + extra);
        BeginSvg(html, title, width, height, "group");
        for (var column = 0; column < window.Columns; column++)
        {
            var middle = Margin + (column * side) + (side / 2);
            html.Add($"""<text x="{middle}" y="10" text-anchor="middle">{window.Left + column + 1}</text>""");
        }

        html.Append("<path class=\"empty\" d=\"");
        for (var place = 0; place < window.Rows * window.Columns; place++)
        {
            var (row, column) = Math.DivRem(place, window.Columns);
            var (x, y) = (Margin + (column * side), 14 + (row * side));
            html.Add($"M{x} {y}h{side - 1}v{side - 1}h-{side - 1}z");
        }

        html.Append("\"/>\n");
        for (var row = 0; row < window.Rows; row++)
        {
            html.Add(
                $"<text x=\"0\" y=\"{18 + (row * side) + (side / 2)}\">{WellName.RowOf(window.Top + row + 1)}</text>\n");
        }
    }

    private static void Cell(
        StringBuilder html, PlateWindow window, WellSummary well, int side, string fill, string ink, string text,
        string? mark = null)
    {
        var (row, column) = PlateGrid.Place(well.Well);
        var (x, y) = (Margin + ((column - window.Left) * side), 14 + ((row - window.Top) * side));
        var classes = $"{mark}{(well.Failed.Length > 0 ? " fails" : "")}".TrimStart();
        var frame = classes.Length == 0 ? "" : $" class=\"{classes}\"";
        html.Add(
            $"""<g role="img" {Attributes(well)}><title>{Markup.Text($"{well.Well}: {text}")}</title>""")
            .Add($"""<rect x="{x}" y="{y}" width="{side - 1}" height="{side - 1}" """)
            .Add($"fill=\"{fill}\"{frame}/>");
        var lines = Lines(text, side);
        for (var line = 0; line < lines.Length; line++)
        {
            var middle = y + (side / 2) + 3 + (LineHeight * (line - ((lines.Length - 1) / 2.0)));
            html.Add($"""<text class="v" x="{x + (side / 2)}" y="{middle:0.#}" text-anchor="middle" """)
                .Add($"""style="fill:{ink};pointer-events:none">{Markup.Text(lines[line])}</text>""");
        }

        html.Append("</g>\n");
    }

    /// <summary>Returns the text in the lines of a cell, or a number with as many digits as fit. None if the cell is
    /// too small: a text that is cut off says less than the color, which the legend names.</summary>
    private static string[] Lines(string text, int side)
    {
        const double LetterWidth = 5.3;
        var longest = (int)((side - 3) / LetterWidth);
        if (text.Length <= longest) return [text];

        if (TryNumber(text, out var number))
        {
            return [.. new[] { "G3", "G2", "G1" }
                .Select(digits => number.ToString(digits, CultureInfo.InvariantCulture))
                .Where(shown => shown.Length <= longest).Take(1)];
        }

        string[] lines = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts)];
        return lines.Length * LineHeight <= side - 3 ? lines : [];

        IEnumerable<string> Parts(string word)
        {
            var count = (word.Length + longest - 1) / Math.Max(1, longest);
            return word.Chunk((word.Length + count - 1) / count).Select(part => new string(part));
        }
    }

    private static string Shade(double share) => Invariant(
        $"rgb({(int)(226 - (203 * share))},{(int)(236 - (172 * share))},{(int)(250 - (122 * share))})");

    private static string Hue(int index) =>
        Invariant($"hsl({(int)(index * OverlayColors.GoldenRatio % 1 * 360)} 60% 74%)");
}

/// <summary>Rows and columns of a plate: the smallest standard format, from 24 to 1536 wells, that contains all given
/// wells.</summary>
/// <param name="Rows">Rows, lettered A, B ... Z, AA, AB ...</param>
/// <param name="Columns">Columns, numbered from 1.</param>
internal sealed record PlateGrid(int Rows, int Columns)
{
    private static readonly PlateGrid[] Formats = [new(4, 6), new(6, 8), new(8, 12), new(16, 24), new(32, 48)];

    /// <summary>Returns the format for wells. Names that no plate has are without a position.</summary>
    public static PlateGrid For(IEnumerable<string> wells)
    {
        var places = wells.Select(Place).Where(p => p.Row >= 0).ToList();
        var rows = places.Select(p => p.Row + 1).DefaultIfEmpty(1).Max();
        var columns = places.Select(p => p.Column + 1).DefaultIfEmpty(1).Max();
        return Formats.First(f => f.Rows >= rows && f.Columns >= columns);
    }

    /// <summary>Returns row and column of a well, from 0; -1 for any other name.</summary>
    public static (int Row, int Column) Place(string well) =>
        WellName.Parse(well) is (var row, var column) ? (row - 1, column - 1) : (-1, -1);
}

/// <summary>The part of a plate on the page: all of it, or the rectangle of the wells if that is at most half of the
/// plate.</summary>
internal sealed record PlateWindow(int Top, int Left, int Rows, int Columns)
{
    public static PlateWindow For(IReadOnlyCollection<string> wells)
    {
        var grid = PlateGrid.For(wells);
        var places = wells.Select(PlateGrid.Place).Where(p => p.Row >= 0).ToList();
        if (places.Count == 0) return new PlateWindow(0, 0, 0, Math.Min(wells.Count, 6));

        var (top, left) = (places.Min(p => p.Row), places.Min(p => p.Column));
        var (rows, columns) = (places.Max(p => p.Row) - top + 1, places.Max(p => p.Column) - left + 1);
        return 2 * rows * columns <= grid.Rows * grid.Columns
            ? new PlateWindow(top, left, rows, columns)
            : new PlateWindow(0, 0, grid.Rows, grid.Columns);
    }
}
