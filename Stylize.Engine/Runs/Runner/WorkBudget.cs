using System.Diagnostics;
using Stylize.Engine.Telemetry;

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

    public WorkBudget(int maxThreads, int maxItems, long memory)
        : this(maxThreads, maxItems, _ => memory)
    {
    }

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

    /// <summary>Starts the next waiting item if its memory is free. An item that would run alone always starts.</summary>
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

    public sealed class Share(long bytes)
    {
        private volatile int _threads;

        public long Bytes => bytes;

        /// <summary>Its threads now; may be read at any time.</summary>
        public int Threads
        {
            get => _threads;
            set => _threads = value;
        }
    }
}

/// <summary>
/// Memory for the items of a batch: four fifths of what is free and of what the running items have already taken. It is looked at again
/// about once a second, because other programs take and give back memory while a batch runs. Not safe for concurrent use.
/// </summary>
internal sealed class MemoryBudget
{
    /// <summary>How old a look at the memory may be.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private readonly Func<long> _free;
    private readonly Func<long> _resident;
    private readonly Func<TimeSpan> _time;
    private readonly long _limit;
    private readonly long _before;
    private TimeSpan _looked;
    private long _freeNow;
    private long _taken;

    public MemoryBudget()
        : this(AvailableMemory.Bytes, () => Environment.WorkingSet, () => Stopwatch.GetElapsedTime(0), AvailableMemory.Limit())
    {
    }

    public MemoryBudget(Func<long> free, Func<long> resident, Func<TimeSpan> time, long limit)
    {
        (_free, _resident, _time, _limit, _before) = (free, resident, time, limit, resident());
        Look();
    }

    /// <summary>Bytes that the estimates of all running items may add up to now.</summary>
    public long Bytes(long used)
    {
        if (_time() - _looked >= Age)
        {
            Look();
        }

        // What the running items have not taken yet of their estimates is still counted as free.
        return Math.Min(_freeNow + Math.Min(_taken, used), _limit) / 5 * 4;
    }

    private void Look() => (_looked, _freeNow, _taken) = (_time(), _free(), Math.Max(0, _resident() - _before));
}
