namespace Stylize.Engine.Runs.Report;

/// <summary>
/// A report of a run, written while items end: JSON Lines; a CSV table if its extension is .csv; a page or a summary,
/// completed at the end, if it is .html, .htm or .txt. Safe for concurrent use.
/// </summary>
internal sealed class BatchReport : IDisposable
{
    private const string JsonStart = "{\"status\":\"";
    private const string Columns = "status,source,target,seconds,error,message,warnings";

    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly FileStream? _file;
    private readonly string? _path;
    private readonly IReportPage? _page;
    private readonly bool _isTable;
    private BatchTotals _totals;
    private bool _broken;

    /// <summary>Starts a report.</summary>
    /// <param name="path">Full path of the file, whose folder is created if missing; null to only count.</param>
    /// <exception cref="StylizeException">OptionInvalid: the file cannot be written, or exists and is not a
    /// report.</exception>
    /// <param name="codec">Reads outputs for their thumbnails; null for a page without thumbnails.</param>
    public BatchReport(
        string? path, string operation, IReadOnlyList<KeyValuePair<string, object?>> settings,
        IImageCodec? codec = null)
    {
        _path = path = path is null ? null : Path.GetFullPath(path);
        if (path is null) return;

        var extension = Path.GetExtension(path).ToLowerInvariant();
        _isTable = extension == ".csv";
        _page = extension switch
        {
            ".html" or ".htm" => new ReportPage(operation, codec, Path.GetDirectoryName(path)!),
            ".txt" => new ReportSummary(operation),
            _ => null,
        };

        try
        {
            // Neither a folder nor a device can be emptied, and a pipe cannot be read.
            if (FileKinds.KindOf(path) is not (FileKind.Missing or FileKind.Regular)) throw NoReport(path);

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file =
                new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1);
            _file = file.HandedTo(report =>
            {
                // On Windows, the file is shared for reading only.
                if (OperatingSystem.IsLinux())
                {
                    report.Lock(0, 0);
                }

                var start = _page?.Start ?? (_isTable ? Columns : JsonStart);
                if (report.Length > 0 && !BeginsAs(report, Encoding.UTF8.GetBytes(start)))
                {
                    throw NoReport(path);
                }

                report.SetLength(0);
                return report;
            });
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var other = OperatingSystem.IsWindows() ? "Another run or program" : "Another run";
            throw SharingViolation.IsLocked(failure)
                ? Errors.ReportInUse.From(failure, "ReportPath", other, path)
                : Errors.ReportUnwritable.From(failure, "ReportPath", WriteFailure.Explain(path, failure).Message);
        }

