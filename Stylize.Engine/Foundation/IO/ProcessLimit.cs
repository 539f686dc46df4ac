namespace Stylize.Engine.IO;

/// <summary>The limits that the system sets for this process.</summary>
internal static partial class ProcessLimit
{
    private const int FileSize = 1;
    private const int NumberOfFilesLinux = 7;
    private const int NumberOfFilesMac = 8;
    private const int AddressSpace = 9;
    private const int MaxArenas = -8;

    /// <summary>Number of files that may be open at the same time; null if it is unlimited or unknown.</summary>
    public static long? OpenFiles => Find(OperatingSystem.IsMacOS() ? NumberOfFilesMac : NumberOfFilesLinux);

    /// <summary>Largest size of a file in bytes; null if it is unlimited or unknown.</summary>
    public static long? LargestFile => Find(FileSize);

    /// <summary>Gives all threads one arena of the C library if the address space is limited (<c>ulimit -v</c>). An
    /// arena of each thread reserves 64 MB, and libraries end the process without a message if they find no
    /// addresses.</summary>
    public static void ShareArenas()
    {
        if (!OperatingSystem.IsLinux() || Find(AddressSpace) is null) return;

        try
        {
            SetAllocator(MaxArenas, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    // macOS writes no limit as the largest signed number, Linux as the largest unsigned one.
    private static long? Find(int resource) =>
        !OperatingSystem.IsWindows() && !OperatingSystem.IsBrowser()
        && GetLimit(resource, out var limit) == 0 && limit.Current < long.MaxValue ? (long)limit.Current : null;

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetAllocator(int option, int value);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Max;
    }
}
