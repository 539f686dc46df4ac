using System.Globalization;
using System.Net;

namespace Stylize.Engine.Measuring;

/// <summary>Text and SVG elements of the report page.</summary>
internal static class Html
{
    private static readonly string[] Palette =
        ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f", "#475569", "#b45309"];

    /// <summary>The colour of a series; after ten they repeat.</summary>
    public static string Color(int series) => Palette[series % Palette.Length];

    public static string Text(string text) => WebUtility.HtmlEncode(text);

    public static string Mebibytes(double bytes) => FormattableString.Invariant($"{bytes / (1 << 20):0.0} MiB");

    /// <summary>A text of at most <paramref name="maxLength"/> characters, its end left out where it is longer.</summary>
    public static string Shorten(string text, int maxLength) => text.Length <= maxLength ? text : text[..(maxLength - 1)] + "…";

    /// <summary>A coordinate with at most two decimals.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Line(double x1, double y1, double x2, double y2, string css) =>
        $"<line class=\"{css}\" x1=\"{Coordinate(x1)}\" y1=\"{Coordinate(y1)}\" x2=\"{Coordinate(x2)}\" y2=\"{Coordinate(y2)}\"/>\n";

    public static string Label(double x, double y, string anchor, string text) =>
        $"<text x=\"{Coordinate(x)}\" y=\"{Coordinate(y)}\" text-anchor=\"{anchor}\">{Text(text)}</text>\n";

    /// <summary>A small square in a series' colour, for legends.</summary>
    public static string Swatch(double x, double y, int series) =>
        $"<rect x=\"{Coordinate(x)}\" y=\"{Coordinate(y)}\" width=\"10\" height=\"10\" fill=\"{Color(series)}\"/>";
}
