namespace Stylize.Engine.IO;

/// <summary>The number of files that the system allows this process to open at the same time.</summary>
public static partial class OpenFileLimit
{
    private const int NumberOfFilesLinux = 7;
    private const int NumberOfFilesMac = 8;

    /// <summary>The present limit; null if it is unlimited or unknown.</summary>
    public static long? Current =>
        !OperatingSystem.IsWindows() && GetLimit(OperatingSystem.IsMacOS() ? NumberOfFilesMac : NumberOfFilesLinux, out var limit) == 0
            && limit.Current <= long.MaxValue ? (long)limit.Current : null;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Max;
    }
}
