using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Stylize.Engine.IO;

/// <summary>A process of this host by its id and its start: an id is used again, an id with a start is not. On Linux the start is in clock
/// ticks since the system started, elsewhere in milliseconds of the calendar.</summary>
internal static partial class ProcessIdentity
{
    private const int NoSuchProcess = 3;

    /// <summary>This process's start; 0 where the system does not tell.</summary>
    public static long OwnStart { get; } = StartOf(Environment.ProcessId) ?? 0;

    /// <summary>Eight hexadecimal digits of this host; containers number processes on their own, and so count as hosts.</summary>
    public static string Host { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName} {ProcessNamespace()}")).AsSpan(0, 4));

    /// <summary>True where the process certainly no longer runs. A process that this user may not look at counts as running.</summary>
    public static bool IsGone(int id, long start)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                using var process = Process.GetProcessById(id);
            }
            else if (Kill(id, 0) != 0)
            {
                return Marshal.GetLastPInvokeError() == NoSuchProcess;
            }
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (InvalidOperationException)
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

            // "id (name) state ...": the name may hold anything; the start is field 22 of all, counted from 1. A zombie has ended.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception
            or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? ProcessNamespace()
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
