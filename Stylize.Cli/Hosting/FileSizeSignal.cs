namespace Stylize.Cli.Hosting;

/// <summary>SIGXFSZ, which ends a process that writes beyond the file size limit (ulimit -f).</summary>
internal static partial class FileSizeSignal
{
    /// <summary>Number of the signal on Linux and macOS.</summary>
    private const int Number = 25;

    private const nint Ignored = 1;

    /// <summary>Ignores the signal, so that the write fails as on a full disk. A handler of .NET runs later, and can be
    /// gone by then.
    /// </summary>
    public static void Ignore()
    {
        if (!OperatingSystem.IsWindows())
        {
            SetHandler(Number, Ignored);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