        if (_page is not null || _isTable) Write(_page?.Write(null, 0) ?? Encoding.UTF8.GetBytes(Columns + "\n"));
        Write(json => WriteRun(json, operation, settings));
    }

    /// <summary>The totals so far.</summary>
    public BatchTotals Totals
    {
        get
        {
            lock (_gate)
            {
                return _totals;
            }
        }
    }

    /// <summary>Writes the line of an item.</summary>
    public void Add<T>(BatchResult<T> result)
        where T : class =>
        Add(result, (result.Value as IBatchOutcome)?.Target);

    /// <summary>Writes the line of an item.</summary>
    /// <param name="target">Full path of its output file or folder; null if absent.</param>
    public void Add<T>(BatchResult<T> result, string? target)
        where T : class
    {
        lock (_gate)
        {
            _totals = _totals.With(result);
            var isCurrent = result.Value is IBatchOutcome { IsCurrent: true };
            var status = !result.Succeeded ? "failed" : isCurrent ? "upToDate" : "created";
            var warnings = result.Warnings.Select(warning => StylizeException.Spell(warning.Text, name => name));
            _page?.Add(result.Source, status == "created" ? target : null, result.Failure, warnings);
            Row(status, result.Source, target, result.Elapsed, result.Failure, warnings);
            Write(json =>
            {
                json.WriteString("status", status);
                json.WriteString("source", result.Source);
                json.WriteString("target", target);
                json.WriteNumber("seconds", Seconds(result.Elapsed));
                json.WriteStartObject("phases");
                foreach (var phase in result.Phases.GroupBy(phase => phase.Name))
                {
                    json.WriteNumber(phase.Key, Seconds(phase.Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Elapsed)));
                }

                json.WriteEndObject();
                json.WriteString("error", result.Failure?.Error.ToString());
                json.WriteString("message", result.Failure?.Message);
                if (result.Warnings.Count == 0) return;

                json.WriteStartArray("warnings");
                foreach (var warning in warnings)
                {
                    json.WriteStringValue(warning);
                }

                json.WriteEndArray();
            });
        }
    }

    /// <summary>Writes the line of a deleted file.</summary>
    internal void AddDeleted(string source, string target)
    {
        lock (_gate)
        {
            _totals = _totals with { Deleted = _totals.Deleted + 1 };
            Row("deleted", source, target, null, null, []);
            Write(json =>
            {
                json.WriteString("status", "deleted");
                json.WriteString("source", source);
                json.WriteString("target", target);
            });
        }
    }

    /// <summary>Writes the last line. A report without it is incomplete.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            var elapsed = Stopwatch.GetElapsedTime(_began);
            Row("total", $"{_totals}", null, elapsed, null, []);
            if (_page is not null) Write(_page.Write(_totals, elapsed.TotalSeconds), isWhole: true);

            Write(json =>
            {
                json.WriteString("status", "total");
                json.WriteNumber("created", _totals.Created);
                json.WriteNumber("upToDate", _totals.Current);
                json.WriteNumber("failed", _totals.Failed);
                json.WriteNumber("deleted", _totals.Deleted);
                json.WriteNumber("seconds", Seconds(elapsed));
            });
        }
    }

    /// <summary>The failure to write the report; null if there was none. The batch continues.</summary>
    public StylizeException? Failure { get; private set; }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static StylizeException NoReport(string path) =>
        StylizeException.Option("ReportPath", path, "a new file or an earlier report");

    private static bool BeginsAs(FileStream file, byte[] start)
    {
        var found = new byte[start.Length];
        return file.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == start.Length
            && found.AsSpan().SequenceEqual(start);
    }

    /// <summary>Writes a line of a table.</summary>
    private void Row(
        string status, string source, string? target, TimeSpan? elapsed, StylizeException? failure,
        IEnumerable<string> warnings)
    {
        if (!_isTable) return;

        object?[] cells =
        [
            status, source, target, elapsed is { } time ? Seconds(time) : null, failure?.Error,
            failure is null ? null : StylizeException.Spell(failure.Message, name => name), string.Join(" ", warnings),
        ];
        Write(Encoding.UTF8.GetBytes(CsvField.Line(cells)));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    private static void WriteRun(
        Utf8JsonWriter json, string operation, IReadOnlyList<KeyValuePair<string, object?>> settings)
    {
        json.WriteString("status", "run");
        json.WriteString("program", "Stylize");
        json.WriteString("version", ProvenanceRecord.ThisVersion);
        json.WriteString(
            "started", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("operation", operation);
        json.WritePropertyName("options");
        new JsonFields(json, WriteText).Write(settings);
    }

    /// <summary>Writes values without a JSON form as option text.</summary>
    private static bool WriteText(Utf8JsonWriter json, object value)
    {
        if (value is int or long or double or IEnumerable) return false;

        json.WriteStringValue(OptionWords.Invariant(value));
        return true;
    }

    /// <summary>Writes a line of JSON Lines; nothing to a table or page.</summary>
    private void Write(Action<Utf8JsonWriter> content)
    {
        if (_file is null || _isTable || _page is not null) return;

        using var line = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(line, JsonFields.Readable))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        Write(line.ToArray());
    }

    /// <summary>Writes each line in one call, so that a killed process leaves whole lines.</summary>
    /// <param name="isWhole">True to replace the content.</param>
    private void Write(byte[] bytes, bool isWhole = false)
    {
        if (_file is null || _broken) return;

        if (isWhole) _file.Position = 0;
        var whole = _file.Position;
        try
        {
            _file.Write(bytes);
            _file.Flush();
            if (isWhole) _file.SetLength(bytes.Length);
        }
        catch (Exception failure) when (FileFailure.Is(failure) || WriteFailure.IsFileTooLarge(failure))
        {
            _broken = true;
            FileFailure.Ignore(() => _file.SetLength(whole)); // Part of the line may be written.
            Failure = Errors.ReportCut.From(failure, _path, WriteFailure.Reason(_path!, failure));
        }
    }
}
