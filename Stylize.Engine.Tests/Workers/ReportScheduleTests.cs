using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>The moments at which a worker sends results.</summary>
public sealed class ReportScheduleTests
{
    private static readonly DateTime Began = new(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Results_are_sent_after_intervals_that_double_up_to_eight_seconds()
    {
        var schedule = new ReportSchedule(TimeSpan.FromSeconds(1), Began);
        Assert.Equal([1, 3, 7, 15, 23, 31, 39], Enumerable.Range(0, 40).Where(s => schedule.IsDue(Began.AddSeconds(s), hasFailure: false)));
    }

    [Fact]
    public void An_error_is_sent_at_once_and_does_not_change_the_interval()
    {
        var schedule = new ReportSchedule(TimeSpan.FromSeconds(1), Began);
        Assert.Equal([1, 3, 7, 15, 17, 25], Enumerable.Range(0, 30).Where(s => schedule.IsDue(Began.AddSeconds(s), hasFailure: s == 17)));
    }
}
