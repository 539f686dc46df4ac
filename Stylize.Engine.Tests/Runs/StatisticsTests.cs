using Stylize.Engine.Tests.Measuring;

namespace Stylize.Engine.Tests.Runs;

public sealed class StatisticsTests
{
    /// <summary>Expected values from counting all arrangements.</summary>
    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    [InlineData(2, 7)]
    public void The_exact_p_value_equals_counting_every_arrangement(int n, int m)
    {
        var random = new Random(n * m);
        var values = Enumerable.Range(0, n + m).OrderBy(_ => random.Next()).Select(v => (double)v).ToArray();
        double U(IEnumerable<double> a, IEnumerable<double> b) => a.Sum(x => b.Count(y => x > y));
        var observed = U(values[..n], values[n..]);
        var (all, larger) = (0, 0);
        for (var mask = 0; mask < 1 << (n + m); mask++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)mask) != n) continue;

            var chosen = Enumerable.Range(0, n + m).Where(i => (mask & (1 << i)) != 0).Select(i => (double)i).ToArray();
            var rest = Enumerable.Range(0, n + m).Select(i => (double)i).Except(chosen);
            all++;
            larger += U(chosen, rest) >= observed ? 1 : 0;
        }

        Assert.Equal((double)larger / all, MannWhitney.LargerPValue(values[..n], values[n..]), 12);
    }

    [Fact]
    public void Ties_fall_back_to_the_normal_approximation()
    {
        // scipy.stats.mannwhitneyu([1, 2, 2, 3, 4, 5, 5, 6], [1, 1, 2, 2, 3, 3, 4, 4], alternative="greater",
        // method="asymptotic")
        var p = MannWhitney.LargerPValue([1, 2, 2, 3, 4, 5, 5, 6], [1, 1, 2, 2, 3, 3, 4, 4]);
        Assert.Equal(0.13096, p, 5);
    }

    [Fact]
    public void Five_clearly_slower_samples_are_significant_and_equal_ones_are_not()
    {
        double[] then = [10.0, 10.2, 10.1, 10.4, 10.3];
        Assert.True(RowComparison.Compare(Row([.. then.Select(v => v * 1.5)]), Row(then)).Slower);
        Assert.False(RowComparison.Compare(Row([10.05, 10.35, 10.15, 10.25, 10.02]), Row(then)).Slower);
    }

    [Fact]
    public void A_machine_that_is_half_as_fast_is_not_slower_code()
    {
        double[] then = [10.0, 10.2, 10.1, 10.4, 10.3];
        var now = Row([.. then.Select(v => v * 2.001)]) with { ReferenceSamples = [2, 2, 2, 2, 2] };
        Assert.False(RowComparison.Compare(now, Row(then)).Slower);
    }

    private static MeasurementRow Row(double[] samples) => RegressionBoundsTests.Row(0, 1) with
    {
        Samples = samples, ReferenceSamples = [.. samples.Select(_ => 1.0)],
    };
}
