using Stylize.Engine.IO;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Writes the page of a run: one HTML file without scripts or network access.</summary>
/// <param name="record">Provenance of the page; null to omit it.</param>
internal sealed class PlatePage(string title, string options, ProvenanceRecord? record)
{
    private const string Style = """
        body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1400px;padding:0 1em;color:#223;background:#fff}
        h1{font-size:1.6em}h2{font-size:1.25em;margin-top:2em;border-bottom:1px solid #ccd}h3{font-size:1em;margin-bottom:.3em}
        pre{background:#f3f4f8;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere}
        .wells{display:grid;gap:6px;overflow-x:auto}.wells figure{margin:0;text-align:center;font-size:11px;min-width:0}
        .wells img{width:100%;background:#eee;image-rendering:pixelated}.wells .none{background:#f3f4f8;border-radius:3px;color:#99a}
        .dense{gap:1px}.wells.dense figure{font-size:6px}
        .charts{display:flex;flex-wrap:wrap;gap:2em}.charts>div{max-width:100%;overflow-x:auto}
        svg text{font:10px system-ui,sans-serif;fill:#445}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        td,th{padding:.15em .7em;border-bottom:1px solid #e3e5ee;text-align:right}
        td:first-child,th:first-child{text-align:left}.warn{color:#a40000}
        """;

    /// <summary>Number of columns above which captions show only the name of the well, as on a plate of 384 wells.</summary>
    private const int DenseColumns = 23;

    private readonly StringBuilder _html = new();

    /// <param name="summaries">All segmented channels of all wells at all timepoints, in order.</param>
    /// <param name="thumbnail">Returns the PNG of a thumbnail; null if it does not exist.</param>
    public string Write(IReadOnlyList<WellSummary> summaries, IReadOnlyList<string> warnings, Func<WellSummary, byte[]?> thumbnail)
    {
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n").Append(record is null ? "" : ProvenanceMarkup.Html(record))
            .Append(CultureInfo.InvariantCulture, $"\n<title>{Markup.Text(title)}</title>\n<style>\n{Style}\n</style></head><body>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Markup.Text(title)}</h1>\n<p>{Totals(summaries)}. ")
            .Append(CultureInfo.InvariantCulture, $"Created by {Markup.Text(record?.Program ?? "Stylize")}.</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<pre>{Markup.Text(options)}</pre>\n");
        WriteWarnings(summaries, warnings);
        foreach (var channel in summaries.GroupBy(s => (s.Experiment, s.Channel)))
        {
            var times = channel.Select(s => s.Timepoint).Distinct().Order().ToList();
            WriteChannel(channel.Key.Experiment, channel.Key.Channel, [.. channel], times, thumbnail);
        }

        WriteTable(summaries);
        return _html.Append("</body></html>\n").ToString();
    }

    private void WriteWarnings(IReadOnlyList<WellSummary> summaries, IReadOnlyList<string> warnings)
    {
        var all = warnings.Concat(summaries.SelectMany(s => s.Warnings)).Distinct().ToList();
        if (all.Count > 0)
        {
            _html.Append("<h2>Warnings</h2>\n<ul class=\"warn\">\n");
            all.ForEach(w => _html.Append(CultureInfo.InvariantCulture, $"<li>{Markup.Text(w)}</li>\n"));
            _html.Append("</ul>\n");
        }
    }

