using System.Globalization;
using System.Net;
using System.Text;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>A measurement report as one HTML page with charts drawn in SVG; it needs no network and no script.</summary>
public static class HtmlReport
{
    private static readonly string[] Palette = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#4d7c0f", "#475569", "#b45309"];

    /// <summary>Writes the page.</summary>
    /// <param name="target">Gets UTF-8 text.</param>
    /// <param name="report">The rows.</param>
    /// <param name="comparisons">How rows stand against a baseline; empty where there is none.</param>
    public static void Write(Stream target, MeasurementReport report, IReadOnlyList<RowComparison> comparisons)
    {
        using var writer = new StreamWriter(target, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(Head);
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"<p class=\"sub\">{report.Taken:yyyy-MM-dd HH:mm zzz} &middot; {Text(report.Machine)} &middot; {report.Rows.Count} rows</p>\n"));
        WriteComparisons(writer, comparisons);
        foreach (var group in report.Rows.GroupBy(r => r.Operation))
        {
            writer.Write($"<h2>{Text(group.Key)}</h2>\n<div class=\"charts\">\n");
            TimeChart(writer, [.. group]);
            writer.Write("</div>\n");
            PhaseChart(writer, [.. group]);
            WriteRows(writer, [.. group]);
        }

        writer.Write("</main></body></html>\n");
    }

    private static void WriteComparisons(TextWriter writer, IReadOnlyList<RowComparison> comparisons)
    {
        if (comparisons.Count == 0)
        {
            return;
        }

        var slower = comparisons.Count(c => c.Slower);
        writer.Write(slower == 0
            ? $"<p class=\"good\">No row became slower than the baseline ({comparisons.Count} compared).</p>\n"
            : $"<p class=\"bad\">{slower} of {comparisons.Count} rows became slower than the baseline.</p>\n");
        writer.Write("<table><thead><tr><th>Image</th><th>Preset</th><th>Size</th><th>Threads</th><th>Time, of baseline</th><th>Noise</th><th>p</th><th>Grew most</th></tr></thead><tbody>\n");
        foreach (var c in comparisons.OrderByDescending(c => c.Slower).ThenByDescending(c => c.Ratio))
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<tr class=\"{(c.Slower ? "bad" : "")}\"><td>{Text(c.Row.Image)}</td><td>{Text(c.Row.Preset)}</td><td>{c.Row.Width}&times;{c.Row.Height}</td><td>{c.Row.Threads}</td><td>{c.Ratio:0.00}&times;</td><td>&plusmn;{c.Noise:0.0%}</td><td>{c.PValue:0.000}</td><td>{Text(c.SlowestPhase ?? "")}</td></tr>\n"));
        }

        writer.Write("</tbody></table>\n");
    }

    private static void TimeChart(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        const int width = 920;
        const int height = 330;
        const int left = 70;
        const int bottom = 40;
        const int legend = 240;
        var series = rows.GroupBy(r => (r.Image, r.Preset, r.Threads)).ToArray();
        var (minX, maxX) = Decades(rows.Select(r => r.Megapixels));
        var (minY, maxY) = Decades(rows.Select(r => r.Median));
        double X(double v) => left + ((Math.Log10(v) - minX) / Math.Max(maxX - minX, 1e-9) * (width - left - legend - 10));
        double Y(double v) => height - bottom - ((Math.Log10(v) - minY) / Math.Max(maxY - minY, 1e-9) * (height - bottom - 15));

        writer.Write($"<figure><figcaption>Median time by size (both axes logarithmic)</figcaption><svg viewBox=\"0 0 {width} {height}\" role=\"img\">\n");
        for (var decade = (int)minX; decade <= (int)maxX; decade++)
        {
            var x = X(Math.Pow(10, decade));
            writer.Write(Line(x, 10, x, height - bottom, "grid") + Label(x, height - bottom + 18, "middle", Number(Math.Pow(10, decade)) + " MP"));
        }

        for (var decade = (int)minY; decade <= (int)maxY; decade++)
        {
            var y = Y(Math.Pow(10, decade));
            writer.Write(Line(left, y, width - legend, y, "grid") + Label(left - 8, y + 4, "end", Number(Math.Pow(10, decade)) + " ms"));
        }

        for (var i = 0; i < series.Length; i++)
        {
            var colour = Palette[i % Palette.Length];
            var points = series[i].OrderBy(r => r.Megapixels).Select(r => (X: X(r.Megapixels), Y: Y(r.Median), Row: r)).ToArray();
            writer.Write($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => $"{F(p.X)},{F(p.Y)}"))}\"/>\n");
            foreach (var (x, y, row) in points)
            {
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<circle cx=\"{F(x)}\" cy=\"{F(y)}\" r=\"3.5\" fill=\"{colour}\"><title>{Text(row.Image)}, {Text(row.Preset)}, {row.Threads} threads, {row.Width}×{row.Height}: {row.Median:0.0} ms ± {row.Spread:0.0}</title></circle>\n"));
            }

            if (i < 17)
            {
                var y = 18 + (i * 18);
                var (image, preset, threads) = series[i].Key;
                writer.Write($"<rect x=\"{width - legend + 12}\" y=\"{y - 9}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>" + Label(width - legend + 28, y, "start", $"{Short(image, 16)}, {Short(preset, 11)}, {threads} thr."));
            }
        }

        writer.Write("</svg></figure>\n");
    }

    private static void PhaseChart(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        const int width = 920;
        const int left = 300;
        const int line = 20;
        var names = rows.SelectMany(r => r.Phases.Keys).Distinct().ToArray();
        var shown = rows.Take(40).ToArray();
        var height = (shown.Length * line) + 40;
        writer.Write($"<figure><figcaption>Where the time goes</figcaption><svg viewBox=\"0 0 {width} {height}\" role=\"img\">\n");
        var legendX = left;
        for (var i = 0; i < names.Length; i++)
        {
            writer.Write($"<rect x=\"{legendX}\" y=\"6\" width=\"10\" height=\"10\" fill=\"{Palette[i % Palette.Length]}\"/>" + Label(legendX + 14, 15, "start", names[i]));
            legendX += 34 + (names[i].Length * 7);
        }

        for (var i = 0; i < shown.Length; i++)
        {
            var row = shown[i];
            var y = 28 + (i * line);
            var total = Math.Max(row.Phases.Values.Sum(), 1e-9);
            writer.Write(Label(left - 8, y + 12, "end", string.Create(CultureInfo.InvariantCulture, $"{Short(row.Image, 14)} {Short(row.Preset, 10)} {row.Width}×{row.Height} {row.Threads} thr.")));
            double x = left;
            for (var n = 0; n < names.Length; n++)
            {
                var share = row.Phases.GetValueOrDefault(names[n]) / total;
                var w = share * (width - left - 10);
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"<rect x=\"{F(x)}\" y=\"{y}\" width=\"{F(w)}\" height=\"{line - 5}\" fill=\"{Palette[n % Palette.Length]}\"><title>{Text(names[n])}: {row.Phases.GetValueOrDefault(names[n]):0.0} ms, {share:0%}</title></rect>"));
                x += w;
            }

            writer.Write("\n");
        }

        writer.Write("</svg></figure>\n");
    }

    private static void WriteRows(TextWriter writer, IReadOnlyList<MeasurementRow> rows)
    {
        writer.Write("<table><thead><tr><th>Image</th><th>Preset</th><th>Size</th><th>Threads</th><th>Median</th><th>Spread</th><th>MP/s</th><th>Made</th><th>Peak memory</th><th>Of image</th><th>Speed-up</th><th>Efficiency</th><th>Bottleneck</th></tr></thead><tbody>\n");
        foreach (var r in rows)
        {
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Text(r.Image)}</td><td>{Text(r.Preset)}</td><td>{r.Width}&times;{r.Height}</td><td>{r.Threads}</td><td>{r.Median:0.0} ms</td><td>{r.Spread:0.0} ms</td><td>{r.MegapixelsPerSecond:0.0}</td><td>{r.Made:#,0}</td><td>{r.PeakMemory / 1048576.0:0.0} MiB</td><td>{r.MemoryMultiple:0.0}&times;</td><td>{r.SpeedUp:0.00}</td><td>{r.Efficiency:0%}</td><td>{Text(r.Bottleneck ?? "")} {r.BottleneckShare:0%}</td></tr>\n"));
        }

        writer.Write("</tbody></table>\n");
    }

    private static (double Min, double Max) Decades(IEnumerable<double> values)
    {
        var logs = values.Where(v => v > 0).Select(Math.Log10).ToArray();
        var min = logs.Length == 0 ? 0 : Math.Floor(logs.Min());
        var max = logs.Length == 0 ? 1 : Math.Ceiling(logs.Max());
        return (min, max > min ? max : min + 1);
    }

    private static string Line(double x1, double y1, double x2, double y2, string css) =>
        $"<line class=\"{css}\" x1=\"{F(x1)}\" y1=\"{F(y1)}\" x2=\"{F(x2)}\" y2=\"{F(y2)}\"/>\n";

    private static string Label(double x, double y, string anchor, string text) =>
        $"<text x=\"{F(x)}\" y=\"{F(y)}\" text-anchor=\"{anchor}\">{Text(text)}</text>\n";

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";

    private static string F(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

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
