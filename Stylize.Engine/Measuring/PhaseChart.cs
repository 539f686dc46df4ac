namespace Stylize.Engine.Measuring;

/// <summary>A bar for each row, divided into the shares of its phases in time or in memory.</summary>
/// <param name="caption">What the bars show.</param>
/// <param name="figures">The figure of each phase of a row.</param>
/// <param name="format">A figure with its unit.</param>
internal sealed class PhaseChart(
    string caption, Func<MeasurementRow, IReadOnlyDictionary<string, double>> figures, Func<double, string> format)
{
    private const int Width = 920;
    private const int Left = 300;
    private const int LineHeight = 20;
    private const int MaxBars = 40;

    /// <summary>Milliseconds of each phase.</summary>
    public static PhaseChart Time { get; } = new(
        "Where the time goes", row => row.Phases, milliseconds => FormattableString.Invariant($"{milliseconds:0.0} ms"));

    /// <summary>Bytes that each phase allocated.</summary>
    public static PhaseChart Memory { get; } = new(
        "Where the memory goes (allocated by each phase)",
        row => row.PhaseMemory.ToDictionary(p => p.Key, p => (double)p.Value),
        Html.Mebibytes);

    /// <summary>Writes the chart; nothing where there is no row.</summary>
    public void Write(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

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
            var title = $"{Html.Text(names[i])}: {format(value)}, {FormattableString.Invariant($"{share:0%}")}";
            writer.Write($"<rect {box} fill=\"{Html.Color(i)}\"><title>{title}</title></rect>");
            x += width;
        }

        writer.Write("\n");
    }
}
