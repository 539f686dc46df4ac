namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// The items of a batch between input and output. Items start in input order: an item that waits for memory blocks
/// those after it. Every member is safe for concurrent use.
/// </summary>
internal sealed class WorkQueue<TItem, TResult>(int window, WorkBudget budget, CancellationToken stop)
{
    private readonly object _gate = new();
    private readonly Queue<Slot> _posted = new();
    private readonly Queue<Slot> _unpicked = new();
    private readonly Queue<Slot> _unstarted = new();
    private int _count;
    private int _idleWorkers;
    private bool _completed;
    private int? _total;

    /// <summary>Number of items of the batch; null while unknown.</summary>
    public int? Total
    {
        get { lock (_gate) { return _total; } }
        set { lock (_gate) { _total = value; } }
    }

    /// <summary>True if the results of all items were taken.</summary>
    public bool IsEmpty
    {
        get { lock (_gate) { return _posted.Count == 0; } }
    }

    /// <summary>Adds an item unless the window is full.</summary>
    public bool TryPost(TItem item, out bool needsWorker)
    {
        lock (_gate)
        {
            stop.ThrowIfCancellationRequested();
            if (_completed) throw new InvalidOperationException("The batch is complete and accepts no more items.");

            needsWorker = false;
            if (!HasRoom) return false;

            var slot = new Slot(item);
            _count++;
            _posted.Enqueue(slot);
            _unpicked.Enqueue(slot);
            _unstarted.Enqueue(slot);
            needsWorker = _unpicked.Count > _idleWorkers;
            budget.Waiting++;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Takes the next result in input order, if it is finished.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TResult result)
    {
        lock (_gate)
        {
            if (!HeadIsFinished)
            {
                result = default;
                return false;
            }

            result = _posted.Dequeue().Result!;
            Monitor.PulseAll(_gate);
            return true;
        }
    }

    /// <summary>Marks the end of the input.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            _total = _count;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Wakes all waiting threads to see the stop.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until an item can be posted.</summary>
    public bool WaitForRoom()
    {
        lock (_gate)
        {
            while (!HasRoom && !stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }
        }

        return !stop.IsCancellationRequested;
    }

    /// <summary>Waits until an item can be posted or a result taken, at most the given time.</summary>
    public void WaitForRoomOrResult(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (!HasRoom && !HeadIsFinished && !stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate, atMost);
            }
        }
    }

    /// <summary>Waits until a result can be taken, at most the given time.</summary>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public bool WaitForResult(TimeSpan atMost)
    {
        lock (_gate)
        {
            if (_completed && _posted.Count == 0) return false;

            if (!HeadIsFinished)
            {
                stop.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, atMost);
            }

            return true;
        }
    }

    /// <summary>Returns the next item for a worker, waiting until one is posted.</summary>
    /// <param name="waits">False to return false instead of waiting.</param>
    public bool TryPick([NotNullWhen(true)] out Slot? slot, bool waits = true)
    {
        lock (_gate)
        {
            _idleWorkers++;
            while (waits && _unpicked.Count == 0 && !_completed && !stop.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            _idleWorkers--;
            slot = null;
            return !stop.IsCancellationRequested && _unpicked.TryDequeue(out slot);
        }
    }

    /// <summary>Waits until all items before it have started and the budget admits it.</summary>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public WorkBudget.Share Start(Slot slot, long bytes)
    {
        lock (_gate)
        {
            while (true)
            {
                stop.ThrowIfCancellationRequested();
                if (_unstarted.Peek() == slot && budget.TryStart(bytes) is { } share)
                {
                    _unstarted.Dequeue();
                    PassFinished();
                    return share;
                }

                // Wakes up regularly, because other programs may have released memory.
                Monitor.Wait(_gate, MemoryBudget.Age);
            }
        }
    }

    /// <summary>Releases the share of a started item; its result must be set unless the batch was stopped.</summary>
    public void End(WorkBudget.Share share)
    {
        lock (_gate)
        {
            budget.End(share);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends an item that will not start.</summary>
    public void Fail(Slot slot, TResult result)
    {
        lock (_gate)
        {
            slot.Finish(result);
            budget.Waiting--;
            PassFinished();
        }
    }

    private bool HeadIsFinished => _posted.TryPeek(out var head) && head.IsFinished;
    private bool HasRoom => _posted.Count < window;

    private void PassFinished()
    {
        while (_unstarted.TryPeek(out var next) && next.IsFinished)
        {
            _unstarted.Dequeue();
        }

        Monitor.PulseAll(_gate);
    }

    public sealed class Slot(TItem item)
    {
        private volatile bool _finished;

        public TItem Item => item;
        public TResult? Result { get; private set; }
        public bool IsFinished => _finished;

        public void Finish(TResult result)
        {
            Result = result;
            _finished = true;
        }
    }
}

/// <summary>
/// Divides threads and memory among the items of a batch. Threads are divided evenly among running items and those
/// about to start, again when an item starts, ends or is posted; a single item gets all threads. Not safe for
/// concurrent use, except <see cref="Share.Threads"/>.
/// </summary>
/// <param name="memory">
/// Returns the current limit of the sum of all estimates in bytes, from the sum of the running items.
/// </param>
internal sealed class WorkBudget(int maxThreads, int maxItems, Func<long, long> memory)
{
    private readonly List<Share> _running = [];
    private long _usedMemory;
    private bool _isFull;

    /// <summary>Number of posted items that have not started. Threads are reserved for those that can start
    /// now.</summary>
    public int Waiting
    {
        get;
        set { field = value; Divide(); }
    }

    /// <summary>Starts the next waiting item if its memory is free. If no item is running, it always starts.</summary>
    public Share? TryStart(long bytes)
    {
        _isFull = _running.Count > 0 && (_running.Count == maxItems || bytes > memory(_usedMemory) - _usedMemory);
        var share = _isFull ? null : new Share(bytes);
        if (share is not null)
        {
            _running.Add(share);
            _usedMemory += bytes;
            Waiting = Math.Max(0, Waiting - 1);
        }

        Divide();
        return share;
    }

    /// <summary>Releases the share of a finished item.</summary>
    public void End(Share share)
    {
        _running.Remove(share);
        _usedMemory -= share.Bytes;
        _isFull = false;
        Divide();
    }

    /// <summary>Divides the threads; the remainder goes to the items that started first.</summary>
    private void Divide()
    {
        var starting = _isFull ? 0 : Math.Min(Waiting, maxItems - _running.Count);
        var sharers = _running.Count + starting;
        for (var i = 0; i < _running.Count; i++)
        {
            _running[i].Threads = (maxThreads / sharers) + (i < maxThreads % sharers ? 1 : 0);
        }
    }

    public sealed class Share(long bytes)
    {
        private volatile int _threads;

        public long Bytes => bytes;

        /// <summary>The current number of threads; safe for concurrent use.</summary>
        public int Threads { get => _threads; set => _threads = value; }
    }
}
