using Stylize.Engine.Segmentation.Plates.Output;

namespace Stylize.Engine.Segmentation.Plates.Page;

/// <summary>What the page of a run shows apart from its wells.</summary>
/// <param name="Date">The day of the segmentation, such as 2026-11-22.</param>
/// <param name="Options">The options that differ from their defaults.</param>
/// <param name="Links">Texts and addresses relative to the page.</param>
/// <param name="Record">Provenance of the page; null to omit it.</param>
internal sealed record PageContent(
    string Title, string Date, IReadOnlyList<ProvenanceOption> Options, IReadOnlyList<KeyValuePair<string, string>> Links,
    ProvenanceRecord? Record);

/// <summary>Files of a well on the page.</summary>
/// <param name="Thumbnail">The PNG of its thumbnail; null if it does not exist.</param>
/// <param name="Overlay">Address relative to the page; null if it does not exist.</param>
/// <param name="Table">Address relative to the page; null if it does not exist.</param>
internal sealed record PageWell(byte[]? Thumbnail, string? Overlay, string? Table);

/// <summary>Writes the page of a run: one HTML file that needs no network.</summary>
internal sealed class PlatePage(PageContent content)
{
    /// <summary>Number of columns above which captions show only the name of the well, as on a plate of 384 wells.</summary>
    private const int DenseColumns = 12;

    private readonly StringBuilder _html = new();

    /// <param name="summaries">All segmented channels of all wells at all timepoints, in order.</param>
    public string Write(IReadOnlyList<WellSummary> summaries, IReadOnlyList<string> warnings, Func<WellSummary, PageWell> files)
    {
        string[] all = [.. warnings.Concat(summaries.SelectMany(s => s.Warnings)).Distinct()];
        _html.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append(content.Record is null ? "" : ProvenanceMarkup.Html(content.Record))
            .Append(CultureInfo.InvariantCulture, $"\n<title>{Markup.Text(content.Title)}</title>\n<style>\n{PageStyle.Css}\n</style>")
            .Append(CultureInfo.InvariantCulture, $"</head><body>\n<h1>{Markup.Text(content.Title)}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">Segmented on {content.Date} with ")
            .Append(CultureInfo.InvariantCulture, $"{Markup.Text(content.Record?.Program ?? "Stylize")}.</p>\n");
        WriteFacts(summaries, all.Length);
        WriteLinks();
        _html.Append("<div id=\"filter\" hidden><input type=\"search\" aria-label=\"Filter wells\" ")
            .Append("placeholder=\"Filter: wells or plate map, such as A1 or DMSO\"></div>\n");
        WriteWarnings(all);
        WritePlateMap(summaries);
        foreach (var channel in summaries.GroupBy(s => (s.Experiment, s.Channel)))
        {
            WriteChannel(channel.Key.Experiment, channel.Key.Channel, [.. channel], files);
        }

        new PlateTable(_html).Write(summaries, files);
        WriteNotes([.. summaries.SelectMany(s => s.Notes).Distinct()]);
        WriteOptions();
        return _html.Append(CultureInfo.InvariantCulture, $"<script>{PageStyle.Script}</script></body></html>\n").ToString();
    }

    private void WriteFacts(IReadOnlyList<WellSummary> summaries, int warnings)
    {
        var times = summaries.Select(s => s.Timepoint).Distinct().Count();
        _html.Append("<div class=\"facts\">");
        Fact(summaries.Select(s => (s.Experiment, s.Well)).Distinct().Count(), "well");
        var regions = summaries.Sum(s => (long)s.Cells);
        if (summaries.All(s => s.NewTracks is not null) && times > 1)
        {
            Fact(summaries.Sum(s => (long)s.NewTracks!), "tracked cell");
        }

        Fact(regions, times > 1 ? "region" : "cell");
        if (times > 1) Fact(times, "timepoint");
        if (warnings > 0) Fact(warnings, "warning");
        _html.Append("</div>\n");

        void Fact(long count, string noun)
        {
            var text = Plural.WithCount(count, noun);
            _html.Append(CultureInfo.InvariantCulture, $"<div><b>{text[..text.IndexOf(' ')]}</b>{text[(text.IndexOf(' ') + 1)..]}</div>");
        }
    }

    private void WriteLinks()
    {
        _html.Append("<nav>");
        foreach (var (text, address) in content.Links)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<a href=\"{Markup.Text(address)}\">{Markup.Text(text)}</a>");
        }

