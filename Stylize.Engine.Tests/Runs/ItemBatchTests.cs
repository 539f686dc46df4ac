namespace Stylize.Engine.Tests.Runs;

public sealed class ItemBatchTests
{
    [Fact]
    public void A_verbose_batch_sums_up_what_was_done_and_how_busy_the_machine_was()
    {
        using var batch = new ItemBatch<Parcel, string>((item, _) => item.Source, new BatchOptions { Verbose = true });
        Assert.Equal(3, batch.Runner.Run([new("a", 1), new("b", -1), new("c", 2)]).Count());
        Assert.Matches(
            @"^2 done, 1 failed, \d+\.\d s; processors \d+% busy, \d+% by this process; memory \d+ MiB resident, \d+ MiB free$",
            batch.Summary);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, 1.0)]
    [InlineData(4, .375)]
    public void The_progress_counts_ended_items_and_parts_of_running_ones(int? total, double? fraction)
    {
        var tracker = new ProgressTracker();
        tracker.End(tracker.Begin("a"), failed: false);
        tracker.Begin("b").Report(new(.5, ""));
        Assert.Equal(fraction, tracker.Snapshot(total).Fraction);
    }

    private sealed record Parcel(string Source, int Weight) : IBatchItem
    {
        public void Check()
        {
            if (Weight < 0) throw new StylizeException(StylizeError.OptionInvalid, Source, "negative");
        }
    }

    [Fact]
    public void An_item_that_needs_more_memory_than_the_limit_is_refused_with_the_amount()
    {
        var begun = new List<string>();
        using var batch = new ItemBatch<Parcel, string>(
            (item, _) =>
            {
                begun.Add(item.Source);
                return item.Source;
            },
            new BatchOptions { Limits = new RunnerOptions { ThrottleLimit = 1 } },
            item => (long)item.Weight << 20)
        {
            MemoryLimit = 100 << 20,
        };
        var results = batch.Runner.Run([new("a", 100), new("b", 300), new("c", 1)]).ToList();
        Assert.Equal(["a", "c"], begun);
        Assert.Equal("b", results[1].Failure!.Target);
        Assert.Contains("301 MiB", results[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("100 MiB", results[1].Failure!.Message, StringComparison.Ordinal);
    }
}
