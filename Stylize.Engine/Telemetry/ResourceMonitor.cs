using System.Diagnostics;

namespace Stylize.Engine.Telemetry;

/// <summary>
/// Reads processor shares and memory of the process and the machine; the meters, the summary of a batch and dot art's adaptive quality all
/// read it. Shares are averages since the previous reading of the same monitor, at first since the monitor was made. A reading costs some
/// hundred microseconds. Safe for concurrent use.
/// </summary>
public sealed class ResourceMonitor
{
    private readonly Lock _lock = new();
    private readonly Func<long> _clock;
    private readonly Func<TimeSpan> _processorClock;
    private long _time;
    private TimeSpan _processor;
    private SystemProcessorTimes? _system = SystemProcessorTimes.Read();
    private ResourceSnapshot? _last;

    /// <summary>A monitor whose first reading covers the time from now on.</summary>
    public ResourceMonitor()
        : this(Stopwatch.GetTimestamp, () => ProcessClock.ProcessorTime)
    {
    }

    /// <param name="clock">Gives the time as <see cref="Stopwatch.GetTimestamp"/> does.</param>
    /// <param name="processorClock">Gives the processor time of this process.</param>
    internal ResourceMonitor(Func<long> clock, Func<TimeSpan> processorClock)
    {
        (_clock, _processorClock) = (clock, processorClock);
        (_time, _processor) = (clock(), processorClock());
    }

    /// <summary>One monitor for the whole process.</summary>
    public static ResourceMonitor Shared { get; } = new();

    /// <summary>A reading. Within 50 ms of the previous one, the previous one.</summary>
    public ResourceSnapshot Read()
    {
        lock (_lock)
        {
            var elapsed = Stopwatch.GetElapsedTime(_time, _clock());
            if (_last is not null && elapsed < TimeSpan.FromMilliseconds(50))
            {
                return _last;
            }

            var processor = _processorClock();
            var system = SystemProcessorTimes.Read();
            var capacity = Math.Max(elapsed.TotalSeconds * Environment.ProcessorCount, 1e-3);
            var processShare = Math.Clamp((processor - _processor).TotalSeconds / capacity, 0, 1);
            var systemShare = _system is { } before && system is { } after ? after.BusyShareSince(before) : processShare;
            var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            _last = new ResourceSnapshot(
                processShare,
                Math.Max(systemShare, processShare),
                Environment.WorkingSet,
                Math.Min(AvailableMemory.Bytes(), limit),
                limit,
                Environment.ProcessorCount);
            _time = _clock();
            _processor = processor;
            _system = system;
            return _last;
        }
    }
}
