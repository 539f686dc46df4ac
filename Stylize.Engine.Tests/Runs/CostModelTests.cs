using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Measuring;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Tests.Runs;

public sealed class CostModelTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_law_is_recovered_from_runs_of_two_or_more_sizes() => Prop.ForAll(Laws, law =>
    {
        var random = new Random(law.Seed);
        var sizes = Enumerable.Range(0, 2 + random.Next(6)).Select(_ => 20 * random.NextDouble()).Append(.1).Append(.4).ToArray();
        var found = CostLaw.Fit([.. sizes.Select(x => (x, law.Fixed + (law.Slope * x), 1.0))]);
        return Math.Abs(found.FixedSeconds - law.Fixed) < 1e-6 * (law.Fixed + law.Slope)
            && Math.Abs(found.SecondsPerMegapixel - law.Slope) < 1e-6 * (law.Fixed + law.Slope);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_disturbed_run_within_the_range_hardly_moves_a_law() => Prop.ForAll(Laws, law =>
    {
        double[] sizes = [.1, .4, 1, 2, 4, 8, 12];
        var disturbed = 1 + (law.Seed % (sizes.Length - 2));
        var found = CostLaw.Fit([.. sizes.Select((x, i) => (x, (law.Fixed + (law.Slope * x)) * (i == disturbed ? 3 : 1), 1.0))]);
        return sizes.All(x => found.Seconds(x) / (law.Fixed + (law.Slope * x)) is > .8 and < 1.25);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_coefficient_is_negative_for_any_runs() => Prop.ForAll(Laws, law =>
    {
        var random = new Random(law.Seed);
        var found = CostLaw.Fit(
            [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => (.01 + random.NextDouble(), .01 + random.NextDouble(), 1.0))]);
        return found.FixedSeconds >= 0 && found.SecondsPerMegapixel >= 0 && found.Seconds(.01) > 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_law_of_one_size_lies_between_a_constant_cost_and_a_proportional_one()
    {
        var law = CostLaw.Fit([(1, 2, 1), (1.1, 2, 1)]);
        Assert.Equal(2, law.Seconds(1.05), 6);
        Assert.InRange(law.Seconds(4), 2, 8);
        Assert.InRange(law.Seconds(.25), .5, 2);
    }

    [Fact]
    public void A_model_holds_from_a_quarter_of_the_smallest_size_to_four_times_the_largest()
    {
        var model = Model((.4, 1), (3, 5));
        Assert.All((double[])[.1, .4, 2, 3, 12], size => Assert.True(model.Covers(size)));
        Assert.All((double[])[.09, 12.1, 100], size => Assert.False(model.Covers(size)));
        Assert.Equal(0, model.Distance(1));
        Assert.Equal(Math.Log(4), model.Distance(12), 12);
        Assert.Equal(Math.Log(2), model.Distance(.2), 12);
    }

    [Fact]
    public void Stopped_and_week_old_runs_are_not_reused()
    {
        var (old, stopped, good) = (Sample(1, 1) with { Measured = Now.AddDays(-7.1) }, Sample(2, 2) with { DoneShare = .5 }, Sample(3, 3));
        Assert.Equal([good], new CostModel([old, stopped, good], 0).Current(Now)!.Samples);
        Assert.Null(new CostModel([old, stopped], 0).Current(Now));

        // The clock of a machine may have been wrong.
        Assert.Null(new CostModel([good with { Measured = Now.AddYears(1) }], 0).Current(Now));
    }

    [Fact]
    public void A_new_measurement_keeps_earlier_runs_only_of_other_sizes()
    {
        var earlier = Model((.1, 1), (1, 9), (20, 9));
        var extended = Model((.5, 1), (2, 2)).Extended(earlier);
        Assert.Equal([.5, 2, .1, 20], extended.Samples.Select(s => s.Megapixels));
    }

    [Fact]
    public void The_error_grows_with_distance_age_load_and_scatter()
    {
        var model = Model((.4, 1), (1.2, 2.6), (3, 6.2));
        var min = Factor(model, 1);
        Assert.InRange(min, 1.2, 2);
        Assert.True(Factor(model, 6) > min);
        Assert.True(Factor(model, 12) > Factor(model, 6));
        Assert.True(Factor(model, .1) > min);
        Assert.True(EstimateError.Factor(model, [1], Now.AddDays(6), 1) > min);
        Assert.True(EstimateError.Factor(model, [1], Now, .5) > min);
        Assert.True(Factor(new CostModel([.. model.Samples.Select(s => s with { FreeShare = .3 })], 0), 1) > min);
        Assert.True(Factor(Model((.4, 1), (1.2, 1), (3, 9)), 1) > min);
        Assert.True(Factor(new CostModel([.. model.Samples.Select(s => s with { DoneShare = .2 })], 0), 1) > min);
    }

    [Fact]
    public void Runs_of_one_size_give_an_error_that_includes_both_extremes()
    {
        var model = Model((1, 2), (1, 2));
        Assert.True(Factor(model, 4) > 1.5 * Factor(model, 1));
        Assert.InRange(model.ProcessorSeconds(4), 8 / Factor(model, 4), 2 * Factor(model, 4));
    }

    [Fact]
    public void The_error_is_never_below_the_scatter_of_repeated_runs()
    {
        var exact = new CostModel([.. Enumerable.Range(0, 64).Select(i => Sample(1 + i, 2 + i) with { File = i })], 0);
        Assert.True(EstimateError.Factor(exact, [.. Enumerable.Repeat(5.0, 10_000)], Now, 1) > 1.2);
    }

    [Fact]
    public void Items_share_the_threads_and_use_no_more_than_they_can()
    {
        // One thread at a time: the sum.
        Assert.Equal(6, BatchSchedule.Seconds([(1, 1), (2, 2), (3, 3)], 1, 4), 9);

        // Single-threaded work: three equal items on two threads take two rounds.
        Assert.Equal(2, BatchSchedule.Seconds([(1, 1), (1, 1), (1, 1)], 2, 2), 9);

        // Parallel work keeps all cores busy to the end.
        Assert.Equal(1.5, BatchSchedule.Seconds([(1, .5), (1, .5), (1, .5)], 2, 2), 9);

        // A long last item uses as many threads as possible.
        Assert.Equal(1 + (8 / 2.0), BatchSchedule.Seconds([(1, 1), (1, 1), (8, 4)], 2, 2), 9);

        // An item that mostly waits for a disk.
        Assert.Equal(10, BatchSchedule.Seconds([(1, 10), (1, 10)], 2, 2), 9);
    }

    private static Arbitrary<(double Fixed, double Slope, int Seed)> Laws => Arb.From(
        from a in Gen.Choose(0, 1000)
        from b in Gen.Choose(1, 1000)
        from seed in Gen.Choose(0, int.MaxValue)
        select (a / 500.0, b / 250.0, seed));

    private static double Factor(CostModel model, double size) => EstimateError.Factor(model, [size], Now, 1);

    private static CostModel Model(params (double Megapixels, double Seconds)[] runs) =>
        new([.. runs.Select((run, i) => Sample(run.Megapixels, run.Seconds) with { File = i })], 0);

    private static CostSample Sample(double megapixels, double seconds) => new(0, megapixels, seconds, seconds, Now);
}
