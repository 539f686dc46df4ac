using System.Threading.Channels;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Collects single requests and passes them to a handler in batches, when a batch is full or its first request has waited for the maximum
/// delay. Handles one batch at a time, in order of submission. A bounded queue makes fast callers wait.
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
    /// Returns one result for each request of a batch, in order. An exception fails the requests of that batch only.
    /// </param>
    /// <param name="longestDelay">Maximum delay of a request, 0 to 24 days; default 100 ms.</param>
    /// <param name="capacity">
    /// Maximum number of requests in the queue, 1 or more; default 4 batches. <see cref="SubmitAsync"/> waits while it is full.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
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
    /// Submits a request and returns its result when its batch has been handled. Cancellation stops only the waiting: a queued request is
    /// still handled.
    /// </summary>
    /// <exception cref="ChannelClosedException">The batcher has been disposed.</exception>
    public async Task<TResult> SubmitAsync(TRequest request, CancellationToken cancellation = default)
    {
        var pending = new Pending(request);
        await _queue.Writer.WriteAsync(pending, cancellation).ConfigureAwait(false);
        return await pending.Result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Handles all submitted requests and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    /// <summary>Cancels the current batch, fails the waiting requests, and ends.</summary>
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

            // The delay includes the time that the first request waited for the batch before it.
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
                throw new InvalidOperationException($"The handler returned {results.Count} results for {batch.Count} requests.");
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
