namespace Stylize.Engine.Measuring;

/// <summary>Writes a line chart of median time by size, with one line per image, preset and thread count.</summary>
internal static class TimeChart
{
    private const int Width = 920;
    private const int Height = 330;
    private const int Left = 70;
    private const int Top = 15;
    private const int Bottom = 40;
    private const int Legend = 240;
    private const int MaxLegendLines = 17;

    public static void Write(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        var series = rows.GroupBy(r => (r.Image, r.Preset, r.Threads)).ToArray();
        var (minX, maxX) = Decades(rows.Select(r => r.Megapixels));
        var (minY, maxY) = Decades(rows.Select(r => r.Median));
        double X(double v) => Left + ((Math.Log10(v) - minX) / (maxX - minX) * (Width - Left - Legend - 10));
        double Y(double v) => Height - Bottom - ((Math.Log10(v) - minY) / (maxY - minY) * (Height - Bottom - Top));

        writer.Write("<figure><figcaption>Median time by size (both axes logarithmic)</figcaption>");
        writer.Write($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\">\n");
        for (var decade = minX; decade <= maxX; decade++)
        {
            var x = X(Math.Pow(10, decade));
            writer.Write(Html.Line(x, 10, x, Height - Bottom, "grid"));
            writer.Write(Html.Label(x, Height - Bottom + 18, "middle", PowerOfTen(decade) + " MP"));
        }

        for (var decade = minY; decade <= maxY; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            writer.Write(Html.Line(Left, y, Width - Legend, y, "grid"));
            writer.Write(Html.Label(Left - 8, y + 4, "end", PowerOfTen(decade) + " ms"));
        }

        for (var i = 0; i < series.Length; i++)
        {
            WriteLine(writer, i, [.. series[i].OrderBy(r => r.Megapixels).Select(r => (X(r.Megapixels), Y(r.Median), r))]);
            if (i < MaxLegendLines)
            {
                var y = 18 + (i * 18);
                var (image, preset, threads) = series[i].Key;
                var name = $"{Html.Shorten(image, 16)}, {Html.Shorten(preset, 11)}, {threads} thr.";
                writer.Write(Html.Swatch(Width - Legend + 12, y - 9, i) + Html.Label(Width - Legend + 28, y, "start", name));
            }
        }

        writer.Write("</svg></figure>\n");
    }

    private static void WriteLine(TextWriter writer, int series, IReadOnlyList<(double X, double Y, MeasurementRow Row)> points)
    {
        var coordinates = string.Join(' ', points.Select(p => $"{Html.Coordinate(p.X)},{Html.Coordinate(p.Y)}"));
        writer.Write($"<polyline fill=\"none\" stroke=\"{Html.Color(series)}\" stroke-width=\"2\" points=\"{coordinates}\"/>\n");
        foreach (var (x, y, row) in points)
        {
            var title = Invariant($"{row.ThreadText}, {row.Width}×{row.Height}: {row.Median:0.0} ms ± {row.Spread:0.0}");
            writer.Write($"<circle cx=\"{Html.Coordinate(x)}\" cy=\"{Html.Coordinate(y)}\" r=\"3.5\" fill=\"{Html.Color(series)}\">");
            writer.Write($"<title>{Markup.Text(row.Image)}, {Markup.Text(row.Preset)}, {title}</title></circle>\n");
        }
    }

    /// <summary>Returns the exponents of the powers of 10 that enclose the values; the second is larger.</summary>
    private static (int Min, int Max) Decades(IEnumerable<double> values)
    {
        var logs = values.Where(v => v > 0).Select(Math.Log10).ToArray();
        var min = logs.Length == 0 ? 0 : (int)Math.Floor(logs.Min());
        var max = logs.Length == 0 ? 1 : (int)Math.Ceiling(logs.Max());
        return (min, Math.Max(max, min + 1));
    }

