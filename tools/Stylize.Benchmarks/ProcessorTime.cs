using System.ComponentModel;
using System.Diagnostics;

namespace Stylize.Benchmarks;

/// <summary>User and system time of whole commands, as the operating system counts it for child processes that have ended.</summary>
internal static partial class ProcessorTime
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments, not quoted.</param>
    /// <returns>Seconds, or null where the program cannot be started or ends with an error.</returns>
    public static double? Of(string file, IEnumerable<string> arguments)
    {
        try
        {
            var before = OfEndedChildren();
            using var process = Process.Start(
                new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? OfEndedChildren() - before : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Seconds of all child processes that have ended so far.</summary>
    internal static unsafe double OfEndedChildren()
    {
        const int children = -1;
        var usage = stackalloc long[18]; // struct rusage of 64-bit Linux: user and system time first, seconds and microseconds each
        return GetResourceUsage(children, usage) == 0
            ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
            : throw new PlatformNotSupportedException("Processor time of commands is measured on Linux.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}
