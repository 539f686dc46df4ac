namespace Stylize.Engine.Batch;

/// <summary>
/// The threads and the memory that the items of a batch share. One decision when an item is to start: whether it may, and on how many
/// threads. The threads are divided among as many items like this one as can run at once, so that images of which one alone fits into
/// memory have all threads. Not safe for concurrent use.
/// </summary>
internal sealed class WorkBudget
{
    private readonly int _maxItems;
    private readonly Func<long, long> _memory;
    private int _running;
    private int _freeThreads;
    private long _usedMemory;

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
        _freeThreads = maxThreads;
        _maxItems = maxItems;
        _memory = memory;
    }

    /// <summary>
    /// Takes an item in, if a thread and its memory are free. Where no other runs, an item is taken in whatever its size.
    /// </summary>
    /// <param name="bytes">Estimate of the item's peak memory.</param>
    /// <param name="stillToStart">Items that have not started, this one included.</param>
    /// <returns>The item's threads; 0 where it must wait.</returns>
    public int TryStart(long bytes, int stillToStart)
    {
        var freeMemory = _memory(_usedMemory) - _usedMemory;
        if (_running > 0 && (_running == _maxItems || _freeThreads == 0 || bytes > freeMemory))
        {
            return 0;
        }

        var fitting = bytes > 0 ? Math.Max(1, freeMemory / bytes) : long.MaxValue;
        var sharing = Math.Max(1, Math.Min(fitting, Math.Min(_maxItems - _running, stillToStart)));
        var threads = (int)Math.Max(1, _freeThreads / sharing);
        _running++;
        _freeThreads -= threads;
        _usedMemory += bytes;
        return threads;
    }

    /// <summary>Gives back what a finished item had.</summary>
    /// <param name="threads">What <see cref="TryStart"/> returned.</param>
    /// <param name="bytes">The estimate it was given.</param>
    public void End(int threads, long bytes)
    {
        _running--;
        _freeThreads += threads;
        _usedMemory -= bytes;
    }
}
