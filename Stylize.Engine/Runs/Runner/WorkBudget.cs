namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// The threads and the memory that the items of a batch share. It decides whether an item may start, and divides the threads evenly among
/// those that run and those that are about to start, again whenever one starts, ends or is posted: the last items have the threads that
/// the others have left, and an item that runs alone has all. Not safe for concurrent use, but for <see cref="Share.Threads"/>.
/// </summary>
internal sealed class WorkBudget
{
    private readonly int _maxThreads;
    private readonly int _maxItems;
    private readonly Func<long, long> _memory;
    private readonly List<Share> _running = [];
    private long _usedMemory;
    private int _waiting;
    private bool _isFull;

    /// <param name="maxThreads">Threads of all items together, 1 or more.</param>
    /// <param name="maxItems">Items that may run at once, 1 to <paramref name="maxThreads"/>.</param>
    /// <param name="memory">Bytes that the estimates of all running items may add up to.</param>
    public WorkBudget(int maxThreads, int maxItems, long memory)
        : this(maxThreads, maxItems, _ => memory)
    {
    }

    /// <param name="maxThreads">Threads of all items together, 1 or more.</param>
    /// <param name="maxItems">Items that may run at once, 1 to <paramref name="maxThreads"/>.</param>
    /// <param name="memory">
    /// Bytes that the estimates of all running items may add up to now; asked for each item, with what the running ones add up to.
    /// </param>
    public WorkBudget(int maxThreads, int maxItems, Func<long, long> memory)
    {
        _maxThreads = maxThreads;
        _maxItems = maxItems;
        _memory = memory;
    }

    /// <summary>Items that are known and have not started. Threads are kept for those that can start now.</summary>
    public int Waiting
    {
        get => _waiting;
        set
        {
            _waiting = value;
            Divide();
        }
    }

    /// <summary>
    /// Takes in the next of the waiting items, if its memory is free. If no other runs, an item is taken in whatever its size.
    /// </summary>
    /// <param name="bytes">Estimate of the item's peak memory.</param>
    /// <returns>The item's share; null if it must wait.</returns>
    public Share? TryStart(long bytes)
    {
        _isFull = _running.Count > 0 && (_running.Count == _maxItems || bytes > _memory(_usedMemory) - _usedMemory);
        var share = _isFull ? null : new Share(bytes);
        if (share is not null)
        {
            _running.Add(share);
            _usedMemory += bytes;
            _waiting = Math.Max(0, _waiting - 1);
        }

        Divide();
        return share;
    }

    /// <summary>Gives back what a finished item had.</summary>
    public void End(Share share)
    {
        _running.Remove(share);
        _usedMemory -= share.Bytes;
        _isFull = false;
        Divide();
    }

    /// <summary>What does not divide evenly goes to the items that began first.</summary>
    private void Divide()
    {
        var starting = _isFull ? 0 : Math.Min(_waiting, _maxItems - _running.Count);
        var sharers = _running.Count + starting;
        for (var i = 0; i < _running.Count; i++)
        {
            _running[i].Threads = (_maxThreads / sharers) + (i < _maxThreads % sharers ? 1 : 0);
        }
    }

    /// <summary>What a running item has.</summary>
    /// <param name="bytes">The estimate of its memory.</param>
    public sealed class Share(long bytes)
    {
        private volatile int _threads;

        /// <summary>The estimate of its memory.</summary>
        public long Bytes => bytes;

        /// <summary>Its threads now; may be read at any time.</summary>
        public int Threads
        {
            get => _threads;
            set => _threads = value;
        }
    }
}
