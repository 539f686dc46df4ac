using System.Diagnostics;

namespace Stylize.Engine.Telemetry;

/// <summary>Memory that this process can still get, with the limits of the containers it runs in.</summary>
public static class AvailableMemory
{
    private static readonly TimeSpan LoadAge = TimeSpan.FromSeconds(1);

    private static long _collected;

    /// <summary>Free bytes now; at least 1.</summary>
    public static long Bytes()
    {
        var (total, load) = OfRuntime();
        return Bytes(OperatingSystem.IsLinux() ? "/" : null, total, load);
    }

    /// <summary>Bytes that the process may ever have: those of the machine, or of the container it runs in.</summary>
    public static long Limit() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes that the runtime may use, and bytes in use on the machine. The runtime looks at the load only when it collects:
    /// before that it says 0, and later what was then. So the youngest objects are collected first where the last look is old.</summary>
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

    /// <summary>Free bytes by what the system says.</summary>
    /// <param name="root">Folder that holds Linux's "proc" and "sys"; null on other systems.</param>
    /// <param name="load">Bytes in use on the machine, as the runtime saw it at its last garbage collection.</param>
    internal static long Bytes(string? root, long total, long load)
    {
        var free = total - load;
        if (root is not null)
        {
            free = Math.Min(total, FreeOfMachine(root) ?? free);
            free = Math.Min(free, FreeOfControlGroups(root) ?? free);
        }

        return Math.Max(free, 1);
    }

    private static long? FreeOfMachine(string root) =>
        Field(Path.Combine(root, "proc/meminfo"), "MemAvailable:") is { } kibibytes ? kibibytes * 1024 : null;

    /// <summary>The tightest of the nested control groups of either version; page cache that can be dropped counts as free.</summary>
    private static long? FreeOfControlGroups(string root)
    {
        var second = Tightest(
            root, "sys/fs/cgroup", line => line.StartsWith("0::/", StringComparison.Ordinal), "memory.max", "memory.current",
            "inactive_file");
        var first = Tightest(
            root, "sys/fs/cgroup/memory", line => line.Contains(":memory:/", StringComparison.Ordinal), "memory.limit_in_bytes",
            "memory.usage_in_bytes", "total_inactive_file");
        return first is null || second is null ? first ?? second : Math.Min(first.Value, second.Value);
    }

    private static long? Tightest(
        string root, string mount, Func<string, bool> isOwn, string limitName, string usedName, string cacheName)
    {
        long? tightest = null;
        var top = Path.Combine(root, mount);
        var line = Lines(Path.Combine(root, "proc/self/cgroup")).FirstOrDefault(isOwn);
        var own = line is null ? null : Path.TrimEndingDirectorySeparator(top + line[line.IndexOf(":/", StringComparison.Ordinal)..][1..]);
        for (var group = own; group is not null; group = group.Length > top.Length ? Path.GetDirectoryName(group) : null)
        {
            if (Number(Path.Combine(group, limitName)) is { } limit && Number(Path.Combine(group, usedName)) is { } used)
            {
                var cache = Field(Path.Combine(group, "memory.stat"), cacheName) ?? 0;
                tightest = Math.Min(tightest ?? long.MaxValue, limit - used + cache);
            }
        }

        return tightest;
    }

    private static long? Number(string path) => Parse(Lines(path).FirstOrDefault());

    private static long? Field(string path, string name) =>
        Parse(Lines(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim().Split(' ')[0]);

    private static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
