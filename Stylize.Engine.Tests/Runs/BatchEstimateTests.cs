using Stylize.Engine.Runs.Estimate;

namespace Stylize.Engine.Tests.Runs;

public sealed class BatchEstimateTests
{
    [Theory]
    [InlineData(16.2, 1.43, "3 files: about 16 s, from 11 s to 23 s; measured on 3 files of 0.4 to 12 megapixels.")]
    [InlineData(
        .004, 1.5, "3 files: about 0.01 s, from 0.01 s to 0.01 s; measured on 3 files of 0.4 to 12 megapixels.")]
    [InlineData(.5, 2, "3 files: about 0.5 s, from 0.25 s to 1 s; measured on 3 files of 0.4 to 12 megapixels.")]
    [InlineData(100, 1.5, "3 files: about 100 s, from 67 s to 2.5 min; measured on 3 files of 0.4 to 12 megapixels.")]
    [InlineData(
        20_000, 1.25, "3 files: about 5.6 h, from 4.4 h to 6.9 h; measured on 3 files of 0.4 to 12 megapixels.")]
    [InlineData(400_000, 1.25,
        "3 files: about 4.6 days, from 3.7 days to 5.8 days; measured on 3 files of 0.4 to 12 megapixels.")]
    public void An_estimate_is_one_sentence(double seconds, double factor, string sentence) =>
        Assert.Equal(sentence, (Estimate with { Seconds = seconds, Factor = factor }).ToString());

    [Fact]
    public void The_sentence_counts_what_was_measured_and_what_cannot_be_read()
    {
        Assert.Contains(
            "measured on 1 file of 0.4 megapixels.",
            (Estimate with { MeasuredFiles = 1, MaxMegapixels = .41 }).Summary, StringComparison.Ordinal);
        Assert.StartsWith("1 file (2 more cannot be read): ", (Estimate with { Files = 1, Unreadable = 2 }).Summary);
        Assert.Contains("of 0.0003 to 12 megapixels", (Estimate with { MinMegapixels = .000256 }).Summary,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "megapixels; long runs were stopped and extrapolated.", (Estimate with { IsCut = true }).Summary);
        Assert.EndsWith("; other programs use 60% of the processors.", (Estimate with { FreeShare = .4 }).Summary);
    }

    private static BatchEstimate Estimate => new()
    {
        Files = 3, Megapixels = 20, Seconds = 16, Factor = 2, PeakMemory = 1,
        MeasuredFiles = 3, MinMegapixels = .393216,
        MaxMegapixels = 12.1,
    };
}