        _html.Append("</nav>\n");
    }

    private void WriteWarnings(string[] warnings)
    {
        if (warnings.Length == 0) return;

        _html.Append("<h2>Warnings</h2>\n<ul class=\"warn\">\n");
        Array.ForEach(warnings, w => _html.Append(CultureInfo.InvariantCulture, $"<li>{Markup.Text(w)}</li>\n"));
        _html.Append("</ul>\n");
    }

    private void WritePlateMap(IReadOnlyList<WellSummary> summaries)
    {
        foreach (var experiment in summaries.GroupBy(s => s.Experiment))
        {
            List<WellSummary> wells = [.. experiment.DistinctBy(s => s.Well)];
            string[] columns = [.. wells.SelectMany(w => w.Conditions.Keys).Distinct()];
            if (columns.Length == 0) continue;

            var window = PlateWindow.For([.. wells.Select(w => w.Well)]);
            _html.Append(CultureInfo.InvariantCulture, $"<h2>Plate map of {Markup.Text(experiment.Key)}</h2>\n<div class=\"charts\">\n");
            Array.ForEach(columns, column => PlateChart.WriteCondition(_html, column, window, wells));
            _html.Append("</div>\n");
        }
    }

    private void WriteChannel(string experiment, string channel, List<WellSummary> summaries, Func<WellSummary, PageWell> files)
    {
        // Of several timepoints, maps and thumbnails show the last one; the table lists all.
        List<int> times = [.. summaries.Select(s => s.Timepoint).Distinct().Order()];
        List<WellSummary> shown = [.. summaries.Where(s => s.Timepoint == times[^1])];
        var time = times.Count > 1 ? $", last timepoint ({times[^1]})" : "";
        _html.Append(CultureInfo.InvariantCulture, $"<h2>{Markup.Text(experiment)}, {Markup.Text(channel)}{time}</h2>\n")
            .Append("<div class=\"charts\">\n");
        var window = PlateWindow.For([.. shown.Select(s => s.Well)]);
        PlateChart.Write(_html, "Cells", window, shown, s => s.Cells);
        PlateChart.Write(_html, "Mean area", window, shown, s => s.MeanArea);
        PlateChart.Write(_html, "Threshold", window, shown, s => s.Thresholds.Count > 0 ? s.Thresholds.Average() : null);
        foreach (var name in shown.SelectMany(s => s.MeanIntensity.Keys).Distinct().ToList())
        {
            PlateChart.Write(
                _html, $"Mean intensity, {name}", window, shown, s => s.MeanIntensity.TryGetValue(name, out var mean) ? mean : null);
        }

        var isDense = window.Columns > DenseColumns;
        var (least, most) = isDense ? ("1rem", "4rem") : ("4.5rem", "14rem");
        _html.Append("</div>\n<div class=\"scroll\">")
            .Append(CultureInfo.InvariantCulture, $"<div class=\"wells{(isDense ? " dense" : "")}\" style=\"")
            .Append(CultureInfo.InvariantCulture, $"grid-template-columns:repeat({window.Columns},minmax({least},{most}))\">\n");
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

    private void WriteWell(WellSummary? summary, string well, Func<WellSummary, PageWell> files, bool isDense)
    {
        if (summary is null)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<figure class=\"none\">{Markup.Text(well)}</figure>\n");
            return;
        }

        var name = Markup.Text($"{summary.Well}: {Plural.WithCount(summary.Cells, "cell")}");
        var shown = files(summary);
        _html.Append(CultureInfo.InvariantCulture, $"<figure title=\"{name}\" data-well=\"{PlateChart.Keys(summary)}\">")
            .Append(shown.Overlay is { } overlay ? $"<a href=\"{Markup.Text(overlay)}\">" : "");
        if (shown.Thumbnail is { } png)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<img alt=\"{name}\" src=\"{Markup.DataUri("image/png", png)}\">");
        }

        _html.Append(shown.Overlay is null ? "" : "</a>")
            .Append(CultureInfo.InvariantCulture, $"<figcaption>{(isDense ? Markup.Text(summary.Well) : name)}</figcaption></figure>\n");
    }

    private void WriteNotes(string[] notes)
    {
        if (notes.Length == 0) return;

        _html.Append("<details><summary>Notes</summary><ul>\n");
        Array.ForEach(notes, n => _html.Append(CultureInfo.InvariantCulture, $"<li>{Markup.Text(n)}</li>\n"));
        _html.Append("</ul></details>\n");
    }

    private void WriteOptions()
    {
        if (content.Options.Count == 0) return;

        _html.Append("<details><summary>Options</summary><div class=\"scroll\"><table><tbody>\n");
        foreach (var option in content.Options)
        {
            _html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"t\">{Markup.Text(option.Name)}")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"t\">{Markup.Text(option.Value)}</tr>\n");
        }

        _html.Append("</tbody></table></div></details>\n");
    }
}

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

