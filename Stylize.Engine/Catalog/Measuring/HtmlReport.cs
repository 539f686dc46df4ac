namespace Stylize.Engine.Measuring;

/// <summary>Writes a measurement report as a self-contained HTML page with SVG charts and without scripts.</summary>
public static class HtmlReport
{
    /// <param name="comparisons">Comparisons of the rows with a baseline; empty without a baseline.</param>
    public static void Write(Stream target, MeasurementReport report, IReadOnlyList<RowComparison> comparisons)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(Head);
        var taken = Invariant($"{report.Taken:yyyy-MM-dd HH:mm zzz}");
        writer.Write($"<p class=\"sub\">{taken} &middot; {Markup.Text(report.Machine)} &middot; rows: {report.Rows.Count}</p>\n");
        WriteComparisons(writer, comparisons);
        foreach (var group in report.Rows.GroupBy(r => r.Operation))
        {
            MeasurementRow[] rows = [.. group];
            writer.Write($"<h2>{Markup.Text(group.Key)}</h2>\n<div class=\"charts\">\n");
            TimeChart.Write(writer, rows);
            writer.Write("</div>\n");
            PhaseChart.Time.Write(writer, rows);
            PhaseChart.Memory.Write(writer, [.. rows.Where(r => r.PhaseMemory.Count > 0)]);
            WriteRows(writer, rows);
        }

        writer.Write("</main></body></html>\n");
    }

    private static void WriteComparisons(TextWriter writer, IReadOnlyList<RowComparison> comparisons)
    {
        if (comparisons.Count == 0) return;

        var slower = comparisons.Count(c => c.Slower);
        writer.Write(slower == 0
            ? $"<p class=\"good\">No row is slower than the baseline (rows compared: {comparisons.Count}).</p>\n"
            : $"<p class=\"bad\">Rows slower than the baseline: {slower} of {comparisons.Count}.</p>\n");
        writer.Write(Header("Image", "Preset", "Size", "Threads", "Time / baseline", "Noise", "p", "Largest increase"));
        foreach (var c in comparisons.OrderByDescending(c => c.Slower).ThenByDescending(c => c.Ratio))
        {
            writer.Write($"<tr class=\"{(c.Slower ? "bad" : "")}\">");
            WriteCells(
                writer,
                Markup.Text(c.Row.Image),
                Markup.Text(c.Row.Preset),
                $"{c.Row.Width}&times;{c.Row.Height}",
                $"{c.Row.Threads}",
                Invariant($"{c.Ratio:0.00}&times;"),
                Invariant($"&plusmn;{c.Noise:0.0%}"),
                Invariant($"{c.PValue:0.000}"),
                Markup.Text(c.SlowestPhase ?? ""));
        }

        writer.Write("</tbody></table>\n");
    }

    private static void WriteRows(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        writer.Write(Header(
            "Image", "Preset", "Size", "Threads", "Median", "Spread", "MP/s", "Items", "Peak memory", "Memory / image", "Speed-up",
            "Efficiency", "Bottleneck", "Most allocated"));
        foreach (var r in rows)
        {
            writer.Write("<tr>");
            WriteCells(
                writer,
                Markup.Text(r.Image),
                Markup.Text(r.Preset),
                $"{r.Width}&times;{r.Height}",
                $"{r.Threads}",
                Invariant($"{r.Median:0.0} ms"),
                Invariant($"{r.Spread:0.0} ms"),
                Invariant($"{r.MegapixelsPerSecond:0.0}"),
                Invariant($"{r.ItemCount:#,0}"),
                Html.Mebibytes(r.PeakMemory),
                Invariant($"{r.MemoryMultiple:0.0}&times;"),
                Invariant($"{r.SpeedUp:0.00}"),
                Invariant($"{r.Efficiency:0%}"),
                Invariant($"{Markup.Text(r.Bottleneck ?? "")} {r.BottleneckShare:0%}"),
                r.MemoryBottleneck is null ? "" : $"{Markup.Text(r.MemoryBottleneck)} {Html.Mebibytes(r.MemoryBottleneckBytes)}");
        }

        writer.Write("</tbody></table>\n");
    }

    private static string Header(params IEnumerable<string> columns) =>
        $"<table><thead><tr>{string.Concat(columns.Select(c => $"<th>{c}</th>"))}</tr></thead><tbody>\n";

    private static void WriteCells(TextWriter writer, params IEnumerable<string> cells) =>
        writer.Write($"{string.Concat(cells.Select(c => $"<td>{c}</td>"))}</tr>\n");

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Stylize performance</title><meta name="viewport" content="width=device-width">
        <style>
        body{font:15px/1.5 system-ui,sans-serif;color:#1e293b;background:#f8fafc;margin:0}
        main{max-width:1060px;margin:0 auto;padding:24px}
        h1{margin:0}h2{margin:32px 0 8px}
        .sub{color:#64748b;margin:4px 0 20px}
        figure{margin:12px 0;background:#fff;border:1px solid #e2e8f0;border-radius:8px;padding:12px}
        figcaption{font-weight:600;margin-bottom:6px}
        svg text{font:12px system-ui,sans-serif;fill:#334155}.grid{stroke:#e2e8f0}
        table{border-collapse:collapse;width:100%;background:#fff;font-size:13px;font-variant-numeric:tabular-nums;margin:12px 0}
        th,td{padding:5px 8px;border-bottom:1px solid #e2e8f0;text-align:right;white-space:nowrap}
        th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}
        p.good{color:#047857;font-weight:600}p.bad{color:#b91c1c;font-weight:600}tr.bad td{background:#fef2f2}
        </style></head><body><main><h1>Stylize performance</h1>

        """;
}
