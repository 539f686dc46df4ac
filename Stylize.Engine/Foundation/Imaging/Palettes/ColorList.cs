using System.Net;

namespace Stylize.Engine.Imaging.Palettes;

/// <summary>Writes the list of the colors of a chart as HTML: symbol, code, name, number of cells, and packs to
/// buy.</summary>
/// <param name="palette">The colors, with their codes and names.</param>
internal sealed class ColorList(Palette palette)
{
    private readonly ProductPack? _pack = ProductPalettes.PackOf(palette);

    /// <param name="colors">The symbol and the number of cells of each color.</param>
    /// <param name="size">Number of cells per row, and of rows.</param>
    public void Write(
        TextWriter text, IReadOnlyDictionary<Rgba32, (string Symbol, int Count)> colors, (int Columns, int Rows) size)
    {
        if (_pack is { } pack)
        {
            var (width, height) = (pack.CellSize * size.Columns / 10, pack.CellSize * size.Rows / 10);
            text.WriteLine(Invariant($"<p>Finished size: {width:0.#} x {height:0.#} cm. ")
                + $"{pack}. Colors are approximate.</p>");
        }

        var hasCodes = colors.Keys.Any(color => palette.LabelOf(color)?.Code is not null);
        var hasNames = colors.Keys.Any(color => palette.LabelOf(color)?.Name is not null);
        var packs = _pack is null ? null : $"{char.ToUpperInvariant(_pack.Unit[0])}{_pack.Unit[1..]}s";
        text.WriteLine(
            $"<table><thead><tr><th>Symbol</th>{(hasCodes ? "<th>Code</th>" : "")}{(hasNames ? "<th>Name</th>" : "")}"
            + $"<th>Color</th>{Number("th", "Cells")}{Number("th", packs)}</tr></thead><tbody>");
        foreach (var (color, (symbol, count)) in colors)
        {
            var label = palette.LabelOf(color);
            text.WriteLine(
                $"<tr><td><span class=\"s\" "
                + $"style=\"background:{color.ToHex()};color:{(IsDark(color) ? "#fff" : "#000")}\">"
                + $"{Escape(symbol)}</span></td>{(hasCodes ? $"<td>{Escape(label?.Code)}</td>" : "")}"
                + $"{(hasNames ? $"<td>{Escape(label?.Name)}</td>" : "")}<td>{color.ToHex()}</td>"
                + $"{Number("td", Invariant($"{count}"))}{Number("td", Packs([count]))}</tr>");
        }

        int[] counts = [.. colors.Values.Select(color => color.Count)];
        text.WriteLine(Invariant($"<tr><td colspan=\"{2 + (hasCodes ? 1 : 0) + (hasNames ? 1 : 0)}\">Total</td>")
            + $"{Number("td", Invariant($"{counts.Sum()}"))}{Number("td", Packs(counts))}</tr></tbody></table>");
    }

    /// <summary>True if white is more legible on a color than black (relative luminance, WCAG 2).</summary>
    public static bool IsDark(Rgba32 color) => Srgb.Luminance(color) < 0.179;

    public static string Escape(string? text) => WebUtility.HtmlEncode(PrintableText.Escape(text ?? ""));

    private string? Packs(int[] counts) => _pack is null ? null : Invariant($"{counts.Sum(_pack.Count)}");

    private static string Number(string element, string? text) =>
        text is null ? "" : $"<{element} class=\"n\">{text}</{element}>";
}
