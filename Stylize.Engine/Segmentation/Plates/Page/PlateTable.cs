using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>The table of wells on the page of a run, without columns that are empty in all wells.</summary>
internal sealed class PlateTable(StringBuilder html)
{
    public void Write(IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        var columns = Columns(summaries, files).Where(c => summaries.Any(s => c.Cell(s).Length > 0)).ToList();
        html.Append("<h2>Wells</h2>\n<div class=\"scroll\"><table><thead><tr>");
        columns.ForEach(c => html.Append(CultureInfo.InvariantCulture, $"<th{(c.IsText ? " class=\"t\"" : "")}>{Markup.Text(c.Name)}"));
        html.Append("</tr></thead><tbody>\n");
        foreach (var summary in summaries)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr data-well=\"{PlateChart.Keys(summary)}\">");
            columns.ForEach(c => html.Append(CultureInfo.InvariantCulture, $"<td{(c.IsText ? " class=\"t\"" : "")}>{c.Cell(summary)}"));
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table></div>\n");
    }

    private static IEnumerable<Column> Columns(IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        if (summaries.Select(s => s.Experiment).Distinct().Count() > 1)
        {
            yield return new("Experiment", true, s => Markup.Text(s.Experiment));
        }

        yield return new("Well", true, s => Markup.Text(s.Well));
        foreach (var name in summaries.SelectMany(s => s.Conditions.Keys).Distinct())
        {
            yield return new(name, true, s => Markup.Text(s.Conditions.GetValueOrDefault(name, "")));
        }

        if (summaries.Select(s => s.Timepoint).Distinct().Count() > 1)
        {
            yield return new("Timepoint", false, s => s.Timepoint.ToString(CultureInfo.InvariantCulture));
        }

        yield return new("Channel", true, s => Markup.Text(s.Channel));
        yield return new("Tiles", false, s => s.Tiles.ToString(CultureInfo.InvariantCulture));
        yield return new("Cells", false, s => s.Cells.ToString(CultureInfo.InvariantCulture));
        yield return new("New tracks", false, s => s.NewTracks?.ToString(CultureInfo.InvariantCulture) ?? "");
        yield return new("Threshold", false, s => Range(s.Thresholds));
        yield return new("Minimum area", false, s => Range([.. s.MinimumAreas.Select(area => (double)area)]));
        yield return new("Mean area", false, s => PlateChart.Number(s.MeanArea));
        foreach (var name in summaries.SelectMany(s => s.MeanIntensity.Keys).Distinct())
        {
            yield return new(
                $"Mean {name}", false, s => s.MeanIntensity.TryGetValue(name, out var mean) ? PlateChart.Number(mean) : "");
        }

        yield return new("Warnings", false, s => s.Warnings.Count > 0 ? s.Warnings.Count.ToString(CultureInfo.InvariantCulture) : "");
        yield return new("Files", true, s => string.Join(' ', Links(files(s))));
    }

    private static IEnumerable<string> Links(PageWell files)
    {
        if (files.Overlay is { } overlay) yield return $"<a href=\"{Markup.Text(overlay)}\">overlay</a>";
        if (files.Table is { } table) yield return $"<a href=\"{Markup.Text(table)}\">CSV</a>";
    }

    private static string Range(IReadOnlyList<double> sorted) => sorted.Count switch
    {
        0 => "",
        1 => PlateChart.Number(sorted[0]),
        _ => $"{PlateChart.Number(sorted[0])} to {PlateChart.Number(sorted[^1])}",
    };

    private sealed record Column(string Name, bool IsText, Func<WellSummary, string> Cell);
}
