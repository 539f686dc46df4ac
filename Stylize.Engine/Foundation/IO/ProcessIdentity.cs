using System.ComponentModel;

namespace Stylize.Engine.IO;

/// <summary>Identifies a process of this host by ID and start time, because IDs are reused. The start time is in clock
/// ticks since the system start on Linux, and in milliseconds of calendar time on other systems.</summary>
internal static partial class ProcessIdentity
{
    public static long OwnStart { get; } = StartOf(Environment.ProcessId) ?? 0;

    /// <summary>Eight hexadecimal digits that identify this host. Each container counts as a host, because it has its
    /// own process IDs.</summary>
    public static string Host { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName} {ProcessNamespace()}")).AsSpan(0, 4));

    /// <summary>Returns true if the process has certainly ended. A process that this user cannot access counts as
    /// running.</summary>
    public static bool HasEnded(int id, long start)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                using var process = Process.GetProcessById(id);
            }
            else if (Kill(id, 0) != 0)
            {
                return Marshal.GetLastPInvokeError() == (int)SystemError.NoSuchProcess;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            return true;
        }

        return start != 0 && StartOf(id) is { } running && running != start;
    }

    private static long? StartOf(int id)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(id);
                return process.StartTime.ToUniversalTime().Ticks / TimeSpan.TicksPerMillisecond;
            }

            // "id (name) state ...": the name can contain any character; the start time is field 22, counted from 1. A
            // zombie has ended.
            // Not an input: a file of the system.
            var text = File.ReadAllText(Invariant($"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception
            or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException
            or NotSupportedException)
        {
            return null;
        }
    }

    private static string? ProcessNamespace() =>
        OperatingSystem.IsLinux() ? FileFailure.OrDefault(() => new FileInfo("/proc/self/ns/pid").LinkTarget) : null;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
