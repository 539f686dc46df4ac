namespace Stylize.Benchmarks;

/// <summary>Measures user and system time of child processes that have ended.</summary>
internal static partial class ProcessorTime
{
    /// <summary>Seconds of all child processes that have ended so far.</summary>
    internal static unsafe double OfEndedChildren()
    {
        const int children = -1;
        // struct rusage of 64-bit Linux begins with user and system time, each in seconds and microseconds.
        var usage = stackalloc long[18];
        return GetResourceUsage(children, usage) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : throw new PlatformNotSupportedException("Processor time of commands can be measured only on Linux.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}
