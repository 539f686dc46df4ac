namespace Stylize.Engine.Telemetry;

/// <summary>Busy and total processor ticks of the whole machine since its start, in the unit of the system.</summary>
internal readonly partial record struct SystemProcessorTimes(ulong Busy, ulong Total)
{
    /// <summary>Returns the current times; null if the system does not provide them (macOS, restricted
    /// containers).</summary>
    public static SystemProcessorTimes? Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? ReadLinux() : OperatingSystem.IsWindows() ? ReadWindows() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Returns the busy share of the processor time since an earlier reading, in [0,1].</summary>
    public double BusyShareSince(SystemProcessorTimes earlier) =>
        Total <= earlier.Total
            ? 0 : Math.Clamp((double)(Busy - Math.Min(Busy, earlier.Busy)) / (Total - earlier.Total), 0, 1);

    private static SystemProcessorTimes? ReadLinux()
    {
        using var reader = new StreamReader("/proc/stat");
        return Parse(reader.ReadLine() ?? "");
    }

    /// <summary>Parses the first line of /proc/stat; null if it has another format.</summary>
    internal static SystemProcessorTimes? Parse(string line)
    {
        // proc_stat(5): "cpu user nice system idle iowait irq softirq steal guest guest_nice". User time includes guest
        // time.
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 5) return null;

        ulong total = 0;
        ulong idle = 0;
        for (var i = 1; i < Math.Min(fields.Length, 9); i++)
        {
            var ticks = ulong.Parse(fields[i], CultureInfo.InvariantCulture);
            total += ticks;
            idle += i is 4 or 5 ? ticks : 0;
        }

        return new SystemProcessorTimes(total - idle, total);
    }

    private static SystemProcessorTimes? ReadWindows() =>
        GetSystemTimes(out var idle, out var kernel, out var user)
            ? new SystemProcessorTimes(kernel - idle + user, kernel + user) // kernel time includes idle time
            : null;

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out ulong idle, out ulong kernel, out ulong user);
}
