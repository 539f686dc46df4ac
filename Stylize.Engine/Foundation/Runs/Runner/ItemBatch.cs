namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Runs work on many items through an <see cref="OrderedRunner{TItem, TResult}"/>: creates the context of each item,
/// converts exceptions to a <see cref="StylizeException"/> that names the item, and collects progress and messages.
/// </summary>
public sealed class ItemBatch<TItem, TResult> : IDisposable
    where TItem : IBatchItem
    where TResult : class
{
    private readonly Func<TItem, OperationContext, TResult> _work;
    private readonly BatchOptions _options;
    private readonly ProgressTracker _progress = new();
    private readonly ResourceMonitor? _monitor;
    private readonly ConcurrentQueue<BatchMessage> _messages = new();
    private readonly BatchReport _report;

    /// <param name="work">Processes an item; called concurrently.</param>
    /// <param name="estimateMemory">Returns the peak memory of an item in bytes, from headers; null for no
    /// limit.</param>
    /// <exception cref="StylizeException">OptionInvalid: a limit is out of range.</exception>
    public ItemBatch(
        Func<TItem, OperationContext, TResult> work,
        BatchOptions? options = null,
        Func<TItem, long>? estimateMemory = null,
        CancellationToken cancellation = default)
    {
        _options = options ?? new BatchOptions();
        _work = work;
        _report = new BatchReport(_options.ReportPath, _options.Operation, _options.Settings, _options.ReportCodec);
        _monitor = _options.Verbose ? new ResourceMonitor() : null;
        Runner = new OrderedRunner<TItem, BatchResult<TResult>>(
            Work, FailedEarly, _options.Limits, item => Check(item, estimateMemory), cancellation);
    }

    /// <summary>A failure to write that also stops the items after it; null for none.</summary>
    private StylizeException? _stop;

    /// <summary>Receives each result when it is ready, in any order, on the thread of its worker.</summary>
    internal Action<BatchResult<TResult>>? Finished { get; init; }

    /// <summary>Runs the items and returns results in input order.</summary>
    public OrderedRunner<TItem, BatchResult<TResult>> Runner { get; }

    /// <summary>Memory limit of the process in bytes; an item that needs more is refused before any work.</summary>
    internal long MemoryLimit { get; init; } = AvailableMemory.Limit();

    /// <summary>The current progress.</summary>
    public BatchProgress Progress => _progress.Snapshot(Runner.Total);

    /// <summary>True if the front end shows the totals in another line.</summary>
    internal bool ShowsTotals { get; set; }

    /// <summary>One line with totals, time, processors and memory since the last summary; null unless the batch is
    /// verbose.</summary>
    public string? Summary
    {
        get
        {
            if (_monitor?.Read() is not { } load) return null;

            var isOutcome = typeof(IBatchOutcome).IsAssignableFrom(typeof(TResult));
            return (ShowsTotals ? "" : Totals.Brief(isOutcome ? "created" : "done") + ", ") + Invariant(
                $"{Progress.Elapsed.TotalSeconds:0.0} s; "
                + $"processors {load.SystemShare:0%} busy, {load.ProcessShare:0%} by this process; "
                + $"memory {load.ResidentBytes >> 20} MiB resident, {load.AvailableBytes >> 20} MiB free");
        }
    }

    /// <summary>The totals so far.</summary>
    public BatchTotals Totals => _report.Totals;

    /// <summary>Reports a result after the caller has processed it, such as by storing it.</summary>
    internal void Report(BatchResult<TResult> result) => _report.Add(result);

    /// <summary>Reports a file that the run has deleted.</summary>
    internal void ReportDeleted(string source, string path) => _report.AddDeleted(source, path);

    /// <summary>Completes the report. Call it after the last result and the last deleted file.</summary>
    /// <returns>The failure to write the report; null if there was none.</returns>
    public StylizeException? Finish()
    {
        _report.Finish();
        return _report.Failure;
    }

    /// <summary>Takes the next message, if there is one.</summary>
    public bool TryTakeMessage([NotNullWhen(true)] out BatchMessage? message) => _messages.TryDequeue(out message);

    /// <summary>Stops running items and waits until they have cleaned up, at most 1.5 s.</summary>
    public void Dispose()
    {
        Runner.Dispose();
        _report.Dispose();
    }

    private long Check(TItem item, Func<TItem, long>? estimateMemory)
    {
        item.Check();
        var bytes = estimateMemory?.Invoke(item) ?? 0;
        return bytes <= MemoryLimit ? bytes : throw Errors.MemoryLimit.With(
            item.Source, Mebibytes(bytes), MemoryLimit >> 20);
    }

    private static long Mebibytes(long bytes) => (bytes >> 20) + 1;

    private BatchResult<TResult> FailedEarly(TItem item, Exception exception)
    {
        _progress.End(_progress.Begin(item.Source), failed: true);
        EngineTelemetry.RecordFile(_options.Operation, succeeded: false);
        return Finish(Failed(item, exception));
    }

    private BatchResult<TResult> Work(TItem item, ThreadGrant threads, CancellationToken cancellation)
    {
        if (_stop is { } stop && !item.IsUpToDate)
        {
            return FailedEarly(item, WriteFailure.NotTried(item.Source, stop));
        }

        var began = Stopwatch.GetTimestamp();
        var entry = _progress.Begin(item.Source);
        var phases = new PhaseRecorder { Operation = _options.Operation };
        var warnings = new ConcurrentQueue<BatchMessage>();
        using var limit = _options.FileTimeLimit is null
            ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit?.CancelAfter(_options.FileTimeLimit!.Value);
        var context = new OperationContext
        {
            Cancellation = limit?.Token ?? cancellation,
            MaxThreads = threads,
            Progress = (Action<OperationProgress>)entry.Report + _options.Watch,
            Verbose = _options.Verbose ? text => _messages.Enqueue(new BatchMessage(item.Source, false, text)) : null,
            Warning = text =>
            {
                warnings.Enqueue(new BatchMessage(item.Source, true, text));
                _messages.Enqueue(new BatchMessage(item.Source, true, text));
            },
            Phases = phases,
        };
        BatchResult<TResult>? result = null;
        try
        {
            result = new BatchResult<TResult>(item.Source) { Value = _work(item, context) };
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            var isTooSlow = limit is { IsCancellationRequested: true } && BatchFailure.IsCancellation(exception);
            var failure = BatchFailure.From(item.Source, !isTooSlow ? exception : Errors.TimeLimit.From(
                exception, item.Source, DurationText.Format(_options.FileTimeLimit!.Value.TotalSeconds)));
            if (WriteFailure.EndsRun(failure)) Interlocked.CompareExchange(ref _stop, failure, null);

            result = Failed(item, failure);
        }
        finally
        {
            foreach (var damage in item.Damage.Distinct())
            {
                context.Warning(damage);
            }

            _progress.End(entry, failed: result is not { Succeeded: true });
            EngineTelemetry.RecordFile(_options.Operation, result is { Succeeded: true });
        }

        return Finish(
            result with { Elapsed = Stopwatch.GetElapsedTime(began), Phases = phases.Phases,
                Warnings = [.. warnings] });
    }

    private BatchResult<TResult> Finish(BatchResult<TResult> result)
    {
        if (!_options.ReportsLater || !result.Succeeded)
        {
            _report.Add(result);
        }

        Finished?.Invoke(result);
        return result;
    }

    private static BatchResult<TResult> Failed(TItem item, Exception exception) =>
        new(item.Source) { Failure = BatchFailure.From(item.Source, exception) };
}

