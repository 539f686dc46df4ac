using System.Diagnostics;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Runs.Runner;

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
