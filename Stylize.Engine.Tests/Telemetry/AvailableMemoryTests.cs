using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Telemetry;

/// <summary>Tests with a simulated Linux machine whose files in proc and sys the test writes. Sizes are in
/// bytes.</summary>
public sealed class AvailableMemoryTests : IDisposable
{
    private const long Total = 64_000_000;
    private const long Load = 24_000_000;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_system_information_the_runtime_values_are_used()
    {
        Assert.Equal(40_000_000, AvailableMemory.Bytes(null, Total, () => Load));
        Assert.Equal(40_000_000, AvailableMemory.Bytes(_root.Path, Total, () => Load));
    }

    [Theory]
    [InlineData("unlimited", 64_000_000, 40_000_000)]
    [InlineData("30720000", 10_240_000, 10_240_000)] // 20,000 KiB of 30,000 are reserved.
    [InlineData("10000000", 1, 1)]
    public void A_limited_address_space_is_respected(string limit, long expected, long free)
    {
        _root.File(
            "proc/self/limits", $"Limit                     Soft Limit           Hard Limit           Units\n"
            + $"Max address space         {limit,-20} unlimited            bytes\n");
        _root.File("proc/self/status", "Name:\tstylize\nVmPeak:\t   99999 kB\nVmSize:\t   20000 kB\n");
        Assert.Equal(expected, AvailableMemory.Limit(_root.Path, Total));
        Assert.Equal(free, AvailableMemory.Bytes(_root.Path, Total, () => Load));
    }

    [Fact]
    public void MemAvailable_is_in_kibibytes_and_limited_by_the_runtime()
    {
        _root.File("proc/meminfo", "MemTotal:       90000 kB\nMemFree:        1 kB\nMemAvailable:   50000 kB\n");
        Assert.Equal(51_200_000, AvailableMemory.Bytes(_root.Path, Total, () => Load));
        Assert.Equal(1_000, AvailableMemory.Bytes(_root.Path, 1_000, () => 0));
    }

    [Theory]
    [InlineData("max", "max", 51_200_000)]
    [InlineData("30000000", "max", 10_000_000 + 500)] // 20,000,000 used, of which 500 are page cache
    [InlineData("max", "25000000", 2_000_000)] // 23,000,000 used by the outer group
    [InlineData("30000000", "25000000", 2_000_000)]
    [InlineData("15000000", "max", 1)] // usage above the limit
    public void The_tightest_control_group_determines_the_limit(string limit, string outerLimit, long expected)
    {
        _root.File("proc/meminfo", "MemAvailable:   50000 kB\n");
        _root.File("proc/self/cgroup", "0::/outer/inner\n");
        _root.File("sys/fs/cgroup/outer/memory.max", outerLimit + "\n");
        _root.File("sys/fs/cgroup/outer/memory.current", "23000000\n");
        _root.File("sys/fs/cgroup/outer/inner/memory.max", limit + "\n");
        _root.File("sys/fs/cgroup/outer/inner/memory.current", "20000000\n");
        _root.File("sys/fs/cgroup/outer/inner/memory.stat", "anon 7\ninactive_file 500\nactive_file 9\n");
        Assert.Equal(expected, AvailableMemory.Bytes(_root.Path, Total, () => Load));
    }

    [Theory]
    [InlineData("30000000", 10_000_000 + 500)]
    [InlineData("9223372036854771712", 51_200_000)] // value of version 1 for no limit
    public void Control_groups_of_version_1_are_respected(string limit, long expected)
    {
        _root.File("proc/meminfo", "MemAvailable:   50000 kB\n");
        _root.File("proc/self/cgroup", "12:cpu,cpuacct:/x\n9:memory:/docker/a\n0::/\n");
        _root.File("sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes", limit + "\n");
        _root.File("sys/fs/cgroup/memory/docker/a/memory.usage_in_bytes", "20000000\n");
        _root.File("sys/fs/cgroup/memory/docker/a/memory.stat", "inactive_file 1\ntotal_inactive_file 500\n");
        Assert.Equal(expected, AvailableMemory.Bytes(_root.Path, Total, () => Load));
    }

    [Fact]
    public void The_load_is_updated_before_it_is_read()
    {
        var collections = GC.CollectionCount(0);
        var (total, load) = AvailableMemory.OfRuntime();
        Assert.InRange(load, 1, long.MaxValue);
        Assert.True(total > 0 && GC.GetGCMemoryInfo().Index > 0 && GC.CollectionCount(0) >= collections);
    }

    [Fact]
    public void Unreadable_values_are_ignored()
    {
        _root.File("proc/meminfo", "MemAvailable: much\n");
        _root.File("proc/self/cgroup", "1:memory:/v1\n");
        Assert.Equal(40_000_000, AvailableMemory.Bytes(_root.Path, Total, () => Load));
    }
}
