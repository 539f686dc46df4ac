namespace Stylize.Engine.Tests.DotArt;

public class GradientTests
{
    public static TheoryData<string> Presets => new(
        DotArtOptions.Presets.Where(preset => preset.Value.Distribution == DotDistribution.Gradient)
            .Select(preset => preset.Key));

    [Fact]
    public void Areas_without_edges_show_their_tone_unless_a_preset_draws_edges_only()
    {
        using var image = Pictures.Gray(400, 100, (x, _) => new[] { 40, 128, 220, 255 }[x / 100]);
        var dots = Dots.Of(image, new DotArtOptions { Distribution = DotDistribution.Gradient });
        var ink = new double[4];
        foreach (var dot in dots.Where(dot => dot.X % 100 is > 10 and < 90))
        {
            ink[(int)dot.X / 100] += dot.Radius * dot.Radius * dot.Color.A * (255 - dot.Color.R);
        }

        Assert.True(ink[0] > 1.5 * ink[1] && ink[1] > 1.5 * ink[2] && ink[2] > 0, string.Join(' ', ink));
        Assert.Equal(0, ink[3]);
        Assert.DoesNotContain(Dots.Of(image, Dots.Gradient), dot => dot.X % 100 is > 10 and < 90);
    }

    public static TheoryData<int> Counts => [50, 700, 2500, 9000];

    [Theory]
    [MemberData(nameof(Counts))]
    public void DotCount_is_exact_if_the_dots_fit(int count)
    {
        using var image = Pictures.Busy(300, 300);
        var dots = Dots.Of(image, NoBackground(Dots.Gradient with { DotCount = count, MaxRadius = 1f }));
        Assert.Equal(count, dots.Length);
        Assert.True(Dots.DeepestOverlap(dots) <= 1e-3);
    }

    private static DotArtOptions NoBackground(DotArtOptions options) =>
        options with { Background = options.Background with { Use = BackgroundUse.Ignore } };
}