    private void WriteChannel(
        string experiment, string channel, List<WellSummary> summaries, List<int> times, Func<WellSummary, byte[]?> thumbnail)
    {
        // Of several timepoints, thumbnails show the last one; the table lists all.
        var shown = summaries.Where(s => s.Timepoint == times[^1]).ToList();
        var time = times.Count > 1 ? $", timepoint {times[^1]} (last of {times.Count})" : "";
        _html.Append(CultureInfo.InvariantCulture, $"<h2>{Markup.Text(experiment)}, {Markup.Text(channel)}{time}</h2>\n")
            .Append("<div class=\"charts\">\n");
        var grid = PlateGrid.For(shown.Select(s => s.Well));
        PlateChart.Write(_html, "Cells by well", grid, shown, s => s.Cells);
        PlateChart.Write(_html, "Mean area", grid, shown, s => s.MeanArea);
        PlateChart.Write(_html, "Threshold", grid, shown, s => s.Thresholds.Count > 0 ? s.Thresholds.Average() : null);
        foreach (var name in shown.SelectMany(s => s.MeanIntensity.Keys).Distinct().ToList())
        {
            PlateChart.Write(
                _html, $"Mean intensity, {name}", grid, shown, s => s.MeanIntensity.TryGetValue(name, out var mean) ? mean : null);
        }

        PlateChart.WriteBars(_html, "Cells by well", shown, s => s.Cells);
        var isDense = grid.Columns > DenseColumns;
        _html.Append(CultureInfo.InvariantCulture, $"</div>\n<div class=\"wells{(isDense ? " dense" : "")}\" style=\"")
            .Append("grid-template-columns:repeat(")
            .Append(CultureInfo.InvariantCulture, $"{grid.Columns},1fr)\">\n");
        var byPlace = shown.GroupBy(s => PlateGrid.Place(s.Well)).ToDictionary(g => g.Key, g => g.First());
        for (var row = 0; row <= byPlace.Keys.Max(p => p.Row); row++)
        {
            for (var column = 0; column < grid.Columns; column++)
            {
                WriteWell(byPlace.GetValueOrDefault((row, column)), PlateGrid.RowName(row) + (column + 1), thumbnail, isDense);
            }
        }

        foreach (var other in shown.Where(s => PlateGrid.Place(s.Well).Row < 0))
        {
            WriteWell(other, other.Well, thumbnail, isDense);
        }

        _html.Append("</div>\n");
    }

    private void WriteWell(WellSummary? summary, string well, Func<WellSummary, byte[]?> thumbnail, bool isDense)
    {
        if (summary is null)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<figure class=\"none\">{Markup.Text(well)}</figure>\n");
            return;
        }

        var name = Markup.Text($"{summary.Well}: {Plural.Of(summary.Cells, "cell")}");
        _html.Append(CultureInfo.InvariantCulture, $"<figure title=\"{name}\">");
        if (thumbnail(summary) is { } png)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<img alt=\"{name}\" src=\"{Markup.DataUri("image/png", png)}\">");
        }

        _html.Append(CultureInfo.InvariantCulture, $"<figcaption>{(isDense ? Markup.Text(summary.Well) : name)}</figcaption></figure>\n");
    }

    private void WriteTable(IReadOnlyList<WellSummary> summaries)
    {
        var channels = summaries.SelectMany(s => s.MeanIntensity.Keys).Distinct().ToList();
        _html.Append("<h2>Wells</h2>\n<table><thead><tr><th>Experiment<th>Well<th>Timepoint<th>Channel")
            .Append("<th>Tiles<th>Cells<th>Threshold<th>Mean area");
        channels.ForEach(c => _html.Append(CultureInfo.InvariantCulture, $"<th>Mean {Markup.Text(c)}"));
        _html.Append("<th>Warnings</tr></thead><tbody>\n");
        foreach (var s in summaries)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Markup.Text(s.Experiment)}<td>{Markup.Text(s.Well)}<td>{s.Timepoint}")
                .Append(CultureInfo.InvariantCulture, $"<td>{Markup.Text(s.Channel)}")
                .Append(CultureInfo.InvariantCulture, $"<td>{s.Tiles}<td>{s.Cells}<td>{Thresholds(s)}<td>{PlateChart.Number(s.MeanArea)}");
            channels.ForEach(c => _html.Append("<td>").Append(s.MeanIntensity.TryGetValue(c, out var mean) ? PlateChart.Number(mean) : ""));
            _html.Append(CultureInfo.InvariantCulture, $"<td>{(s.Warnings.Count > 0 ? s.Warnings.Count : "")}</tr>\n");
        }

        _html.Append("</tbody></table>\n");
    }

    private static string Thresholds(WellSummary s) => s.Thresholds.Count switch
    {
        0 => "",
        1 => PlateChart.Number(s.Thresholds[0]),
        _ => $"{PlateChart.Number(s.Thresholds[0])} to {PlateChart.Number(s.Thresholds[^1])}",
    };

    private static string Totals(IReadOnlyList<WellSummary> summaries)
    {
        var wells = summaries.Select(s => (s.Experiment, s.Well)).Distinct().Count();
        var times = summaries.Select(s => s.Timepoint).Distinct().Count();
        return $"{Plural.Of(summaries.Sum(s => (long)s.Cells), "cell")} in {Plural.Of(summaries.Sum(s => s.Tiles), "tile")} of "
            + Plural.Of(wells, "well") + (times > 1 ? $" at {times} timepoints" : "");
    }
}
