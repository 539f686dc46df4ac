using System.Runtime.ExceptionServices;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Runs the same work on many items concurrently and returns the results in input order, each when it and all before it
/// are finished. The input may be endless: at most <see cref="RunnerOptions.Window"/> items are between input and
/// output. Either pull (<see cref="Run"/>) or push from one thread (<see cref="Post"/>, <see cref="Complete"/>,
/// <see cref="Drain"/>). Results are delivered on the thread of the caller.
/// </summary>
public sealed class OrderedRunner<TItem, TResult> : IDisposable
{
    /// <summary>False in a browser, where each item is processed when it is posted.</summary>
    private static readonly bool HasThreads = !OperatingSystem.IsBrowser();

    private static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1.5);

    private readonly Func<TItem, ThreadGrant, CancellationToken, TResult> _work;
    private readonly Func<TItem, Exception, TResult> _failed;
    private readonly Func<TItem, long> _estimateMemory;
    private readonly int _maxThreads;
    private readonly int _maxWorkers;
    private readonly CancellationTokenSource _stopSource;
    private readonly CancellationToken _stop;
    private readonly WorkQueue<TItem, TResult> _queue;
    private readonly List<Thread> _workers = [];
    private bool _disposed;
    private ExceptionDispatchInfo? _inputFailure;

    /// <param name="work">
    /// Processes an item with at most the granted number of threads, which changes as other items start and end. Stops
    /// within 1 s of cancellation. Called concurrently.
    /// </param>
    /// <param name="failed">Returns the result of an item whose work or estimate threw; must not throw.</param>
    /// <param name="estimateMemory">
    /// Returns the peak memory of an item in bytes; called on the thread of the worker. Items start in input order when
    /// memory and a thread are free.
    /// </param>
    /// <param name="cancellation">
    /// Stops the work: waiting calls throw <see cref="OperationCanceledException"/>, the tokens of running items are
    /// canceled, and no further item starts.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: a limit is out of range.</exception>
    public OrderedRunner(
        Func<TItem, ThreadGrant, CancellationToken, TResult> work,
        Func<TItem, Exception, TResult> failed,
        RunnerOptions options,
        Func<TItem, long> estimateMemory,
        CancellationToken cancellation = default)
    {
        options.Validate();
        _work = work;
        _failed = failed;
        _estimateMemory = estimateMemory;
        _maxThreads = options.MaxThreads;
        _maxWorkers = Math.Min(options.ThrottleLimit, options.MaxThreads);
        _stopSource = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stop = _stopSource.Token;
        Func<long, long> memory = options.MemoryBudget is { } budgeted ? _ => budgeted : new MemoryBudget().Bytes;
        var budget = new WorkBudget(_maxThreads, _maxWorkers, memory);
        _queue = new WorkQueue<TItem, TResult>(options.Window ?? (4 * _maxWorkers), budget, _stop);
        _stop.Register(_queue.Wake);
    }

    /// <summary>Number of items, if known before the end of the input; null otherwise.</summary>
    public int? Total
    {
        get => _queue.Total;
        set => _queue.Total = value;
    }

    /// <summary>Adds an item unless the window is full. Call from one thread.</summary>
    /// <exception cref="OperationCanceledException">The batch was canceled.</exception>
    public bool TryPost(TItem item)
    {
        if (!_queue.TryPost(item, out var needsWorker)) return false;

        if (needsWorker)
        {
            StartWorker();
        }

        return true;
    }

    /// <summary>Takes the next result in input order, if it is finished.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TResult result) => _queue.TryTake(out result);

    /// <summary>
    /// Adds an item, waiting while the window is full. Passes results that finish in the meantime to
    /// <paramref name="deliver"/> on the thread of the caller.
    /// </summary>
    /// <param name="idle">Called at least 10 times per second while waiting, for progress and messages.</param>
    /// <exception cref="OperationCanceledException">The batch was canceled.</exception>
    public void Post(TItem item, Action<TResult> deliver, Action? idle = null)
    {
        DeliverFinished(deliver);
        while (!TryPost(item))
        {
            _queue.WaitForRoomOrResult(IdleInterval);
            idle?.Invoke();
            DeliverFinished(deliver);
        }

        DeliverFinished(deliver);
    }

    /// <summary>Delivers the results of the items so far, waiting for them at most the given time.</summary>
    /// <param name="idle">Called at least 10 times per second while waiting, for progress and messages.</param>
    /// <exception cref="OperationCanceledException">The batch was canceled.</exception>
    public void Deliver(Action<TResult> deliver, Action? idle, TimeSpan atMost)
    {
        var began = Stopwatch.GetTimestamp();
        DeliverFinished(deliver);
        while (!_queue.IsEmpty && atMost - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left)
        {
            _queue.WaitForResult(left < IdleInterval ? left : IdleInterval);
            idle?.Invoke();
            DeliverFinished(deliver);
        }
    }

    /// <summary>Marks the end of the input.</summary>
    public void Complete() => _queue.Complete();

    /// <summary>Completes the batch and passes the remaining results to <paramref name="deliver"/> on the thread of the
    /// caller.</summary>
    /// <param name="idle">Called at least 10 times per second while waiting, for progress and messages.</param>
    /// <exception cref="OperationCanceledException">The batch was canceled; results that were finished are delivered
    /// first.</exception>
    public void Drain(Action<TResult> deliver, Action? idle = null)
    {
        Complete();
        while (WaitForNext(out var result, idle))
        {
            deliver(result);
        }
    }

    /// <summary>
    /// Runs the work on a lazy, possibly endless sequence, which another thread reads one item at a time while the
    /// window has room. Ending the enumeration early stops the batch. An exception of the input is thrown after the
    /// results of the items before it.
    /// </summary>
    /// <param name="idle">Called on the thread of the caller at least 10 times per second while waiting.</param>
    public IEnumerable<TResult> Run(IEnumerable<TItem> items, Action? idle = null)
    {
        using (this)
        {
            new Thread(() => Feed(items)) { IsBackground = true, Name = "Stylize batch input" }.Start();
            while (WaitForNext(out var result, idle))
            {
                yield return result;
            }

            _inputFailure?.Throw();
        }
    }

    /// <summary>Stops running items and waits until they have cleaned up, at most 1.5 s.</summary>
    public void Dispose()
    {
        Thread[] workers;
        lock (_workers)
        {
            if (_disposed) return;

            (_disposed, workers) = (true, [.. _workers]);
        }

        _stopSource.Cancel();
        var began = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
        {
            var left = StopGrace - Stopwatch.GetElapsedTime(began);
            worker.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        _stopSource.Dispose();
    }

    private void DeliverFinished(Action<TResult> deliver)
    {
        while (TryTake(out var result))
        {
            deliver(result);
        }
    }

    private bool WaitForNext([MaybeNullWhen(false)] out TResult result, Action? idle)
    {
        bool taken;
        while (!(taken = TryTake(out result)) && _queue.WaitForResult(IdleInterval))
        {
            idle?.Invoke();
        }

        return taken;
    }

    private void Feed(IEnumerable<TItem> items)
    {
        try
        {
            using var input = items.GetEnumerator();
            while (_queue.WaitForRoom())
            {
                if (!input.MoveNext())
                {
                    Complete();
                    return;
                }

                TryPost(input.Current);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The batch stays incomplete; waiting callers see the cancellation.
        }
        catch (Exception exception)
        {
            _inputFailure = ExceptionDispatchInfo.Capture(exception);
            Complete();
        }
    }

    private void StartWorker()
    {
        if (!HasThreads)
        {
            Work();
            return;
        }

        lock (_workers)
        {
            if (_workers.Count < _maxWorkers && !_disposed)
            {
                var worker = new Thread(Work) { IsBackground = true, Name = "Stylize batch" };
                try
                {
                    worker.Start();
                    _workers.Add(worker);
                }
                catch (OutOfMemoryException) when (_workers.Count > 0)
                {
                    // The workers that run do the work.
                }
            }
        }
    }

    private void Work()
    {
        try
        {
            while (_queue.TryPick(out var slot, waits: HasThreads))
            {
                if (TryEstimate(slot, out var bytes))
                {
                    Do(slot, _queue.Start(slot, bytes));
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The slot stays unfinished; waiting callers see the cancellation.
        }
    }

    private bool TryEstimate(WorkQueue<TItem, TResult>.Slot slot, out long bytes)
    {
        try
        {
            bytes = _estimateMemory(slot.Item);
            return true;
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            _queue.Fail(slot, _failed(slot.Item, exception));
            bytes = 0;
            return false;
        }
    }

    private void Do(WorkQueue<TItem, TResult>.Slot slot, WorkBudget.Share share)
    {
        try
        {
            slot.Finish(_work(slot.Item, new ThreadGrant(() => share.Threads, _maxThreads), _stop));
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            slot.Finish(_failed(slot.Item, exception));
        }
        finally
        {
            _queue.End(share);
        }
    }
}
