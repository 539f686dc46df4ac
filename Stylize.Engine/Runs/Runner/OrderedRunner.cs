using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Does the same work on many items at once and gives the results in input order, each as soon as it and all before it are finished. The
/// input may be endless: never more than <see cref="RunnerOptions.Window"/> items are between input and output. Either pull
/// (<see cref="Run"/>), or push from one thread (<see cref="Post"/>, <see cref="Complete"/>, <see cref="Drain"/>); results are handed over
/// on the caller's thread.
/// </summary>
public sealed class OrderedRunner<TItem, TResult> : IDisposable
{
    private static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1.5);

    private readonly Func<TItem, ThreadGrant, CancellationToken, TResult> _work;
    private readonly Func<TItem, Exception, TResult> _failed;
    private readonly Func<TItem, long>? _estimateMemory;
    private readonly int _maxThreads;
    private readonly int _maxWorkers;
    private readonly CancellationTokenSource _stopSource;
    private readonly CancellationToken _stop;
    private readonly WorkQueue<TItem, TResult> _queue;
    private readonly List<Thread> _workers = [];
    private bool _disposed;
    private ExceptionDispatchInfo? _inputFailure;

    /// <param name="work">
    /// Does one item on at most the threads that it is granted, which become more as others end and fewer as others start, and stops within
    /// a second of its token; called on many threads at once.
    /// </param>
    /// <param name="failed">Makes a result of an item whose work or estimate threw; must not throw.</param>
    /// <param name="estimateMemory">
    /// Peak bytes of an item; called on the worker's thread. Items start in input order, each when its memory and a thread are free. Null:
    /// memory sets no limit.
    /// </param>
    /// <param name="cancellation">
    /// Stops the work: waiting calls throw <see cref="OperationCanceledException"/>, items under way see their token canceled, the rest is
    /// not begun.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: a limit is out of range.</exception>
    public OrderedRunner(
        Func<TItem, ThreadGrant, CancellationToken, TResult> work,
        Func<TItem, Exception, TResult> failed,
        RunnerOptions? options = null,
        Func<TItem, long>? estimateMemory = null,
        CancellationToken cancellation = default)
    {
        options ??= new RunnerOptions();
        options.Validate();
        _work = work;
        _failed = failed;
        _estimateMemory = estimateMemory;
        _maxThreads = options.MaxThreads;
        _maxWorkers = Math.Min(options.ThrottleLimit, options.MaxThreads);
        _stopSource = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stop = _stopSource.Token;
        Func<long, long> memory = options.MemoryBudget is null && estimateMemory is not null
            ? new MemoryBudget().Bytes
            : _ => options.MemoryBudget ?? long.MaxValue;
        var budget = new WorkBudget(_maxThreads, _maxWorkers, memory);
        _queue = new WorkQueue<TItem, TResult>(options.Window ?? (4 * _maxWorkers), budget, _stop);
        _stop.Register(_queue.Wake);
    }

    /// <summary>Number of items, if it is known before the input has ended; null otherwise.</summary>
    public int? Total
    {
        get => _queue.Total;
        set => _queue.Total = value;
    }

    /// <summary>Takes an item into the batch unless the window is full. Call from one thread.</summary>
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
    /// Takes an item into the batch, waiting while the window is full. Results that are finished meanwhile are given to
    /// <paramref name="deliver"/> on the caller's thread.
    /// </summary>
    /// <param name="idle">Called at least ten times a second while waiting, for progress and messages.</param>
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

    /// <summary>Says that no more items will come.</summary>
    public void Complete() => _queue.Complete();

    /// <summary>Completes the batch and gives all remaining results to <paramref name="deliver"/> on the caller's thread.</summary>
    /// <param name="idle">Called at least ten times a second while waiting, for progress and messages.</param>
    /// <exception cref="OperationCanceledException">The batch was canceled; results finished before are delivered first.</exception>
    public void Drain(Action<TResult> deliver, Action? idle = null)
    {
        Complete();
        while (WaitForNext(out var result, idle))
        {
            deliver(result);
        }
    }

    /// <summary>
    /// Runs the work on a lazy, possibly endless sequence, which is read on a thread of its own, an item at a time and only while the
    /// window has room. Giving up the enumeration stops the batch. An exception of the input is thrown after the results of the items
    /// before it.
    /// </summary>
    /// <param name="idle">Called on the caller's thread at least ten times a second while waiting.</param>
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

    /// <summary>Stops what is under way and waits, a second and a half at most, until the workers have cleaned up.</summary>
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
            // The batch stays incomplete: whoever waits for its end learns of the cancellation.
        }
        catch (Exception exception)
        {
            _inputFailure = ExceptionDispatchInfo.Capture(exception);
            Complete();
        }
    }

    private void StartWorker()
    {
        lock (_workers)
        {
            if (_workers.Count < _maxWorkers && !_disposed)
            {
                var worker = new Thread(Work) { IsBackground = true, Name = "Stylize batch" };
                _workers.Add(worker);
                worker.Start();
            }
        }
    }

    private void Work()
    {
        try
        {
            if (_estimateMemory is null)
            {
                while (_queue.TryPickAndStart(out var slot, out var share))
                {
                    Do(slot, share);
                }

                return;
            }

            while (_queue.TryPick(out var slot))
            {
                if (TryEstimate(slot, _estimateMemory, out var bytes))
                {
                    Do(slot, _queue.Start(slot, bytes));
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The slot stays unfinished: whoever waits for it learns of the cancellation.
        }
    }

    private bool TryEstimate(WorkQueue<TItem, TResult>.Slot slot, Func<TItem, long> estimate, out long bytes)
    {
        try
        {
            bytes = estimate(slot.Item);
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
