namespace Stylize.Engine.Tests.DotArt;

public class GradientTests
{
    public static TheoryData<string> Presets => new(
        DotArtOptions.Presets.Where(preset => preset.Value.Distribution == DotDistribution.Gradient)
            .Select(preset => preset.Key));

    [Theory]
    [InlineData(0.3f)]
    [InlineData(0.6f)]
    [InlineData(1f)]
    public void The_weakest_dot_has_the_minimum_opacity_and_the_strongest_is_opaque(float minOpacity)
    {
        using var image = Pictures.Busy(210, 160);
        var options = NoBackground(Dots.Gradient with { DensityThreshold = 0, Gap = 0, MinOpacity = minOpacity });
        var dots = Dots.Of(image, options);

        // Opacity is min + (1 - min) * strength; strength is the square of the relative radius between minimum and
        // maximum.
        Assert.All(dots, dot =>
        {
            var place = Math.Clamp((dot.Radius - options.MinRadius) / (options.MaxRadius - options.MinRadius), 0, 1);
            Assert.Equal(minOpacity + ((1 - minOpacity) * place * place), dot.Color.A / 255f, 0.03);
        });
        Assert.True(dots.Max(d => d.Color.A) > dots.Min(d => d.Color.A) || minOpacity == 1f);
    }

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

    [Fact]
    public void The_seed_determines_the_jitter()
    {
        using var image = Pictures.Busy(200, 200);
        var options = NoBackground(DotArtOptions.Presets["GuideSketch"]);
        Assert.Equal(Dots.Of(image, options), Dots.Of(image, options));
        Assert.NotEqual(Dots.Of(image, options), Dots.Of(image, options with { Seed = 43 }));
    }

    [Fact]
    public void Without_adaptive_sizing_all_dots_have_one_size_and_are_opaque()
    {
        using var image = Pictures.Busy(200, 200);
        var dots = Dots.Of(image, NoBackground(DotArtOptions.Presets["GuideTechnicalDrawing"]));
        Assert.Single(dots.Select(d => d.Radius).Distinct());
        Assert.All(dots, d => Assert.Equal(255, d.Color.A));
    }

    private static DotArtOptions NoBackground(DotArtOptions options) =>
        options with { Background = options.Background with { Use = BackgroundUse.Ignore } };
}
