using System.Globalization;
using Stylize.Engine.Batch;

namespace Stylize.Engine.Telemetry;

/// <summary>Memory that this process can still get, with the limits of the containers it runs in.</summary>
public static class AvailableMemory
{
    private const string CgroupRoot = "/sys/fs/cgroup";

    /// <summary>Free bytes now; at least 1.</summary>
    public static long Bytes()
    {
        var gc = GC.GetGCMemoryInfo();
        var free = gc.TotalAvailableMemoryBytes - gc.MemoryLoadBytes;
        if (OperatingSystem.IsLinux())
        {
            free = Math.Min(gc.TotalAvailableMemoryBytes, FreeOfMachine() ?? free);
            free = Math.Min(free, FreeOfControlGroups() ?? free);
        }

        return Math.Max(free, 1);
    }

    private static long? FreeOfMachine() =>
        Field("/proc/meminfo", "MemAvailable:") is { } kibibytes ? kibibytes * 1024 : null;

    /// <summary>The tightest of the nested version 2 control groups; page cache that can be dropped counts as free.</summary>
    private static long? FreeOfControlGroups()
    {
        long? tightest = null;
        for (var group = OwnGroup(); group is not null; group = group.Length > CgroupRoot.Length ? Path.GetDirectoryName(group) : null)
        {
            if (Number(Path.Combine(group, "memory.max")) is { } limit && Number(Path.Combine(group, "memory.current")) is { } used)
            {
                var cache = Field(Path.Combine(group, "memory.stat"), "inactive_file") ?? 0;
                tightest = Math.Min(tightest ?? long.MaxValue, limit - used + cache);
            }
        }

        return tightest;
    }

    private static string? OwnGroup()
    {
        var line = Lines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        return line is null ? null : Path.TrimEndingDirectorySeparator(CgroupRoot + line[3..]);
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
