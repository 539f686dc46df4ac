namespace Stylize.Engine.Telemetry;

/// <summary>The memory available to this process, including container limits.</summary>
internal static class AvailableMemory
{
    private static readonly TimeSpan LoadAge = TimeSpan.FromSeconds(1);

    private static long _collected;

    /// <summary>Returns the available bytes; at least 1.</summary>
    public static long Bytes() => Bytes(
        OperatingSystem.IsLinux() ? "/" : null, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, () => OfRuntime().Load);

    /// <summary>Returns the memory limit of the process in bytes: the memory of the machine, the limit of its
    /// container, or what is left of its address space (<c>ulimit -v</c>).</summary>
    public static long Limit() =>
        Limit(OperatingSystem.IsLinux() ? "/" : null, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <inheritdoc cref="Limit()"/>
    /// <param name="root">As for <see cref="Bytes(string?, long, Func{long})"/>.</param>
    internal static long Limit(string? root, long total) =>
        root is null ? total : Math.Max(1, Math.Min(total, FreeAddresses(root) ?? total));

    /// <summary>Returns the bytes that the runtime can use, and the bytes in use on the machine. The runtime updates
    /// the load only in garbage collections (0 before the first), so generation 0 is collected first if the last update
    /// is old.</summary>
    internal static (long Total, long Load) OfRuntime()
    {
        if (GC.GetGCMemoryInfo().Index == 0 || Stopwatch.GetElapsedTime(Volatile.Read(ref _collected)) > LoadAge)
        {
            GC.Collect(0);
            Volatile.Write(ref _collected, Stopwatch.GetTimestamp());
        }

        var gc = GC.GetGCMemoryInfo();
        return (gc.TotalAvailableMemoryBytes, gc.MemoryLoadBytes);
    }

    /// <summary>Returns the available bytes as reported by the system.</summary>
    /// <param name="root">Folder that contains "proc" and "sys" on Linux; null on other systems.</param>
    /// <param name="load">Returns the bytes in use on the machine; called only if the system does not report the free
    /// memory.</param>
    internal static long Bytes(string? root, long total, Func<long> load)
    {
        var free = Math.Min(total, (root is null ? null : FreeOfMachine(root)) ?? (total - load()));
        if (root is not null)
        {
            free = Math.Min(free, FreeOfControlGroups(root) ?? free);
            free = Math.Min(free, FreeAddresses(root) ?? free);
        }

        return Math.Max(free, 1);
    }

    /// <summary>Returns the part of a limited address space that is not reserved; null without a limit. The runtime
    /// counts all of it as free, also what it has reserved itself.</summary>
    private static long? FreeAddresses(string root) =>
        Field(Path.Combine(root, "proc/self/limits"), "Max address space") is { } limit
        && Field(Path.Combine(root, "proc/self/status"), "VmSize:") is { } kibibytes
            ? limit - (kibibytes * 1024) : null;

    private static long? FreeOfMachine(string root) =>
        Field(Path.Combine(root, "proc/meminfo"), "MemAvailable:") is { } kibibytes ? kibibytes * 1024 : null;

    /// <summary>Returns the smallest free memory of the nested control groups (versions 1 and 2); reclaimable page
    /// cache counts as free.</summary>
    private static long? FreeOfControlGroups(string root)
    {
        var second = Tightest(
            root, "sys/fs/cgroup", line => line.StartsWith("0::/", StringComparison.Ordinal), "memory.max",
            "memory.current", "inactive_file");
        var first = Tightest(
            root, "sys/fs/cgroup/memory", line => line.Contains(":memory:/"),
            "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
        return first is null || second is null ? first ?? second : Math.Min(first.Value, second.Value);
    }

    private static long? Tightest(
        string root, string mount, Func<string, bool> isOwn, string limitName, string usedName, string cacheName)
    {
        long? tightest = null;
        var top = Path.Combine(root, mount);
        var line = Lines(Path.Combine(root, "proc/self/cgroup")).FirstOrDefault(isOwn);
        var own = line is null
            ? null : Path.TrimEndingDirectorySeparator(top + line[line.IndexOf(":/", StringComparison.Ordinal)..][1..]);
        for (var group = own; group is not null;
            group = group.Length > top.Length ? Path.GetDirectoryName(group) : null)
        {
            if (Number(Path.Combine(group, limitName)) is { } limit
                && Number(Path.Combine(group, usedName)) is { } used)
            {
                var cache = Field(Path.Combine(group, "memory.stat"), cacheName) ?? 0;
                tightest = Math.Min(tightest ?? long.MaxValue, limit - used + cache);
            }
        }

        return tightest;
    }

    private static long? Number(string path) => Parse(Lines(path).FirstOrDefault());

    private static long? Field(string path, string name) =>
        Parse(Lines(path)
            .FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim().Split(' ')[0]);

    private static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string[] Lines(string path) =>
        // Not an input: files of the system.
        FileFailure.OrDefault(() => File.Exists(path) ? File.ReadAllLines(path) : []) ?? [];
}
