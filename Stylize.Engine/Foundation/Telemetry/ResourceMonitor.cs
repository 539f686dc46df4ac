namespace Stylize.Engine.Telemetry;

/// <summary>Reads processor shares and memory of the process and the machine, for the meters, the summary of a batch
/// and the adaptive quality of dot art. Shares are averages since the previous reading of the same monitor, initially
/// since its creation. A reading takes several hundred microseconds. Thread-safe.</summary>
internal sealed class ResourceMonitor
{
    private readonly Lock _lock = new();
    private readonly Func<long> _clock;
    private readonly Func<TimeSpan> _processorClock;
    private long _time;
    private TimeSpan _processor;
    private SystemProcessorTimes? _system = SystemProcessorTimes.Read();
    private ResourceSnapshot? _last;

    /// <summary>Creates a monitor whose first reading covers the time since its creation.</summary>
    public ResourceMonitor()
        : this(Stopwatch.GetTimestamp, () => ProcessClock.ProcessorTime)
    {
    }

    /// <param name="clock">Returns the time in the unit of <see cref="Stopwatch.GetTimestamp"/>.</param>
    internal ResourceMonitor(Func<long> clock, Func<TimeSpan> processorClock)
    {
        (_clock, _processorClock) = (clock, processorClock);
        (_time, _processor) = (clock(), processorClock());
    }

    public static ResourceMonitor Shared { get; } = new();

    /// <summary>Returns a new reading, or the previous one if it is less than 50 ms old.</summary>
    public ResourceSnapshot Read()
    {
        lock (_lock)
        {
            var elapsed = Stopwatch.GetElapsedTime(_time, _clock());
            if (_last is not null && elapsed < TimeSpan.FromMilliseconds(50)) return _last;

            var processor = _processorClock();
            var system = SystemProcessorTimes.Read();
            var capacity = Math.Max(elapsed.TotalSeconds * Environment.ProcessorCount, 1e-3);
            var processShare = Math.Clamp((processor - _processor).TotalSeconds / capacity, 0, 1);
            var systemShare = _system is { } before && system is { } after
                ? after.BusyShareSince(before) : processShare;
            _last = new ResourceSnapshot(
                processShare, Math.Max(systemShare, processShare), Environment.WorkingSet,
                Math.Min(AvailableMemory.Bytes(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
            _time = _clock();
            _processor = processor;
            _system = system;
            return _last;
        }
    }
}

/// <summary>The resource usage of the process and the machine at one moment.</summary>
/// <param name="ProcessShare">Share of all processors that this process used since the previous snapshot, in
/// [0,1].</param>
/// <param name="SystemShare">Share of all processors that all processes used; <paramref name="ProcessShare"/> if
/// unknown.</param>
/// <param name="AvailableBytes">Available bytes of the system or of the container limit, whichever is smaller.</param>
internal sealed record ResourceSnapshot(
    double ProcessShare, double SystemShare, long ResidentBytes, long AvailableBytes)
{
    /// <summary>Share of all processors that other processes used since the previous snapshot, in [0,1]; 0 if
    /// unknown.</summary>
    public double OthersShare => SystemShare - ProcessShare;
}

internal static class ProcessClock
{
    /// <summary>User and kernel time of all threads since the process began.</summary>
    public static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;
}

/// <summary>Finds the peak resident memory of the process by reading it every 5 ms on a separate thread.</summary>
internal sealed class ResidentPeak : IDisposable
{
    private readonly long _before = Environment.WorkingSet;
    private readonly ManualResetEventSlim _stopped = new();
    private readonly Thread _watcher;
    private long _peak;

    public ResidentPeak()
    {
        _peak = _before;
        _watcher = new Thread(Watch) { IsBackground = true, Name = "Stylize resident peak" };
        _watcher.Start();
    }

    /// <summary>Stops reading and returns the growth of resident memory from the start to the peak, in bytes.</summary>
    public long Stop()
    {
        _stopped.Set();
        _watcher.Join();
        return Math.Max(_peak, Environment.WorkingSet) - _before;
    }

    public void Dispose()
    {
        Stop();
        _stopped.Dispose();
    }

    private void Watch()
    {
        while (!_stopped.Wait(5))
        {
            _peak = Math.Max(_peak, Environment.WorkingSet);
        }
    }
}
