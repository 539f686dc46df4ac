using System.Runtime.InteropServices;

namespace Stylize.Cli.Hosting;

/// <summary>
/// How many files the system lets this process open. Each library of the program is one or two, so that under a very low limit one of them
/// cannot be loaded in the middle of the work; that is told before.
/// </summary>
internal static partial class OpenFileLimit
{
    private const ulong Needed = 100;
    private const int NumberOfFilesLinux = 7;
    private const int NumberOfFilesMac = 8;

    /// <summary>One sentence where the limit is too low; null where it suffices or the system does not tell.</summary>
    public static string? Problem()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        return GetLimit(OperatingSystem.IsMacOS() ? NumberOfFilesMac : NumberOfFilesLinux, out var limit) == 0 && limit.Current < Needed
            ? $"The system lets this process open {limit.Current} files; {Needed} are needed. Raise the limit: ulimit -n 256."
            : null;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Most;
    }
}
