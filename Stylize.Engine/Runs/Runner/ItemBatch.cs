using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Runs work on many items through an <see cref="OrderedRunner{TItem, TResult}"/>: gives each run its context, turns every exception into a
/// <see cref="StylizeException"/> that names the item, and gathers progress and messages.
/// </summary>
/// <typeparam name="TItem">What is worked on: an image file, a well.</typeparam>
/// <typeparam name="TResult">What the work on one item gives.</typeparam>
public sealed class ItemBatch<TItem, TResult> : IDisposable
    where TItem : IBatchItem
    where TResult : class
{
    private readonly Func<TItem, OperationContext, TResult> _work;
    private readonly string _operation;
    private readonly bool _verbose;
    private readonly ProgressTracker _progress = new();
    private readonly ResourceMonitor? _monitor;
    private readonly ConcurrentQueue<BatchMessage> _messages = new();
    private readonly TimeSpan? _timeLimit;
    private readonly BatchReport _report;
    private readonly bool _reportsLater;

    /// <param name="work">Does one item; called on many threads at once.</param>
    /// <param name="options">Limits and verbosity.</param>
    /// <param name="estimateMemory">Peak bytes of an item's work, from headers alone; null where memory sets no limit.</param>
    /// <param name="cancellation">Stops the batch within a second.</param>
    /// <exception cref="StylizeException">OptionInvalid: a limit is out of range.</exception>
    public ItemBatch(
        Func<TItem, OperationContext, TResult> work,
        BatchOptions? options = null,
        Func<TItem, long>? estimateMemory = null,
        CancellationToken cancellation = default)
    {
        options ??= new BatchOptions();
        _work = work;
        _operation = options.Operation;
        _verbose = options.Verbose;
        _timeLimit = options.FileTimeLimit;
        _report = new BatchReport(options.ReportPath, options.Operation, options.Settings);
        _reportsLater = options.ReportsLater;
        _monitor = _verbose ? new ResourceMonitor() : null;
        Runner = new OrderedRunner<TItem, BatchResult<TResult>>(
            Work, FailedEarly, options.Limits, item => Check(item, estimateMemory), cancellation);
    }

    /// <summary>Takes items and gives results in input order.</summary>
    public OrderedRunner<TItem, BatchResult<TResult>> Runner { get; }

    /// <summary>Bytes that the process may have; an item that needs more is refused before any work.</summary>
    internal long MemoryLimit { get; init; } = AvailableMemory.Limit();

    /// <summary>How far the batch is now.</summary>
    public BatchProgress Progress => _progress.Snapshot(Runner.Total);

    /// <summary>
    /// What the batch has done, and how busy the machine was, in one line; the shares of the processors are those since the last summary.
    /// Null unless the batch is verbose.
    /// </summary>
    public string? Summary
    {
        get
        {
            if (_monitor?.Read() is not { } load)
            {
                return null;
            }

            var totals = Totals.Brief(typeof(IBatchOutcome).IsAssignableFrom(typeof(TResult)) ? "created" : "done");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{totals}, {Progress.Elapsed.TotalSeconds:0.0} s; "
                + $"processors {load.SystemShare:0%} busy, {load.ProcessShare:0%} by this process; "
                + $"memory {load.ResidentBytes >> 20} MiB resident, {load.AvailableBytes >> 20} MiB free");
        }
    }

    /// <summary>What became of the items so far.</summary>
    public BatchTotals Totals => _report.Totals;

    /// <summary>Reports a result that the caller has gone on with, such as by storing it.</summary>
    internal void Report(BatchResult<TResult> result) => _report.Add(result);

    /// <summary>Ends the report with the totals; to be called when all results are taken.</summary>
    /// <returns>Why the report could not be written; null where it was, or none was asked for.</returns>
    public StylizeException? Finish()
    {
        _report.Finish();
        return _report.Failure;
    }

    /// <summary>Takes the next message of the items, if there is one.</summary>
    public bool TryTakeMessage(out BatchMessage message) => _messages.TryDequeue(out message);

    /// <summary>Stops what is under way and waits, a second and a half at most, until it has cleaned up.</summary>
    public void Dispose()
    {
        Runner.Dispose();
        _report.Dispose();
    }

    private long Check(TItem item, Func<TItem, long>? estimateMemory)
    {
        item.Check();
        var bytes = estimateMemory?.Invoke(item) ?? 0;
        return bytes <= MemoryLimit ? bytes : throw new StylizeException(
            StylizeError.OperationFailed, item.Source,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{item.Source}' needs about {Mebibytes(bytes)} MiB of memory, and this process may have {MemoryLimit >> 20} MiB."),
            "Use a smaller image, or give the process more memory.");
    }

    private static long Mebibytes(long bytes) => (bytes >> 20) + 1;

    private BatchResult<TResult> FailedEarly(TItem item, Exception exception)
    {
        _progress.End(_progress.Begin(item.Source), failed: true);
        EngineTelemetry.RecordFile(_operation, succeeded: false);
        var result = Failed(item, exception, TimeSpan.Zero, []);
        _report.Add(result);
        return result;
    }

    private BatchResult<TResult> Work(TItem item, ThreadGrant threads, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        var entry = _progress.Begin(item.Source);
        var phases = new PhaseRecorder { Operation = _operation };
        using var limit = _timeLimit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit?.CancelAfter(_timeLimit!.Value);
        var context = new OperationContext
        {
            Cancellation = limit?.Token ?? cancellation,
            MaxThreads = threads,
            Progress = entry.Report,
            Verbose = _verbose ? text => _messages.Enqueue(new BatchMessage(item.Source, false, text)) : null,
            Warning = text => _messages.Enqueue(new BatchMessage(item.Source, true, text)),
            Phases = phases,
        };
        BatchResult<TResult>? result = null;
        try
        {
            var value = _work(item, context);
            var elapsed = Stopwatch.GetElapsedTime(began);
            result = new BatchResult<TResult>(item.Source) { Value = value, Elapsed = elapsed, Phases = phases.Phases };
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            var failure = limit is { IsCancellationRequested: true } && IsCancellation(exception)
                ? TooSlow(item.Source, exception)
                : exception;
            result = Failed(item, failure, Stopwatch.GetElapsedTime(began), phases.Phases);
        }
        finally
        {
            _progress.End(entry, failed: result is not { Succeeded: true });
            EngineTelemetry.RecordFile(_operation, result is { Succeeded: true });
        }

        if (!_reportsLater || !result.Succeeded)
        {
            _report.Add(result);
        }

        return result;
    }

    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions: var inner } && inner.Any(IsCancellation));

    private StylizeException TooSlow(string source, Exception exception) => new(
        StylizeError.TimeLimitExceeded, source,
        $"'{source}' took longer than the {DurationText.Format(_timeLimit!.Value.TotalSeconds)} that a file may take.",
        "Raise {FileTimeLimit}, or choose options that take less time.", exception);

    private static BatchResult<TResult> Failed(TItem item, Exception exception, TimeSpan elapsed, IReadOnlyList<PhaseRecord> phases) =>
        new(item.Source) { Failure = BatchFailure.From(item.Source, exception), Elapsed = elapsed, Phases = phases };
}
