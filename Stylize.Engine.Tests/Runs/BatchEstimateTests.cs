using Stylize.Engine.Measuring;
using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Tests.Runs;

public sealed class BatchEstimateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(16.2, 1.43, "3 files: about 16 s, within a factor of 1.5; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(.004, 1.5, "3 files: about 0.01 s, within a factor of 1.5; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(.5, 2, "3 files: about 0.5 s, within a factor of 2; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(3.14, 11.2, "3 files: about 3.1 s, within a factor of 12; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(200, 1.31, "3 files: about 3.3 min, within a factor of 1.4; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(20_000, 1.31, "3 files: about 5.6 h, within a factor of 1.4; measured on 3 files of 0.4 to 12 megapixels just now.")]
    [InlineData(400_000, 1.31, "3 files: about 4.6 days, within a factor of 1.4; measured on 3 files of 0.4 to 12 megapixels just now.")]
    public void An_estimate_is_one_sentence(double seconds, double factor, string sentence) =>
        Assert.Equal(sentence, (Estimate with { Seconds = seconds, Factor = factor }).ToString());

    [Fact]
    public void The_sentence_gives_the_day_of_an_earlier_measurement()
    {
        var kept = Estimate with { IsMeasuredNow = false };
        Assert.EndsWith(" on Nov 20.", (kept with { Measured = Noon.AddDays(-1) }).Summary);
        Assert.EndsWith(" today at 09:05.", (kept with { Measured = Noon.AddHours(-3).AddMinutes(5) }).Summary);
    }

    [Fact]
    public void The_sentence_counts_what_was_measured_and_what_cannot_be_read()
    {
        Assert.Contains(
            "measured on 1 file of 0.4 megapixels just now",
            (Estimate with { MeasuredFiles = 1, MaxMegapixels = .41 }).Summary, StringComparison.Ordinal);
        Assert.StartsWith("1 file (2 more cannot be read): ", (Estimate with { Files = 1, Unreadable = 2 }).Summary);
        Assert.Contains("of 0.0003 to 12 megapixels", (Estimate with { MinMegapixels = .000256 }).Summary, StringComparison.Ordinal);
        Assert.EndsWith("just now; long runs were stopped and extrapolated.", (Estimate with { IsCut = true }).Summary);
    }

    [Fact]
    public void The_bounds_are_the_time_divided_and_multiplied_by_the_factor()
    {
        Assert.Equal((8.0, 32.0), (Estimate.LowerBound, Estimate.UpperBound));
        Assert.Equal(TimeSpan.FromSeconds(16), Estimate.Time);
    }

    private static BatchEstimate Estimate => new()
    {
        Files = 3, Megapixels = 20, Seconds = 16, Factor = 2, PeakMemory = 1, MeasuredFiles = 3, MinMegapixels = .393216,
        MaxMegapixels = 12.1, Measured = Noon, IsMeasuredNow = true, Now = Noon,
    };
}
