using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>Files of a well on the page.</summary>
/// <param name="Thumbnail">The PNG of its thumbnail; null if it does not exist.</param>
/// <param name="Overlay">Address relative to the page; null if it does not exist.</param>
/// <param name="Table">Address relative to the page; null if it does not exist.</param>
internal sealed record PageWell(byte[]? Thumbnail, string? Overlay, string? Table);

/// <summary>Writes the page of a run: one HTML file that needs no network.</summary>
/// <param name="date">The day of the segmentation, such as 2026-11-22.</param>
/// <param name="options">The options that differ from their defaults.</param>
/// <param name="links">Texts and addresses relative to the page.</param>
/// <param name="record">Provenance of the page; null to omit it.</param>
/// <param name="examples">Draws cells of hits; null for none.</param>
internal sealed class PlatePage(
    string title, string date, IReadOnlyList<ProvenanceOption> options, IEnumerable<KeyValuePair<string, string>> links,
    ProvenanceRecord? record, ExampleCells? examples = null)
{
    /// <summary>Number of columns above which captions show only the name of the well, as on a plate of 384
    /// wells.</summary>
    private const int DenseColumns = 12;

    /// <summary>The unit of lengths; areas are in its square.</summary>
    private readonly string _unit = options.Any(one => one.Name is "PixelSize" or "Micrometers") ? "µm" : "px";

    private readonly StringBuilder _html = new();

    /// <param name="summaries">All segmented channels of all wells at all timepoints, in order.</param>
    public string Write(
        IReadOnlyList<WellSummary> summaries, IReadOnlyList<string> warnings, Func<WellSummary, PageWell> files)
    {
        var failed = summaries.ToLookup(s => (s.Experiment, s.Well, s.Timepoint), s => s.Failed);
        summaries =
        [
            .. summaries.Select(s => !CellParts.IsName(s.Channel) ? s
                : s with { Failed = ImageQuality.Joined(failed[(s.Experiment, s.Well, s.Timepoint)]) }),
        ];
        string[] all =
            [.. warnings.Concat(PlateWarnings.For(summaries)).Concat(summaries.SelectMany(s => s.Warnings)).Distinct()];
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append(record is null ? "" : ProvenanceMarkup.Html(record))
            .Add($"\n<title>{Markup.Text(title)}</title>\n<style>\n{PageStyle.Css}\n</style>")
            .Add($"</head><body><main>\n<h1>{Markup.Text(title)}</h1>\n")
            .Add($"<p class=\"soft\">Segmented on {date} with {Markup.Text(record?.Program ?? "Stylize")}. ")
            .Add($"Lengths are in {_unit}, areas in {_unit}², intensities in gray values.</p>\n");
        WriteFacts(summaries, all.Length);
        WriteList(
            "<nav>", [.. links],
            link => $"<a href=\"{Markup.Text(link.Value)}\">{Markup.Text(link.Key)}</a>", "</nav>\n");
        _html.Append("<div id=\"filter\" hidden><input type=\"search\" aria-label=\"Filter wells\" ")
            .Append("placeholder=\"Filter: wells or plate map, such as A1 or DMSO\"> ")
            .Append("<a id=\"excluded\" download=\"excluded.csv\" hidden></a></div>\n")
            .Append("<dialog id=\"view\" aria-labelledby=\"viewed\"><h2 id=\"viewed\"></h2><div></div><label>")
            .Append("<input type=\"checkbox\"> Exclude this well</label> <button>Close</button></dialog>\n");
        WriteList("<h2>Warnings</h2>\n<ul class=\"warn\">\n", all, Item, "</ul>\n");
        new ScreenSection(_html, examples).Write(summaries);
        WritePlateMap(summaries);
        foreach (var channel in summaries.GroupBy(s => (s.Experiment, s.Channel)))
        {
            WriteChannel(channel.Key.Experiment, channel.Key.Channel, [.. channel], files);
        }

        new QualitySection(_html).Write(summaries, files);
        WriteInterests(summaries);
        new PlateTable(_html, _unit).Write(summaries, files);
        WriteList(
            "<details><summary>Notes</summary><ul>\n", [.. summaries.SelectMany(s => s.Notes).Distinct()], Item,
            "</ul></details>\n");
        WriteList(
            "<details><summary>Options</summary><div class=\"scroll\"><table><tbody>\n", options, option =>
                $"<tr><th scope=\"row\" class=\"t\">{Markup.Text(option.Name)}"
                + $"<td class=\"t\">{Markup.Text(option.Value)}</tr>\n",
            "</tbody></table></div></details>\n");
        return _html.Add($"</main><script>{PageStyle.Script}</script></body></html>\n").ToString();
    }

    private void WriteFacts(IReadOnlyList<WellSummary> summaries, int warnings)
    {
        var times = summaries.Select(s => s.Timepoint).Distinct().Count();
        _html.Append("<div class=\"facts\">");
        // Cells and cytoplasms are parts of the counted objects.
        List<WellSummary> counted = [.. summaries.Where(s => !CellParts.IsName(s.Channel))];
        Fact(summaries.Select(s => (s.Experiment, s.Well)).Distinct().Count(), "well");
        var isTracked = times > 1 && counted.All(s => s.NewTracks is not null);
        if (isTracked) Fact(counted.Sum(s => (long)s.NewTracks!), "tracked cell");
        var part = times > 1 ? "region" : "cell";
        var channels = counted.GroupBy(s => s.Channel).ToList();
        channels.ForEach(c => Fact(c.Sum(s => (long)s.Cells), channels.Count > 1 ? $"{c.Key} {part}" : part));
        if (times > 1) Fact(times, "timepoint");
        if (warnings > 0) Fact(warnings, "warning");
        _html.Append("</div>\n");

        void Fact(long count, string noun)
        {
            var text = Plural.WithCount(count, noun);
            _html.Add($"<div><b>{text[..text.IndexOf(' ')]}</b> {Markup.Text(text[(text.IndexOf(' ') + 1)..])}</div>");
        }
    }

    private void WriteList<T>(string head, IReadOnlyCollection<T> items, Func<T, string> markup, string end)
    {
        if (items.Count == 0) return;

        _html.Append(head);
        foreach (var item in items)
        {
            _html.Append(markup(item));
        }

        _html.Append(end);
    }

    /// <summary>Returns a remark with the names of its options.</summary>
    public static string Remark(string text) => Markup.Text(StylizeException.Spell(text, name => name));

    private static string Item(string text) => $"<li>{Remark(text)}</li>\n";

    private void WritePlateMap(IReadOnlyList<WellSummary> summaries)
    {
        foreach (var experiment in summaries.GroupBy(s => s.Experiment))
        {
            List<WellSummary> wells = [.. experiment.DistinctBy(s => s.Well)];
            string[] columns = [.. wells.SelectMany(w => w.Conditions.Keys).Distinct()];
            if (columns.Length == 0) continue;

            var window = PlateWindow.For([.. wells.Select(w => w.Well)]);
            _html.Add($"<h2>Plate map of {Markup.Text(experiment.Key)}</h2>\n<div class=\"charts\">\n");
            Array.ForEach(columns, column => PlateChart.WriteCondition(_html, column, window, wells));
            _html.Append("</div>\n");
        }
    }

    private void WriteInterests(IReadOnlyList<WellSummary> summaries)
    {
        var rows = summaries.SelectMany(s => s.Interests, (summary, roi) => (Of: summary, Roi: roi)).ToList();
        if (rows.Count == 0) return;

        PageTable.Write(
            _html, "<h2>Regions of interest</h2>\n", rows, row => row.Of,
            new("Image", true, row => Markup.Text($"{row.Of.Key.WellName}, {row.Of.Channel}")),
            new("Region", true, row => Markup.Text(row.Roi.Name)),
            new($"Area ({_unit}²)", false, row => PlateChart.Number(row.Roi.Area)),
            new("Cells", false, row => Invariant($"{row.Roi.Cells}")),
            new($"Density (per {_unit}²)", false, row => PlateChart.Number(row.Roi.Density)));
    }

    private void WriteChannel(
        string experiment, string channel, List<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        // Of several timepoints, maps and thumbnails show the last one; the table lists all.
        List<int> times = [.. summaries.Select(s => s.Timepoint).Distinct().Order()];
        List<WellSummary> shown = [.. summaries.Where(s => s.Timepoint == times[^1])];
        var time = times.Count > 1 ? $", last timepoint ({times[^1]})" : "";
        _html.Add($"<h2>{Markup.Text(experiment)}, {Markup.Text(channel)}{time}</h2>\n<div class=\"charts\">\n");
        var window = PlateWindow.For([.. shown.Select(s => s.Well)]);
        PlateChart.Write(_html, "Cells", window, shown, s => s.Counted.Count > 0 ? s.Cells : null);
        PlateChart.Write(_html, $"Mean area ({_unit}²)", window, shown, s => s.MeanArea);
        PlateChart.Write(
            _html, "Threshold", window, shown, s => s.Thresholds.Count > 0 ? s.Thresholds.Average() : null);
        foreach (var name in shown.SelectMany(s => s.MeanIntensity.Keys).Distinct().ToList())
        {
            PlateChart.Write(_html, $"Mean intensity, {name}", window, shown, s => s.MeanOf(name));
        }

        foreach (var name in shown.SelectMany(s => s.Ratios).Distinct().ToList())
        {
            PlateChart.Write(_html, $"Mean {name}", window, shown, s => s.Mean(name));
        }

        WriteChoice(window, shown);
        var isDense = window.Columns > DenseColumns;
        var (least, most) = isDense ? ("1rem", "4rem") : ("4.5rem", "14rem");
        _html.Append("</div>\n<div class=\"scroll\">").Add($"<div class=\"wells{(isDense ? " dense" : "")}\" ")
            .Add($"style=\"grid-template-columns:repeat({window.Columns},minmax({least},{most}))\">\n");
        var byPlace = shown.GroupBy(s => PlateGrid.Place(s.Well)).ToDictionary(g => g.Key, g => g.First());
        for (var place = 0; place < window.Rows * window.Columns; place++)
        {
            var (row, column) = (window.Top + (place / window.Columns), window.Left + (place % window.Columns));
            WriteWell(byPlace.GetValueOrDefault((row, column)), WellName.RowOf(row + 1) + (column + 1), files, isDense);
        }

        foreach (var other in shown.Where(s => PlateGrid.Place(s.Well).Row < 0))
        {
            WriteWell(other, other.Well, files, isDense);
        }

        _html.Append("</div></div>\n");
    }

    /// <summary>Draws the map of a measurement that has no other one, with a list to choose the others.</summary>
    private void WriteChoice(PlateWindow window, List<WellSummary> shown)
    {
        List<string> names =
        [
            .. shown.SelectMany(s => s.Counted).Where(row => row.Mean is not null).Select(row => row.Measurement)
                .Except([WellStatistic.CellsPerImage, "Area", .. shown.SelectMany(s => s.Ratios)]).Distinct()
                .Where(name => !name.StartsWith(WellSummary.MeanPrefix, StringComparison.Ordinal)),
        ];
        if (names.Count == 0) return;

        var mapped = shown.Where(s => PlateGrid.Place(s.Well).Row >= 0 && s.Mean(names[0]) is not null).ToList();
        WriteList(
            "<div class=\"choice\"><select aria-label=\"Measurement\" hidden>", names, name =>
                $"<option value=\"{string.Join(' ', mapped.Select(s => PlateChart.Number(s.Mean(name))))}\">"
                + $"{Markup.Text($"Mean {name}")}</option>", "</select>\n");
        PlateChart.Write(_html, $"Mean {names[0]}", window, mapped, s => s.Mean(names[0]));
        _html.Append("</div>\n");
    }

    private void WriteWell(WellSummary? summary, string well, Func<WellSummary, PageWell> files, bool isDense)
    {
        if (summary is null)
        {
            _html.Add($"<figure class=\"none\">{Markup.Text(well)}</figure>\n");
            return;
        }

        var failed = summary.Failed.Length > 0 ? $", fails {summary.Failed}" : "";
        var name = Markup.Text($"{summary.Well}: {Plural.WithCount(summary.Cells, "cell")}{failed}");
        var shown = files(summary);
        _html.Add($"<figure title=\"{name}\" {PlateChart.Attributes(summary)}>")
            .Append(shown.Overlay is { } overlay ? $"<a href=\"{Markup.Text(overlay)}\">" : "")
            .Append(shown.Thumbnail is { } png
                ? $"<img alt=\"{name}\" src=\"{Markup.DataUri("image/png", png)}\">" : "")
            .Append(shown.Overlay is null ? "" : "</a>")
            .Add($"<figcaption>{(isDense ? Markup.Text(summary.Well) : name)}</figcaption></figure>\n");
    }
}

