namespace Stylize.Engine.Runs.Report;

/// <summary>A report that is written as a whole when the run begins and when it ends.</summary>
internal interface IReportPage
{
    /// <summary>The text that every report of this kind starts with.</summary>
    string Start { get; }

    void Add(string source, string? created, StylizeException? failure, IEnumerable<string> warnings);

    /// <param name="totals">Null while the run goes on.</param>
    byte[] Write(BatchTotals? totals, double seconds);
}

/// <summary>A report as one HTML page: totals, failures, warnings, and thumbnails of the first inputs and outputs. Its
/// size is limited.</summary>
/// <param name="folder">Full path of the folder of the page, from which it links outputs.</param>
internal sealed class ReportPage(string operation, IImageCodec? codec, string folder) : IReportPage
{
    private const int MaxPictures = 6;
    private const int MaxRows = 100;
    internal const int Side = 160;
    private const long MaxPixels = 64_000_000;
    private const int MaxEmbeddedBytes = 64 * 1024;

    private readonly List<(string Source, string Path)> _created = [];
    private readonly List<(string Source, string Text)> _failures = [];
    private readonly List<(string Source, string Text)> _warnings = [];
    private readonly string _started = DateTime.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private int _count;

    public string Start => "<!DOCTYPE html><!-- Stylize report -->";

    public void Add(string source, string? created, StylizeException? failure, IEnumerable<string> warnings)
    {
        if (created is not null && ++_count <= MaxPictures) _created.Add((source, created));
        if (failure is not null)
        {
            Add(_failures, source, $"{failure.Error}: {StylizeException.Spell(failure.Message, name => name)}");
        }
        foreach (var warning in warnings)
        {
            Add(_warnings, source, warning);
        }
    }

    public byte[] Write(BatchTotals? totals, double seconds)
    {
        var text = new StringBuilder(Start).Append(Invariant($$"""

            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{{Markup.Text(operation)}} {{_started}}</title><style>
            :root{color-scheme:light dark;background:Canvas;color:CanvasText}a{color:LinkText}
            body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:900px;padding:16px}
            td{padding:2px 12px 2px 0;vertical-align:top;overflow-wrap:anywhere}
            figure{display:inline-block;margin:0 12px 12px 0}
            img{max-width:{{Side}}px;max-height:{{Side}}px;image-rendering:pixelated;margin-right:4px}
            figcaption{font-size:12px}
            </style></head><body><main><h1>{{Markup.Text(operation)}}</h1>

            """));
        text.Append(totals is { } all
            ? Invariant($"<p><b>{Markup.Text(all.ToString())}.</b> Started {_started}, {seconds:0.0} s.</p>\n")
            : Invariant(
                $"<p><b>The run of {_started} has not ended.</b> If it no longer runs, it was interrupted.</p>\n"));
        Table(text, "Failures", _failures, totals?.Failed ?? 0);
        Table(text, "Warnings", _warnings, _warnings.Count);
        if (_count > 0)
        {
            var title = _count > MaxPictures ? Invariant($"{MaxPictures} of {_count} results") : "Results";
            text.Append($"<h2>{title}</h2>\n");
        }

        foreach (var (source, path) in _created)
        {
            var parts = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar);
            text.Append($"<figure>{Image("Original", source)}{Image("Result", path)}<figcaption>");
            text.Append($"<a href=\"{string.Join('/', parts.Select(Uri.EscapeDataString))}\">");
            text.Append($"{Markup.Text(parts[^1])}</a></figcaption></figure>\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("</main></body></html>\n").ToString());
    }

    private static void Add(List<(string, string)> rows, string source, string text)
    {
        if (rows.Count <= MaxRows) rows.Add((source, text));
    }

    private static void Table(StringBuilder text, string title, List<(string Source, string Text)> rows, int count)
    {
        if (rows.Count == 0) return;

        text.Append($"<h2>{title}</h2><table>\n");
        foreach (var (source, problem) in rows.Take(MaxRows))
        {
            text.Append($"<tr><td>{Markup.Text(source)}</td><td>{Markup.Text(problem)}</td></tr>\n");
        }

        text.Append("</table>\n");
        if (rows.Count > MaxRows)
        {
            text.Append(Invariant($"<p>The first {MaxRows}{(count > MaxRows ? $" of {count}" : "")}.</p>\n"));
        }
    }

    private string Image(string kind, string path) =>
        StylizeException.OrDefault(() => Picture(path)) is not { } picture ? ""
            : $"<img alt=\"{kind} {Markup.Text(Path.GetFileName(path))}\" src=\"{picture}\">";

    private string? Picture(string path)
    {
        if (Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase))
        {
            return new FileInfo(path) is { Exists: true, Length: <= MaxEmbeddedBytes }
                ? Markup.DataUri("image/svg+xml", InputFile.ReadAll(path))
                : null;
        }

        if (codec is null) return null;

        using var image =
            codec.DecodeRgba(ImageSource.File(path), DecodeOptions.Default with { MaxPixels = MaxPixels });
        var scale = Math.Min(1, (double)Side / Math.Max(image.Width, image.Height));
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        using var small = Resampler.Resize(image, width, height, ResampleFilter.Box);
        using var png = new MemoryStream();
        codec.Encode(small, png, new EncodeOptions(ImageFormat.Png));
        return Markup.DataUri("image/png", png.ToArray());
    }
}
