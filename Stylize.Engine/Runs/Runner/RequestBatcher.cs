using System.Diagnostics;
using System.Threading.Channels;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Gathers requests that come one at a time and hands them to a handler in batches: as soon as a batch is full, or when its first request
/// has waited for the longest delay since it was submitted. One batch is handled at a time, in the order of submission; a bounded queue
/// makes fast callers wait.
/// </summary>
public sealed class RequestBatcher<TRequest, TResult> : IAsyncDisposable
{
    private readonly Channel<Pending> _queue;
    private readonly Func<IReadOnlyList<TRequest>, CancellationToken, ValueTask<IReadOnlyList<TResult>>> _handler;
    private readonly int _batchSize;
    private readonly TimeSpan _longestDelay;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _worker;

    /// <param name="handler">
    /// Gives one result for each request of a batch, in order. Its exception fails the requests of that batch and no others.
    /// </param>
    /// <param name="longestDelay">Longest time that a request waits for others, from zero to 24 days; default 100 ms.</param>
    /// <param name="capacity">
    /// Requests that may wait in the queue before <see cref="SubmitAsync"/> waits too, 1 or more; default four batches.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public RequestBatcher(
        Func<IReadOnlyList<TRequest>, CancellationToken, ValueTask<IReadOnlyList<TResult>>> handler,
        int batchSize = 10,
        TimeSpan? longestDelay = null,
        int? capacity = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity ?? 1, 1);
        _handler = handler;
        _batchSize = batchSize;
        _longestDelay = longestDelay ?? TimeSpan.FromMilliseconds(100);
        ArgumentOutOfRangeException.ThrowIfLessThan(_longestDelay, TimeSpan.Zero, nameof(longestDelay));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_longestDelay, TimeSpan.FromDays(24), nameof(longestDelay));
        _queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(capacity ?? (4 * batchSize)) { SingleReader = true });
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>
    /// Submits a request; completes with its result once its batch has been handled. A caller that cancels stops waiting; the request, once
    /// queued, is handled all the same.
    /// </summary>
    /// <exception cref="ChannelClosedException">The batcher has been disposed.</exception>
    public async Task<TResult> SubmitAsync(TRequest request, CancellationToken cancellation = default)
    {
        var pending = new Pending(request);
        await _queue.Writer.WriteAsync(pending, cancellation).ConfigureAwait(false);
        return await pending.Result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Handles what has been submitted, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    /// <summary>Cancels the batch under way and fails what still waits, then ends.</summary>
    public async ValueTask CancelAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    private async Task WorkAsync()
    {
        var batch = new List<Pending>(_batchSize);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync(batch).ConfigureAwait(false);
            await HandleAsync(batch).ConfigureAwait(false);
            batch.Clear();
        }
    }

    private async Task GatherAsync(List<Pending> batch)
    {
        while (batch.Count < _batchSize)
        {
            if (_queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
                continue;
            }

            // Time that the first request waited while the batch before it was handled counts too.
            var left = batch.Count == 0 ? _longestDelay : _longestDelay - Stopwatch.GetElapsedTime(batch[0].Submitted);
            if (left <= TimeSpan.Zero || _stop.IsCancellationRequested) return;

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            wait.CancelAfter(left);
            try
            {
                if (!await _queue.Reader.WaitToReadAsync(wait.Token).ConfigureAwait(false)) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task HandleAsync(List<Pending> batch)
    {
        if (batch.Count == 0) return;

        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            var results = await _handler([.. batch.Select(p => p.Request)], _stop.Token).ConfigureAwait(false);
            if (results.Count != batch.Count)
            {
                throw new InvalidOperationException($"The handler gave {results.Count} results for {batch.Count} requests.");
            }

            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Result.SetResult(results[i]);
            }
        }
        catch (Exception e)
        {
            foreach (var pending in batch)
            {
                pending.Result.TrySetException(e);
            }
        }
    }

    private sealed record Pending(TRequest Request)
    {
        public long Submitted { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
