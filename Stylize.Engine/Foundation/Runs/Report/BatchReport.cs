namespace Stylize.Engine.Runs.Report;

/// <summary>A JSON Lines report, written while items end. Safe for concurrent use.</summary>
public sealed class BatchReport : IDisposable
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly FileStream? _file;
    private readonly string? _path;
    private BatchTotals _totals;
    private bool _broken;

    /// <summary>Starts a report.</summary>
    /// <param name="path">Full path of the file, whose folder is created if missing; null to only count.</param>
    /// <exception cref="StylizeException">OptionInvalid: the file cannot be written, or exists and is not a report.</exception>
    public BatchReport(string? path, string operation, IReadOnlyList<KeyValuePair<string, object?>> settings)
    {
        _path = path = path is null ? null : Path.GetFullPath(path);
        if (path is null) return;

        try
        {
            // Neither a folder nor a device can be emptied, and a pipe cannot be read.
            if (FileKinds.KindOf(path) is not (FileKind.Missing or FileKind.Regular)) throw NoReport(path);

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1);
            _file = file.HandedTo(report =>
            {
                // On Windows, the file is shared for reading only.
                if (OperatingSystem.IsLinux())
                {
                    report.Lock(0, 0);
                }

                if (report.Length > 0 && !BeginsAsReport(report))
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
                ? new StylizeException(
                    StylizeError.OptionInvalid, "ReportPath", $"{other} writes the report '{StylizeException.Verbatim(path)}'.",
                    "Wait until it ends, or give {ReportPath} a different file.", failure)
                : new StylizeException(
                    StylizeError.OptionInvalid, "ReportPath", StylizeException.Verbatim(WriteFailure.Explain(path, failure).Message),
                    "Give {ReportPath} a file in a folder that you may write to.", failure);
        }

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
            Write(json =>
            {
                var isCurrent = result.Value is IBatchOutcome { IsCurrent: true };
                json.WriteString("status", !result.Succeeded ? "failed" : isCurrent ? "upToDate" : "created");
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
                foreach (var warning in result.Warnings)
                {
                    json.WriteStringValue(StylizeException.Spell(warning.Text, name => name));
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
            Write(json =>
            {
                json.WriteString("status", "total");
                json.WriteNumber("created", _totals.Created);
                json.WriteNumber("upToDate", _totals.Current);
                json.WriteNumber("failed", _totals.Failed);
                json.WriteNumber("deleted", _totals.Deleted);
                json.WriteNumber("seconds", Seconds(Stopwatch.GetElapsedTime(_began)));
            });
        }
    }

    /// <summary>The failure to write the report; null if there was none. The batch continues.</summary>
    public StylizeException? Failure { get; private set; }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static StylizeException NoReport(string path) =>
        StylizeException.Option("ReportPath", path, "a new file or an earlier report");

    private static bool BeginsAsReport(FileStream file)
    {
        Span<byte> start = stackalloc byte[11];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("{\"status\":\""u8);
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    private static void WriteRun(Utf8JsonWriter json, string operation, IReadOnlyList<KeyValuePair<string, object?>> settings)
    {
        var program = ProvenanceRecord.ThisProgram.Split(' ');
        json.WriteString("status", "run");
        json.WriteString("program", program[0]);
        json.WriteString("version", program[1]);
        json.WriteString("started", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
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

    /// <summary>Writes each line in one call, so that a killed process leaves whole lines.</summary>
    private void Write(Action<Utf8JsonWriter> content)
    {
        if (_file is null || _broken) return;

        using var line = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(line, JsonFields.Readable))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        var whole = _file.Position;
        try
        {
            _file.Write(line.GetBuffer(), 0, (int)line.Length);
            _file.Flush();
        }
        catch (Exception failure) when (FileFailure.Is(failure) || WriteFailure.IsFileTooLarge(failure))
        {
            _broken = true;
            FileFailure.Ignore(() => _file.SetLength(whole)); // Part of the line may be written.
            Failure = new StylizeException(
                StylizeError.TargetUnwritable, _path,
                $"Cannot write the rest of the report '{_path}': {WriteFailure.Reason(_path!, failure)}.",
                "The outputs are not affected.", failure);
        }
    }
}

/// <summary>Counts equal failures, so that a console shows only the first. For one thread.</summary>
public sealed class RepeatedFailures(string kind)
{
    private readonly Dictionary<(StylizeError, string), int> _repeats = [];
    private readonly List<string> _existing = [];
    private bool _isOfItems;

    /// <summary>A sentence about the failures that were not shown; null if all were.</summary>
    public string? Summary
    {
        get
        {
            var count = _repeats.Values.Sum();
            var inputs = Plural.WithCount(count, $"more {(_isOfItems ? kind : "input")}");
            var names = _existing.Count > 0 ? $": {string.Join(", ", _existing)}" : "";
            return count == 0 ? null : _repeats.Count == 1
                ? $"{inputs} failed for the same reason{names}."
                : $"{inputs} failed for reasons shown above{names}.";
        }
    }

    /// <summary>Returns true for the first failure with this identifier and cause.</summary>
    /// <param name="source">The name of the failed item; the sentence lists those whose outputs exist.</param>
    public bool IsNew(StylizeException failure, string? source = null)
    {
        var reason = (failure.Error, failure.Cause ?? failure.Message);
        if (_repeats.TryAdd(reason, 0)) return true;

        var exists = failure.Error == StylizeError.TargetExists;
        if (exists && source is not null) _existing.Add(source);
        _isOfItems |= exists || failure.Cause is null;
        _repeats[reason]++;
        return false;
    }
}