internal static class HtmlText
{
    /// <summary>Adds text whose numbers are in the invariant format.</summary>
    public static StringBuilder Add(this StringBuilder html, InvariantHandler text) =>
        html.Append(text.ToStringAndClear());
}

/// <summary>The table of wells on the page of a run, without columns that are empty in all wells.</summary>
internal sealed class PlateTable(StringBuilder html, string unit)
{
    public void Write(IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        var columns = Columns(summaries, files).Where(c => summaries.Any(s => c.Cell(s).Length > 0));
        PageTable.Write(html, "<h2>Wells</h2>\n", summaries, summary => summary, [.. columns]);
    }

    private IEnumerable<PageColumn<WellSummary>> Columns(
        IReadOnlyList<WellSummary> summaries, Func<WellSummary, PageWell> files)
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
            yield return new("Timepoint", false, s => Invariant($"{s.Timepoint}"));
        }

        yield return new("Channel", true, s => Markup.Text(s.Channel));
        yield return new("Tiles", false, s => Invariant($"{s.Tiles}"));
        yield return new("Cells", false, s => Invariant($"{s.Cells}"));
        yield return new("New tracks", false, s => s.NewTracks?.ToString(CultureInfo.InvariantCulture) ?? "");
        yield return new("Threshold", false, s => Range(s.Thresholds));
        yield return new("Minimum area (px²)", false, s => Range([.. s.MinimumAreas.Select(area => (double)area)]));
        yield return new($"Mean area ({unit}²)", false, s => PlateChart.Number(s.MeanArea));
        foreach (var name in summaries.SelectMany(s => s.MeanIntensity.Keys).Distinct())
        {
            yield return new($"Mean {name}", false, s => PlateChart.Number(s.MeanOf(name)));
        }

        yield return new("Excluded tiles", false, s => string.Join(", ", s.Excluded));
        yield return new("Fails", true, s => s.Failed);
        yield return new("Warnings", true, s => string.Join("<br>", s.Warnings.Select(PlatePage.Remark)));
        yield return new("Files", true, s => string.Join(' ', Links(files(s))));
    }

    private static IEnumerable<string> Links(PageWell files)
    {
        if (files.Overlay is { } overlay) yield return $"<a href=\"{Markup.Text(overlay)}\">overlay</a>";
        if (files.Table is { } table) yield return $"<a href=\"{Markup.Text(table)}\">CSV</a>";
    }

    private static string Range(IReadOnlyList<double> sorted) => string.Join(
        " to ", sorted.Take(1).Concat(sorted.Skip(1).TakeLast(1)).Select(number => PlateChart.Number(number)));
}

/// <summary>Style sheet and script of the page of a run. Without the script, everything but the filter works.</summary>
internal static class PageStyle
{
    public static string Css { get; } = Read("plate.css");

    public static string Script { get; } = Read("plate.js");

    private static string Read(string file)
    {
        using var reader = new StreamReader(typeof(PageStyle).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n');
    }
}
