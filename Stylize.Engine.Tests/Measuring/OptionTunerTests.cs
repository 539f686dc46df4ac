namespace Stylize.Engine.Tests.Measuring;

[Trait("Tier", "All")]
public sealed class OptionTunerTests
{
    [Fact]
    public void Tuning_meets_the_time_limit_and_is_never_worse_than_its_start()
    {
        using var image = StandardImage.Create(StandardImageKind.Photograph, 192, 192);
        var operation = OperationCatalog.Find("pixel-art");
        var plan = new TuningPlan
        {
            Operation = operation,
            Start = PixelArtOptions.Default with { Width = 24 },
            TargetTime = TimeSpan.FromMinutes(1),
            MaxTrials = 8,
        };
        var result = new OptionTuner(plan, ImageCodecs.Default).Tune([image]);

        Assert.True(result.TargetMet);
        Assert.InRange(result.Trials.Count, 1, 8);

        // In each trial, qualities that differ by 0.0005 or less count as equal.
        Assert.True(result.Best.Quality >= result.Start.Quality - (0.0005 * result.Trials.Count));
        Assert.Equal(24, ((PixelArtOptions)result.Options).Width);

        plan = plan with { TargetTime = TimeSpan.FromTicks(1), MaxTrials = 3 };
        var impossible = new OptionTuner(plan, ImageCodecs.Default).Tune([image]);
        Assert.False(impossible.TargetMet);
        Assert.Equal(impossible.Trials.Min(t => t.Time), impossible.Best.Time);
    }
}
