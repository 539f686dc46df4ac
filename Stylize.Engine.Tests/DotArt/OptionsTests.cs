namespace Stylize.Engine.Tests.DotArt;

public class OptionsTests
{
    private static readonly Pen Black = new(0.3, new Rgba32(0, 0, 0));
    private static readonly MachineOptions Absent = new() { MachineName = "absent" };

    public static TheoryData<string, DotArtOptions> Bad => new()
    {
        { "Palette", new() { Palette = [] } },
        { "Color", new() { Palette = [default], Color = default(Rgba32) } },
        { "Margin", new() { Plot = new() { Sheet = new() { PaperSize = PaperSize.A4, Margin = new(105) } } } },
        { "Margin", new() { Plot = new() { Pens = [Black], Sheet = new() { Margin = new(200) } } } },
        { "Margin", new() { Plot = new() { Sheet = new() { Margin = new(-1) } } } },
        { "Margin", new() { Plot = new() { Sheet = new() { Margin = new(double.PositiveInfinity) } } } },
        { "PaperSize", new() { Plot = new() { Sheet = new() { PaperSize = new(100, double.PositiveInfinity) } } } },
        { "Pen", new() { Plot = new() { Pens = [new(0.00001, default)] } } },
        { "PaperSize", new() { Plot = new() { Sheet = new() { PaperSize = new PaperSize(0, 100) } } } },
        { "Margin", new() { Plot = new() { Separate = true, Pens = [Black], Sheet = new() { Margin = new(2) } } } },
        { "Machine", new() { Format = DrawingFormat.Gcode, Plot = new() { Machine = Absent } } },
        { "Pen", new() { Plot = new() { Pens = [Black with { Width = 0 }] } } },
        { "Pen", new() { Plot = new() { Pens = [] } } },
        { "ScreenAngle", new() { Inks = new() { Separation = Separation.Cmyk, ScreenAngle = [15] } } },
        { "LineWidth", new() { Distribution = DotDistribution.Ink, Lines = new() { LineWidth = new(0) } } },
        { "HatchAngle", new() { Distribution = DotDistribution.Hatch, Lines = new() { HatchAngles = [] } } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Invalid_values_are_rejected_by_name(string parameter, DotArtOptions options) =>
        Fails.At(StylizeError.OptionInvalid, parameter, () => new DotArtOperation(options));

    [Fact]
    public void Enough_time_lowers_nothing_and_too_little_time_lowers_everything_possible()
    {
        var rich = DotQuality.Lower(Plan(1000), TimeSpan.FromSeconds(10), default, 1, 0);
        Assert.Empty(rich.Lowered);
        Assert.Equal(new DotArtOptions().DensityThreshold, rich.DensityThreshold);
        var poor = DotQuality.Lower(Plan(10_000), TimeSpan.FromMilliseconds(1), default, 1, 0.95);
        Assert.Equal(0.25f, poor.DensityThreshold);
        Assert.False(poor.AdaptiveSizing);
        Assert.Equal(1, poor.Threads.Max);
        Assert.Equal(3, poor.Lowered.Count);

        static DotArtPlan Plan(int side) => Dots.Plan(Dots.Gradient, side, side) with { Threads = 2 };
    }

    [Fact]
    public void Only_as_many_rounds_are_left_out_as_the_target_needs()
    {
        var plan = Dots.Plan(new() { DotCount = 1000 }, 1000, 1000) with { Threads = 1 };
        var full = DotQuality.Lower(plan, TimeSpan.MaxValue, default, 1, 0);
        var lowered = DotQuality.Lower(plan, full.Predicted - TimeSpan.FromTicks(1), default, 1, 0);
        Assert.Equal((DotArtPlan.FullRounds, DotArtPlan.FullRounds - 1), (full.Rounds, lowered.Rounds));
        Assert.Equal(["relaxation rounds: 9"], lowered.Lowered);
    }

    [Fact]
    public void A_missed_target_time_is_reported()
    {
        using var image = Pictures.Busy(200, 200);
        using var result = Dots.Run(image, new DotArtOptions { TargetTime = TimeSpan.FromTicks(1) });
        var summary = result.Summary.ToDictionary(p => p.Key, p => p.Value);
        Assert.Equal(false, summary["TargetMet"]);
        Assert.NotEmpty((string[])summary["Lowered"]!);
        Assert.True((TimeSpan)summary["OperationTime"]! > TimeSpan.FromTicks(1));
    }
}
