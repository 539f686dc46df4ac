namespace Stylize.Engine.Telemetry;

/// <summary>Processor time of this process.</summary>
internal static class ProcessClock
{
    /// <summary>User and kernel time of all threads since the process began.</summary>
    public static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;
}