/// <summary>Style sheet and script of the page of a run. Without the script, everything but the filter works.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1d2433;--soft:#5a6478;--line:#d9deea;--box:#f4f6fa;--paper:#fff;--link:#1859b8;--warn:#a52714}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9f0;--soft:#9aa5ba;--line:#333b4d;--box:#1c2230;--paper:#12161f;--link:#8ab8ff;
        --warn:#ff9a85}}
        html{font-size:clamp(15px,.35vw + 11px,26px)}
        body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:140rem;padding:1.5rem clamp(1rem,3vw,4rem);color:var(--ink);
        background:var(--paper)}
        a{color:var(--link)}h1{font-size:1.7rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.25rem;margin:2.2rem 0 .6rem}
        h3{font-size:1rem;margin:0 0 .3rem}p{margin:.3rem 0}.soft,figcaption{color:var(--soft)}.warn{color:var(--warn)}
        .facts{display:flex;flex-wrap:wrap;gap:.7rem;margin:1rem 0}.facts>div{background:var(--box);border-radius:.5rem;padding:.5rem 1rem}
        .facts b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
        nav{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem}
        #filter{position:sticky;top:0;background:var(--paper);padding:.6rem 0;z-index:1}
        #filter input{font:inherit;padding:.35rem .7rem;width:min(28rem,100%);box-sizing:border-box;border:1px solid var(--line);
        border-radius:.4rem;background:var(--box);color:inherit}
        .charts{display:flex;flex-wrap:wrap;gap:1.5rem 2.5rem}.charts>div,.scroll{max-width:100%;overflow-x:auto}
        svg{display:block}svg text{font:10px system-ui,sans-serif;fill:var(--soft)}svg .v{font-size:9px}svg .empty{fill:var(--box)}
        .wells{display:grid;gap:.5rem;margin-top:1.5rem}.wells figure{margin:0;text-align:center;font-size:.85rem;min-width:0}
        .wells img{width:100%;background:#000;border-radius:.3rem;display:block;image-rendering:pixelated}
        .wells .none{background:var(--box);border-radius:.3rem;color:var(--soft);display:grid;place-items:center;aspect-ratio:1}
        .dense{gap:2px}.dense figure{font-size:.6rem}.off{opacity:.12}tr.off{display:none}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;white-space:nowrap}
        td,th{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:right}th{color:var(--soft);font-weight:600}
        td.t,th.t{text-align:left}summary{cursor:pointer;font-size:1.25rem;font-weight:700;margin:2.2rem 0 .6rem}
        """;

    public const string Script = """
        const name=word=>word.replace(/^([a-z]+)0+(?=\d)/,'$1');
        const box=document.getElementById('filter');box.hidden=false;
        box.querySelector('input').addEventListener('input',event=>{
        const words=event.target.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
        for(const item of document.querySelectorAll('[data-well]')){const keys=item.dataset.well.toLowerCase().split('\n');
        item.classList.toggle('off',words.length>0&&!words.some(word=>/^[a-z]{1,2}\d+$/.test(word)?name(keys[0])===name(word):
        keys.some(key=>key.includes(word))));}});
        """;
}
