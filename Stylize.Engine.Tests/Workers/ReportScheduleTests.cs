using Stylize.Workers.Work;

namespace Stylize.Engine.Tests.Workers;

/// <summary>The moments at which a worker sends results.</summary>
public sealed class ReportScheduleTests
{
    [Fact]
    public void Results_are_sent_after_intervals_that_double_up_to_eight_seconds() =>
        Assert.Equal([1, 3, 7, 15, 23, 31, 39], Sent(40, failure: -1));

    [Fact]
    public void An_error_is_sent_at_once_and_does_not_change_the_interval() =>
        Assert.Equal([1, 3, 7, 15, 17, 25], Sent(30, failure: 17));

    private static IEnumerable<int> Sent(int seconds, int failure)
    {
        var began = TimeSpan.FromDays(3);
        var schedule = new ReportSchedule(TimeSpan.FromSeconds(1), began);
        return Enumerable.Range(0, seconds)
            .Where(s => schedule.IsDue(began + TimeSpan.FromSeconds(s), hasFailure: s == failure));
    }
}
