using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Telemetry;

public sealed class ResourceMonitorTests
{
    [SkippableFact]
    public void Resident_memory_is_what_the_kernel_says()
    {
        Skip.IfNot(File.Exists("/proc/self/status"), "Needs /proc.");
        var reading = new ResourceMonitor().Read();
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        var kibibytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var kernel = 1024 * long.Parse(kibibytes, System.Globalization.CultureInfo.InvariantCulture);

        // Other tests run meanwhile, so the two readings differ somewhat.
        Assert.InRange(reading.ResidentBytes, kernel / 2, kernel * 2);
    }

    [Fact]
    public void What_others_use_is_what_all_use_without_this_process()
    {
        Assert.Equal(0.25, new ResourceSnapshot(0.5, 0.75, 1, 1, 1, 4).OthersShare);
        Assert.Equal(0, new ResourceSnapshot(0.5, 0.5, 1, 1, 1, 4).OthersShare);
    }

    [Fact]
    public void The_share_of_the_process_is_its_processor_time_over_that_of_all_processors()
    {
        var monitor = new ResourceMonitor();
        var before = Environment.CpuUsage.TotalTime;
        var began = System.Diagnostics.Stopwatch.StartNew();
        while (Environment.CpuUsage.TotalTime - before < TimeSpan.FromMilliseconds(200))
        {
            Thread.SpinWait(10_000);
        }

        var share = monitor.Read().ProcessShare;
        var used = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Assert.Equal(used / (began.Elapsed.TotalSeconds * Environment.ProcessorCount), share, 0.15);
    }
}
