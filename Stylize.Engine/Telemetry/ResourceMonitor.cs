using System.Diagnostics;

namespace Stylize.Engine.Telemetry;

/// <summary>Reads processor shares and memory of the process and the machine; the meters, the summary of a batch and dot art's adaptive
/// quality all read it. Shares are averages since the previous reading of the same monitor, at first since the monitor was made. A reading
/// costs some hundred microseconds. Safe for concurrent use.</summary>
internal sealed class ResourceMonitor
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
    internal ResourceMonitor(Func<long> clock, Func<TimeSpan> processorClock)
    {
        (_clock, _processorClock) = (clock, processorClock);
        (_time, _processor) = (clock(), processorClock());
    }

    public static ResourceMonitor Shared { get; } = new();

    /// <summary>A reading. Within 50 ms of the previous one, the previous one.</summary>
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
            var systemShare = _system is { } before && system is { } after ? after.BusyShareSince(before) : processShare;
            var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
            _last = new ResourceSnapshot(
                processShare, Math.Max(systemShare, processShare), Environment.WorkingSet,
                Math.Min(AvailableMemory.Bytes(), limit), limit, Environment.ProcessorCount);
            _time = _clock();
            _processor = processor;
            _system = system;
            return _last;
        }
    }
}

/// <summary>What the process and the machine used at one moment.</summary>
/// <param name="ProcessShare">Share of all processors that this process used since the previous snapshot, [0,1].</param>
/// <param name="SystemShare">That of everything; <paramref name="ProcessShare"/> where the system does not say.</param>
/// <param name="AvailableBytes">The smaller of what the system has free and what a container's limit leaves.</param>
/// <param name="LimitBytes">The runtime's limit, which is the container's or the machine's memory.</param>
internal sealed record ResourceSnapshot(
    double ProcessShare, double SystemShare, long ResidentBytes, long AvailableBytes, long LimitBytes, int Processors)
{
    /// <summary>Share of all processors that other processes used since the previous snapshot, [0,1]; 0 if unknown.</summary>
    public double OthersShare => SystemShare - ProcessShare;
}

/// <summary>Processor time of this process.</summary>
internal static class ProcessClock
{
    /// <summary>User and kernel time of all threads since the process began.</summary>
    public static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;
}

/// <summary>Finds the peak of the process's resident memory by reading it every 5 ms on a thread of its own.</summary>
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

    /// <summary>Stops reading, and gives the bytes by which the peak exceeds the value at the start.</summary>
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
