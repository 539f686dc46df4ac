namespace Stylize.Engine.Runs.Runner;

/// <summary>
/// Memory for the items of a batch: 80% of the sum of the free memory and the memory that running items use. Updated
/// about once per second, because other programs change the free memory during a batch. Not safe for concurrent use.
/// </summary>
internal sealed class MemoryBudget
{
    /// <summary>Maximum age of a measurement.</summary>
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
        : this(AvailableMemory.Bytes, () => Environment.WorkingSet, () => Stopwatch.GetElapsedTime(0),
            AvailableMemory.Limit())
    {
    }

    public MemoryBudget(Func<long> free, Func<long> resident, Func<TimeSpan> time, long limit)
    {
        (_free, _resident, _time, _limit, _before) = (free, resident, time, limit, resident());
        Look();
    }

    /// <summary>Returns the current limit of the sum of all estimates, in bytes.</summary>
    public long Bytes(long used)
    {
        if (_time() - _looked >= Age)
        {
            Look();
        }

        // The part of their estimates that running items do not use yet still counts as free.
        return Math.Min(_freeNow + Math.Min(_taken, used), _limit) / 5 * 4;
    }

    private void Look() => (_looked, _freeNow, _taken) = (_time(), _free(), Math.Max(0, _resident() - _before));
}
