using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Batch;

/// <summary>
/// Does the same work on many items at once and gives the results in input order, each as soon as it and all before it are finished.
/// The input may be endless: never more than <see cref="RunnerOptions.Window"/> items are between input and output.
/// Either pull (<see cref="Run"/>), or push from one thread (<see cref="Post"/>, <see cref="Complete"/>, <see cref="Drain"/>); results are handed over on the caller's thread.
/// </summary>
public sealed class OrderedRunner<TItem, TResult> : IDisposable
{
    private static readonly TimeSpan IdleInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1.5);

    private readonly Func<TItem, int, CancellationToken, TResult> _work;
    private readonly Func<TItem, Exception, TResult> _failed;
    private readonly Func<TItem, long>? _estimateMemory;
    private readonly int _window;
    private readonly int _workerLimit;
    private readonly long _memoryBudget;
    private readonly CancellationTokenSource _stopSource;
    private readonly CancellationToken _stop;

    private readonly object _gate = new();
    private readonly Queue<Slot> _ordered = new();
    private readonly Queue<Slot> _waiting = new();
    private readonly List<Thread> _workers = [];
    private int _idleWorkers;
    private int _running;
    private int _freeCores;
    private int _admitted;
    private long _admittedBytes;
    private int _posted;
    private int _started;
    private bool _completed;
    private bool _disposed;
    private ExceptionDispatchInfo? _inputFailure;

    /// <param name="work">Does one item on so many threads at most, and stops within a second of its token; called on many threads at once.</param>
    /// <param name="failed">Makes a result of an item whose work or estimate threw; must not throw.</param>
    /// <param name="options">Limits.</param>
    /// <param name="estimateMemory">Peak bytes of an item; items wait while the estimates of those under way exceed the budget. Called on the worker's thread.</param>
    /// <param name="cancellation">Stops the work: waiting calls throw <see cref="OperationCanceledException"/>, items under way see their token cancelled, the rest is not begun.</param>
    public OrderedRunner(
        Func<TItem, int, CancellationToken, TResult> work,
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
        _workerLimit = Math.Min(options.ThrottleLimit, options.Cores);
        _window = options.Window ?? (4 * _workerLimit);
        _freeCores = options.Cores;
        _memoryBudget = options.MemoryBudget ?? (estimateMemory is null ? long.MaxValue : AvailableMemory.Bytes() / 5 * 4);
        _stopSource = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _stop = _stopSource.Token;
        _stop.Register(Wake);
    }

    /// <summary>
    /// Number of items, where it is known before the input has ended; null otherwise. Lets the last items have the cores that no further item needs.
    /// </summary>
    public int? Total { get; set; }

    /// <summary>Takes an item into the batch unless the window is full.</summary>
    /// <exception cref="OperationCanceledException">The batch was cancelled.</exception>
    public bool TryPost(TItem item)
    {
        lock (_gate)
        {
            _stop.ThrowIfCancellationRequested();
            if (_completed)
            {
                throw new InvalidOperationException("The batch is complete; nothing more can be posted.");
            }

            if (_ordered.Count >= _window)
            {
                return false;
            }

            var slot = new Slot(item);
            _ordered.Enqueue(slot);
            _waiting.Enqueue(slot);
            _posted++;
            if (_waiting.Count > _idleWorkers && _workers.Count < _workerLimit)
            {
                StartWorker();
            }

            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>The next result in input order, if it is finished.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TResult result)
    {
        lock (_gate)
        {
            if (!HeadIsFinished)
            {
                result = default;
                return false;
            }

            result = _ordered.Dequeue().Result!;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>
    /// Takes an item into the batch, waiting while the window is full. Results that are finished meanwhile are given to <paramref name="deliver"/> on the caller's thread.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="deliver">Receives results in input order.</param>
    /// <param name="idle">Called at least ten times a second while waiting, for progress and messages.</param>
    /// <exception cref="OperationCanceledException">The batch was cancelled.</exception>
    public void Post(TItem item, Action<TResult> deliver, Action? idle = null)
    {
        DeliverFinished(deliver);
        while (!TryPost(item))
        {
            Wait(idle);
            DeliverFinished(deliver);
        }

        DeliverFinished(deliver);
    }

    /// <summary>Says that no more items will come.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Total = _posted;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Completes the batch and gives all remaining results to <paramref name="deliver"/> on the caller's thread.</summary>
    /// <exception cref="OperationCanceledException">The batch was cancelled; results finished before are delivered first.</exception>
    public void Drain(Action<TResult> deliver, Action? idle = null)
    {
        Complete();
        while (WaitForNext(out var result, idle))
        {
            deliver(result);
        }
    }

    /// <summary>
    /// Runs the work on a lazy, possibly endless sequence, which is read on a thread of its own, an item at a time and only while the window has room.
    /// Giving up the enumeration stops the batch.
    /// </summary>
    /// <param name="items">The input.</param>
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
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _stopSource.Cancel();
        Thread[] workers;
        lock (_gate)
        {
            workers = [.. _workers];
        }

        var began = Stopwatch.GetTimestamp();
        foreach (var worker in workers)
        {
            var left = StopGrace - Stopwatch.GetElapsedTime(began);
            worker.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        _stopSource.Dispose();
    }

    private bool HeadIsFinished => _ordered.TryPeek(out var head) && head.IsFinished;

    private bool HasRoom => _ordered.Count < _window;

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void DeliverFinished(Action<TResult> deliver)
    {
        while (TryTake(out var result))
        {
            deliver(result);
        }
    }

    /// <summary>Waits until there is room or a result, but no longer than the idle interval.</summary>
    private void Wait(Action? idle)
    {
        lock (_gate)
        {
            if (!HasRoom && !HeadIsFinished && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate, IdleInterval);
            }
        }

        idle?.Invoke();
    }

    private bool WaitForNext([MaybeNullWhen(false)] out TResult result, Action? idle)
    {
        while (!TryTake(out result))
        {
            lock (_gate)
            {
                if (_completed && _ordered.Count == 0)
                {
                    return false;
                }

                if (!HeadIsFinished)
                {
                    _stop.ThrowIfCancellationRequested();
                    Monitor.Wait(_gate, IdleInterval);
                }
            }

            idle?.Invoke();
        }

        return true;
    }

    private void Feed(IEnumerable<TItem> items)
    {
        try
        {
            using var input = items.GetEnumerator();
            while (WaitForRoom())
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

    private bool WaitForRoom()
    {
        lock (_gate)
        {
            while (!HasRoom && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }
        }

        return !_stop.IsCancellationRequested;
    }

    private void StartWorker()
    {
        var worker = new Thread(Work) { IsBackground = true, Name = "Stylize batch" };
        _workers.Add(worker);
        worker.Start();
    }

    private void Work()
    {
        while (Next(out var slot, out var threads))
        {
            long bytes = 0;
            var admitted = false;
            try
            {
                bytes = _estimateMemory?.Invoke(slot.Item) ?? 0;
                admitted = Admit(bytes);
                slot.Finish(_work(slot.Item, threads, _stop));
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                // The slot stays unfinished: whoever waits for it learns of the cancellation.
            }
            catch (Exception exception)
            {
                slot.Finish(_failed(slot.Item, exception));
            }

            Release(threads, admitted, bytes);
        }
    }

    private bool Next([NotNullWhen(true)] out Slot? slot, out int threads)
    {
        lock (_gate)
        {
            _idleWorkers++;
            while (_waiting.Count == 0 && !_completed && !_stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            _idleWorkers--;
            if (_stop.IsCancellationRequested || !_waiting.TryDequeue(out slot))
            {
                slot = null;
                threads = 0;
                return false;
            }

            threads = Math.Max(1, _freeCores / Math.Max(1, Math.Min(_workerLimit - _running, StillToStart)));
            _freeCores -= threads;
            _running++;
            _started++;
            return true;
        }
    }

    private int StillToStart => Total is { } total ? total - _started : int.MaxValue;

    private bool Admit(long bytes)
    {
        lock (_gate)
        {
            while (_admitted > 0 && bytes > _memoryBudget - _admittedBytes)
            {
                _stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            _admitted++;
            _admittedBytes += bytes;
            return true;
        }
    }

    private void Release(int threads, bool admitted, long bytes)
    {
        lock (_gate)
        {
            _freeCores += threads;
            _running--;
            if (admitted)
            {
                _admitted--;
                _admittedBytes -= bytes;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Slot(TItem item)
    {
        private volatile bool _finished;

        public TItem Item { get; } = item;

        public TResult? Result { get; private set; }

        public bool IsFinished => _finished;

        public void Finish(TResult result)
        {
            Result = result;
            _finished = true;
        }
    }
}
