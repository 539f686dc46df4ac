using Stylize.Engine.IO;
using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Charts of values by well, as SVG for a page.</summary>
internal static class PlateChart
{
    /// <summary>Draws a heat map of the plate, from pale to dark.</summary>
    public static void Write(
        StringBuilder html, string title, PlateGrid grid, IReadOnlyList<WellSummary> wells, Func<WellSummary, double?> value)
    {
        var values = wells.Where(w => PlateGrid.Place(w.Well).Row >= 0 && value(w) is { } v && double.IsFinite(v)).ToList();
        if (values.Count == 0) return;

        var (low, high) = (values.Min(w => value(w)!.Value), values.Max(w => value(w)!.Value));
        var side = Math.Clamp(360 / grid.Columns, 6, 26);
        var (width, height) = (22 + (grid.Columns * side), 16 + (grid.Rows * side));
        html.Append(CultureInfo.InvariantCulture, $"<div><h3>{Markup.Text(title)}, {Number(low)} to {Number(high)}</h3>")
            .Append(CultureInfo.InvariantCulture, $"<svg width=\"{width}\" height=\"{height}\" role=\"img\" ")
            .Append(CultureInfo.InvariantCulture, $"aria-label=\"{Markup.Text(title)}\">\n");
        for (var column = 0; column < grid.Columns; column += side < 14 ? 4 : 1)
        {
            html.Append(CultureInfo.InvariantCulture, $"<text x=\"{22 + (column * side)}\" y=\"10\">{column + 1}</text>");
        }

        for (var row = 0; row < grid.Rows; row += side < 10 ? 2 : 1)
        {
            var y = 18 + (row * side) + (side / 2);
            html.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y}\">{PlateGrid.RowName(row)}</text>");
        }

        html.Append(CultureInfo.InvariantCulture, $"<path fill=\"#f3f4f8\" d=\"");
        for (var place = 0; place < grid.Rows * grid.Columns; place++)
        {
            var (row, column) = Math.DivRem(place, grid.Columns);
            html.Append(CultureInfo.InvariantCulture, $"M{22 + (column * side)} {14 + (row * side)}h{side - 1}v{side - 1}h-{side - 1}z");
        }

        html.Append("\"/>\n");
        foreach (var well in values)
        {
            var (row, column) = PlateGrid.Place(well.Well);
            var share = high > low ? (value(well)!.Value - low) / (high - low) : .5;
            var (red, green, blue) = ((int)(236 - (206 * share)), (int)(240 - (152 * share)), (int)(250 - (110 * share)));
            html.Append(CultureInfo.InvariantCulture, $"<rect x=\"{22 + (column * side)}\" y=\"{14 + (row * side)}\" width=\"{side - 1}\" ")
                .Append(CultureInfo.InvariantCulture, $"height=\"{side - 1}\" fill=\"rgb({red},{green},{blue})\">")
                .Append(CultureInfo.InvariantCulture, $"<title>{Markup.Text(well.Well)}: {Number(value(well))}</title></rect>\n");
        }

        html.Append("</svg></div>\n");
    }

    public static void WriteBars(StringBuilder html, string title, IReadOnlyList<WellSummary> wells, Func<WellSummary, double> value)
    {
        const int Height = 120;
        var high = Math.Max(1, wells.Select(value).DefaultIfEmpty(0).Max());
        var step = Math.Clamp(1200.0 / Math.Max(wells.Count, 1), 2, 28);
        var width = (int)(44 + (wells.Count * step));
        html.Append(CultureInfo.InvariantCulture, $"<div><h3>{Markup.Text(title)}</h3><svg width=\"{width}\" ")
            .Append(CultureInfo.InvariantCulture, $"height=\"{Height + 34}\" role=\"img\" ")
            .Append(CultureInfo.InvariantCulture, $"aria-label=\"{Markup.Text(title)}\">\n<text x=\"0\" y=\"12\">{Number(high)}</text>")
            .Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{Height + 4}\">0</text>\n");
        foreach (var (index, well) in wells.Index())
        {
            var (x, bar) = (40 + (index * step), value(well) / high * Height);
            var (top, wide, tip) = (4 + Height - bar, Math.Max(1, step - 1.5), $"{Markup.Text(well.Well)}: {Number(value(well))}");
            html.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{top:0.#}\" width=\"{wide:0.#}\" ")
                .Append(CultureInfo.InvariantCulture, $"height=\"{bar:0.#}\" fill=\"#4a6fa5\"><title>{tip}</title></rect>");
            if (step >= 11)
            {
                var (textX, textY) = (x + (step / 2) + 3, Height + 8);
                html.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate({textX:0.#} {textY + 20}) rotate(-90)\">")
                    .Append(CultureInfo.InvariantCulture, $"{Markup.Text(well.Well)}</text>");
            }

            html.Append('\n');
        }

        html.Append("</svg></div>\n");
    }

    /// <summary>Formats a number with four digits, or all digits of an integer.</summary>
    public static string Number(double? value) => value is not { } number || !double.IsFinite(number) ? ""
        : number == Math.Floor(number) && Math.Abs(number) < 1e9 ? number.ToString("0", CultureInfo.InvariantCulture)
        : number.ToString("G4", CultureInfo.InvariantCulture);
}

/// <summary>Rows and columns of a plate: the smallest standard format, from 24 to 1536 wells, that contains all given wells.</summary>
/// <param name="Rows">Rows, lettered A, B ... Z, AA, AB ...</param>
/// <param name="Columns">Columns, numbered from 1.</param>
internal sealed record PlateGrid(int Rows, int Columns)
{
    private static readonly PlateGrid[] Formats = [new(4, 6), new(6, 8), new(8, 12), new(16, 24), new(32, 48)];

    /// <summary>
    /// Returns the format for wells, larger than any standard one if necessary. Names that are not like E4 have no position.
    /// </summary>
    public static PlateGrid For(IEnumerable<string> wells)
    {
        var places = wells.Select(Place).Where(p => p.Row >= 0).ToList();
        var rows = places.Select(p => p.Row + 1).DefaultIfEmpty(1).Max();
        var columns = places.Select(p => p.Column + 1).DefaultIfEmpty(1).Max();
        return Formats.FirstOrDefault(f => f.Rows >= rows && f.Columns >= columns) ?? new PlateGrid(rows, columns);
    }

    /// <summary>Returns row and column of a well, from 0; -1 if its name does not consist of letters and a number.</summary>
    public static (int Row, int Column) Place(string well)
    {
        var letters = well.TakeWhile(char.IsAsciiLetter).Count();
        if (letters is 0 or > 2 || !int.TryParse(well.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            || column is < 1 or > 9999)
        {
            return (-1, -1);
        }

        return (well[..letters].ToUpperInvariant().Aggregate(0, (row, letter) => (26 * row) + letter - 'A' + 1) - 1, column - 1);
    }

    public static string RowName(int row) =>
        row < 26 ? ((char)('A' + row)).ToString() : $"{(char)('A' + (row / 26) - 1)}{(char)('A' + (row % 26))}";
}