    private static string PowerOfTen(int exponent) => Math.Pow(10, exponent).ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>Writes one bar per row, divided by the time or memory of its phases.</summary>
/// <param name="caption">Caption of the chart.</param>
/// <param name="figures">Returns the value of each phase of a row.</param>
/// <param name="format">Formats a value with its unit.</param>
internal sealed class PhaseChart(
    string caption, Func<MeasurementRow, IReadOnlyDictionary<string, double>> figures, Func<double, string> format)
{
    private const int Width = 920;
    private const int Left = 300;
    private const int LineHeight = 20;
    private const int MaxBars = 40;

    /// <summary>The chart of milliseconds per phase.</summary>
    public static PhaseChart Time { get; } = new(
        "Where the time goes", row => row.Phases, milliseconds => Invariant($"{milliseconds:0.0} ms"));

    /// <summary>The chart of bytes allocated per phase.</summary>
    public static PhaseChart Memory { get; } = new(
        "Where the memory goes (allocated per phase)",
        row => row.PhaseMemory.ToDictionary(p => p.Key, p => (double)p.Value),
        Html.Mebibytes);

    /// <summary>Writes the chart; nothing if there are no rows.</summary>
    public void Write(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        if (rows.Count == 0) return;

        var names = rows.SelectMany(r => figures(r).Keys).Distinct().ToArray();
        var shown = rows.Take(MaxBars).ToArray();
        var height = (shown.Length * LineHeight) + 40;
        writer.Write($"<figure><figcaption>{caption}</figcaption><svg viewBox=\"0 0 {Width} {height}\" role=\"img\">\n");
        var legendX = Left;
        for (var i = 0; i < names.Length; i++)
        {
            writer.Write(Html.Swatch(legendX, 6, i) + Html.Label(legendX + 14, 15, "start", names[i]));
            legendX += 34 + (names[i].Length * 7);
        }

        for (var i = 0; i < shown.Length; i++)
        {
            WriteBar(writer, shown[i], names, 28 + (i * LineHeight));
        }

        writer.Write("</svg></figure>\n");
    }

    private void WriteBar(TextWriter writer, MeasurementRow row, IReadOnlyList<string> names, int y)
    {
        var values = figures(row);
        var total = Math.Max(values.Values.Sum(), 1e-9);
        var name = $"{Html.Shorten(row.Image, 14)} {Html.Shorten(row.Preset, 10)} {row.Width}×{row.Height} {row.Threads} thr.";
        writer.Write(Html.Label(Left - 8, y + 12, "end", name));
        double x = Left;
        for (var i = 0; i < names.Count; i++)
        {
            var value = values.GetValueOrDefault(names[i]);
            var share = value / total;
            var width = share * (Width - Left - 10);
            var box = $"x=\"{Html.Coordinate(x)}\" y=\"{y}\" width=\"{Html.Coordinate(width)}\" height=\"{LineHeight - 5}\"";
            var title = $"{Markup.Text(names[i])}: {format(value)}, {Invariant($"{share:0%}")}";
            writer.Write($"<rect {box} fill=\"{Html.Color(i)}\"><title>{title}</title></rect>");
            x += width;
        }

        writer.Write("\n");
    }
}

/// <summary>Formats numbers and SVG elements of the report page.</summary>
internal static class Html
{
    private static readonly string[] Palette =
        ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f", "#475569", "#b45309"];

    /// <summary>Returns the color of a series. Colors repeat after ten series.</summary>
    public static string Color(int series) => Palette[series % Palette.Length];

    public static string Mebibytes(double bytes) => Invariant($"{bytes / (1 << 20):0.0} MiB");

    public static string Shorten(string text, int maxLength) => text.Length <= maxLength ? text : text[..(maxLength - 1)] + "…";

    /// <summary>Formats a coordinate with at most two decimals.</summary>
    public static string Coordinate(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Line(double x1, double y1, double x2, double y2, string css) =>
        $"<line class=\"{css}\" x1=\"{Coordinate(x1)}\" y1=\"{Coordinate(y1)}\" x2=\"{Coordinate(x2)}\" y2=\"{Coordinate(y2)}\"/>\n";

    public static string Label(double x, double y, string anchor, string text) =>
        $"<text x=\"{Coordinate(x)}\" y=\"{Coordinate(y)}\" text-anchor=\"{anchor}\">{Markup.Text(text)}</text>\n";

    /// <summary>Returns a small square in the color of a series, for legends.</summary>
    public static string Swatch(double x, double y, int series) =>
        $"<rect x=\"{Coordinate(x)}\" y=\"{Coordinate(y)}\" width=\"10\" height=\"10\" fill=\"{Color(series)}\"/>";
}
