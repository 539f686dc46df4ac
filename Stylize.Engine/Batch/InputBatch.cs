using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Batch;

/// <summary>
/// Runs work on many inputs through an <see cref="OrderedRunner{TItem, TResult}"/>: gives each its context, turns whatever goes wrong into a
/// <see cref="StylizeException"/> that names the input, and gathers progress and messages. What the work gives need not be a file.
/// </summary>
public class InputBatch<T> : IDisposable
    where T : class
{
    private readonly Func<BatchItem, OperationContext, T> _work;
    private readonly string _operation;
    private readonly bool _verbose;
    private readonly ProgressTracker _progress = new();
    private readonly ConcurrentQueue<BatchMessage> _messages = new();

    /// <param name="work">Does one item; called on many threads at once.</param>
    /// <param name="options">Limits and verbosity.</param>
    /// <param name="estimateMemory">Peak bytes of an input, from its header alone.</param>
    /// <param name="cancellation">Stops the batch within a second.</param>
    public InputBatch(
        Func<BatchItem, OperationContext, T> work,
        BatchOptions? options = null,
        Func<ImageInput, long>? estimateMemory = null,
        CancellationToken cancellation = default)
    {
        options ??= new BatchOptions();
        _work = work;
        _operation = options.Operation;
        _verbose = options.Verbose;
        Runner = new OrderedRunner<BatchItem, BatchResult<T>>(
            Work,
            FailedEarly,
            options.Limits,
            item => Check(item, estimateMemory),
            cancellation);
    }

    /// <summary>Takes items and gives results in input order.</summary>
    public OrderedRunner<BatchItem, BatchResult<T>> Runner { get; }

    /// <summary>How far the batch is now.</summary>
    public BatchProgress Progress => _progress.Snapshot(Runner.Total);

    /// <summary>The next line that an item has had to say, if there is one.</summary>
    public bool TryTakeMessage(out BatchMessage message) => _messages.TryDequeue(out message);

    public void Dispose()
    {
        Runner.Dispose();
        GC.SuppressFinalize(this);
    }

    private static long Check(BatchItem item, Func<ImageInput, long>? estimateMemory)
    {
        if (item.Failure is not null)
        {
            throw item.Failure;
        }

        InputCheck.Require(item.Source);
        return estimateMemory?.Invoke(item.Input) ?? 0;
    }

    private BatchResult<T> FailedEarly(BatchItem item, Exception exception)
    {
        _progress.End(_progress.Begin(item.Source), failed: true);
        EngineTelemetry.RecordFile(_operation, succeeded: false);
        return Failed(item, exception, TimeSpan.Zero, []);
    }

    private BatchResult<T> Work(BatchItem item, ItemAllowance allowance)
    {
        var began = Stopwatch.GetTimestamp();
        var entry = _progress.Begin(item.Source);
        var phases = new PhaseRecorder { Operation = _operation };
        BatchResult<T>? result = null;
        try
        {
            var value = _work(item, Context(item, allowance, entry, phases));
            result = new BatchResult<T>(item.Source) { Value = value, Elapsed = Stopwatch.GetElapsedTime(began), Phases = phases.Phases };
        }
        catch (Exception exception) when (!allowance.Cancellation.IsCancellationRequested)
        {
            result = Failed(item, exception, Stopwatch.GetElapsedTime(began), phases.Phases);
        }
        finally
        {
            _progress.End(entry, failed: result is not { Succeeded: true });
            EngineTelemetry.RecordFile(_operation, result is { Succeeded: true });
        }

        return result;
    }

    private OperationContext Context(BatchItem item, ItemAllowance allowance, ProgressTracker.Entry entry, PhaseRecorder phases) => new()
    {
        Cancellation = allowance.Cancellation,
        MaxThreads = allowance.MaxThreads,
        Progress = entry.Report,
        Verbose = _verbose ? text => _messages.Enqueue(new BatchMessage(item.Source, false, text)) : null,
        Warning = text => _messages.Enqueue(new BatchMessage(item.Source, true, text)),
        Phases = phases,
    };

    private static BatchResult<T> Failed(BatchItem item, Exception exception, TimeSpan elapsed, IReadOnlyList<PhaseRecord> phases) =>
        new(item.Source) { Failure = BatchFailure.From(item.Source, exception), Elapsed = elapsed, Phases = phases };
}
