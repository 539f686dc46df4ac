using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Telemetry;

public sealed class SystemProcessorTimesTests
{
    /// <summary>Fields of proc_stat(5): user nice system idle iowait irq softirq steal guest guest_nice; guest is
    /// included in user.</summary>
    [Fact]
    public void The_first_line_of_proc_stat_is_parsed()
    {
        var times = SystemProcessorTimes.Parse("cpu  100 20 30 400 50 6 7 8 90 10");
        Assert.Equal(100u + 20 + 30 + 6 + 7 + 8, times!.Value.Busy);
        Assert.Equal(100u + 20 + 30 + 400 + 50 + 6 + 7 + 8, times.Value.Total);
    }

    [Fact]
    public void A_line_of_an_old_kernel_with_fewer_fields_is_parsed() =>
        Assert.Equal(new SystemProcessorTimes(60, 100), SystemProcessorTimes.Parse("cpu 10 20 30 40"));

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2 3")]
    public void Other_lines_give_null(string line) => Assert.Null(SystemProcessorTimes.Parse(line));

    [Theory]
    [InlineData(100, 200, 150, 300, 0.5)]
    [InlineData(100, 200, 100, 300, 0)]
    [InlineData(100, 200, 200, 300, 1)]
    [InlineData(100, 200, 100, 200, 0)] // no time has elapsed
    [InlineData(100, 200, 90, 210, 0)] // busy time can decrease by a tick on some kernels
    public void The_share_is_busy_time_over_total_time_between_two_readings(
        ulong busyBefore, ulong totalBefore, ulong busy, ulong total, double share) =>
        Assert.Equal(share,
            new SystemProcessorTimes(busy, total).BusyShareSince(
                new SystemProcessorTimes(busyBefore, totalBefore)), 12);
}
