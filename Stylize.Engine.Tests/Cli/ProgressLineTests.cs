using Stylize.Cli.Output;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Cli;

public sealed class ProgressLineTests
{
    [Fact]
    public void The_line_shows_share_counts_failures_remaining_time_and_activity()
    {
        var progress =
            new BatchProgress(37, 2, 200, .25, TimeSpan.FromSeconds(14), TimeSpan.FromSeconds(42), "/in/photo.jpg", .41,
                "annealing");
        Assert.Equal("[######------------------] 37/200, 2 failed, 0:42 left  photo.jpg 41 % annealing",
            ProgressLine.Text(progress, 200));
        Assert.Equal(40, ProgressLine.Text(progress, 40).Length);
    }

    [Fact]
    public void Without_a_total_it_shows_count_and_elapsed_time()
    {
        var progress = new BatchProgress(5, 0, null, null, TimeSpan.FromSeconds(3725), null, null, 0, "");
        Assert.Equal("5, 1:02:05", ProgressLine.Text(progress, 80));
    }

    [Fact]
    public void A_disabled_line_draws_nothing()
    {
        using var error = new StringWriter();
        var line = new ProgressLine(error, enabled: false);
        line.Draw(() => throw new InvalidOperationException("No snapshot is wanted."));
        line.Clear();
        Assert.Equal("", error.ToString());
    }
}