/// <summary>An item of a batch, such as an image file or a well of a plate.</summary>
public interface IBatchItem
{
    /// <summary>The noun for an item in messages.</summary>
    static virtual string Kind => "file";

    /// <summary>Name of the item in results, messages and progress; of a file, its full path.</summary>
    string Source { get; }

    /// <summary>True if the item is known to need no work.</summary>
    bool IsUpToDate => false;

    /// <summary>A sentence on the damaged data of each source that was decoded nevertheless.</summary>
    IEnumerable<string> Damage => [];

    /// <summary>Checks that the item can be processed; called on the thread of a worker before the memory
    /// estimate.</summary>
    /// <exception cref="StylizeException">The item cannot be processed; the failure becomes its result.</exception>
    void Check()
    {
    }
}

/// <summary>Converts exceptions of an item to a <see cref="StylizeException"/>.</summary>
internal static class BatchFailure
{
    public static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions: var inner } && inner.Any(IsCancellation));

    public static StylizeException From(string source, Exception exception) => exception switch
    {
        StylizeException expected => expected,
        AggregateException { InnerExceptions: [var inner, ..] } => From(source, inner),
        OutOfMemoryException => Errors.OutOfMemory.From(exception, source),
        IOException or UnauthorizedAccessException => Errors.CannotRead.From(exception, source, exception.Message),
        _ => Errors.Unexpected.From(exception, source, exception.Message),
    };
}
