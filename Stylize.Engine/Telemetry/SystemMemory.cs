using System.Globalization;

namespace Stylize.Engine.Telemetry;

/// <summary>Memory that the process may use and memory that is still free, a container's limit respected.</summary>
/// <param name="Available">Bytes that could still be taken without swapping.</param>
/// <param name="Limit">Bytes the process may use in all.</param>
internal readonly record struct SystemMemory(long Available, long Limit)
{
    /// <summary>Reads both.</summary>
    public static SystemMemory Read()
    {
        var info = GC.GetGCMemoryInfo();
        var limit = info.TotalAvailableMemoryBytes;
        if (!OperatingSystem.IsLinux())
        {
            return new SystemMemory(Math.Max(0, limit - Math.Max(info.MemoryLoadBytes, Environment.WorkingSet)), limit);
        }

        try
        {
            var available = ReadMemAvailable() ?? limit;
            if (ReadNumber("/sys/fs/cgroup/memory.max") is { } max && ReadNumber("/sys/fs/cgroup/memory.current") is { } current)
            {
                limit = Math.Min(limit, max);
                available = Math.Min(available, Math.Max(0, max - current));
            }

            return new SystemMemory(Math.Min(available, limit), limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SystemMemory(Math.Max(0, limit - Environment.WorkingSet), limit);
        }
    }

    private static long? ReadMemAvailable()
    {
        foreach (var line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
            {
                var kibibytes = line.AsSpan(13).Trim();
                var end = kibibytes.IndexOf(' ');
                return long.Parse(end < 0 ? kibibytes : kibibytes[..end], CultureInfo.InvariantCulture) * 1024;
            }
        }

        return null;
    }

    private static long? ReadNumber(string path) =>
        File.Exists(path) && long.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var value) ? value : null;
}
