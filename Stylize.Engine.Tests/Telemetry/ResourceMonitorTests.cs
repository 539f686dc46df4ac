using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Telemetry;

public sealed class ResourceMonitorTests
{
    [Fact]
    public void Resident_memory_matches_the_kernel()
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "Needs /proc.");
        var before = Kernel();
        var reading = new ResourceMonitor().Read();
        var after = Kernel();

        // Other tests run at the same time, so the readings differ slightly.
        Assert.InRange(reading.ResidentBytes, Math.Min(before, after) / 2, Math.Max(before, after) * 2);

        static long Kernel()
        {
            var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024
                * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void Usage_by_others_is_total_usage_without_this_process()
    {
        Assert.Equal(0.25, new ResourceSnapshot(0.5, 0.75, 1, 1).OthersShare);
        Assert.Equal(0, new ResourceSnapshot(0.5, 0.5, 1, 1).OthersShare);
    }

    [Fact]
    public void The_process_share_is_its_processor_time_over_total_processor_time()
    {
        var (seconds, used) = (100, 7.0);
        var monitor = new ResourceMonitor(() => seconds * Stopwatch.Frequency, () => TimeSpan.FromSeconds(used));
        (seconds, used) = (102, 7.5);
        Assert.Equal(0.25 / Environment.ProcessorCount, monitor.Read().ProcessShare, 9);
        (seconds, used) = (106, 10.5);
        Assert.Equal(0.75 / Environment.ProcessorCount, monitor.Read().ProcessShare, 9);
    }
}
