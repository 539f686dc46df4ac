using Stylize.Studio.Messages;

namespace Stylize.Studio.Previews;

/// <summary>
/// Limits the work at the same time: previews, and results at full size, which do not hold up previews. Of the requests
/// of one page, only the newest is of interest: it cancels the others.
/// </summary>
internal sealed class WorkSlots(StudioLimits limits) : IDisposable
{
    private const int MaxPages = 64;
    private const int MaxName = 100;
    private static readonly TimeSpan MaxEnd = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _previews = new(limits.Drawing);
    private readonly SemaphoreSlim _results = new(limits.FullResults);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Newest> _pages = new(StringComparer.Ordinal);
    private int _running;
    private int _waiting;

    /// <summary>Number of pictures and results that are being drawn.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Number of requests that are being drawn or wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Starts the newest work of a page, which calls <see cref="RunAsync"/>.</summary>
    /// <param name="page">Name of the page and of the kind of work.</param>
    /// <param name="sequence">Number of the request; a larger one cancels those before.</param>
    /// <exception cref="Refusal">A newer request exists, or too many pages have work.</exception>
    public async Task<T> NewestAsync<T>(
        string page, long sequence, Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        if (page.Length > MaxName) throw Refusal.Malformed("the name of its page is too long");

        using var own = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var newest = new Newest(sequence, own);
        lock (_gate)
        {
            if (_pages.TryGetValue(page, out var other))
            {
                if (other.Sequence >= sequence) throw Refusal.Replaced();

                other.Work.Cancel();
            }
            else if (_pages.Count >= MaxPages)
            {
                throw Refusal.Busy();
            }

            _pages[page] = newest;
        }

        try
        {
            return await work(own.Token);
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw Refusal.Replaced();
        }
        finally
        {
            lock (_gate)
            {
                if (_pages.TryGetValue(page, out var last) && last == newest)
                {
                    _pages.Remove(page);
                }
            }
        }
    }

    /// <summary>Runs work when a slot is free.</summary>
    /// <param name="isFull">True for a result at full size, which has more time and slots of its own.</param>
    /// <exception cref="Refusal">Too many requests wait, or the work took too long.</exception>
    public async Task<T> RunAsync<T>(bool isFull, Func<CancellationToken, T> work, CancellationToken stop)
    {
        if (Interlocked.Increment(ref _waiting) > limits.Waiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw Refusal.Busy();
        }

        var slots = isFull ? _results : _previews;
        var limit = isFull ? limits.FullTime : limits.PreviewTime;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await slots.WaitAsync(stop);
            Interlocked.Increment(ref _running);
            try
            {
                if (limit == TimeSpan.Zero)
                {
                    // A timer of 0 s can fire after short work.
                    await time.CancelAsync();
                }

                time.CancelAfter(limit);
                return await Task.Run(() => work(time.Token), time.Token);
            }
            finally
            {
                slots.Release();
                Interlocked.Decrement(ref _running);
            }
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new Refusal(
                HttpStatusCode.GatewayTimeout,
                Invariant($"The picture took longer than {limit.TotalSeconds:0.##} s."),
                "Run the command instead.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Waits until canceled work has cleaned up, at most 1 s.</summary>
    public void Dispose()
    {
        if (!SpinWait.SpinUntil(() => Running == 0, MaxEnd)) return;

        _previews.Dispose();
        _results.Dispose();
    }

    private sealed record Newest(long Sequence, CancellationTokenSource Work);
}
