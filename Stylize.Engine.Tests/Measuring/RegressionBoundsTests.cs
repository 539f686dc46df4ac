namespace Stylize.Engine.Tests.Measuring;

/// <summary>Tests the bounds of the dot-mapping performance guide: 1000x1000 in less than 500 ms, with 1,000 to 10,000
/// dots.</summary>
public sealed class RegressionBoundsTests
{
    private static readonly OperationDefinition DotArt = OperationCatalog.Find("dot-art");

    [Theory]
    [InlineData(499.9, 1_000)]
    [InlineData(1, 10_000)]
    public void A_row_within_the_bounds_has_no_violations(double milliseconds, long dots) =>
        Assert.Empty(RegressionBounds.Broken(DotArt, Row(milliseconds, dots)));

    [Theory]
    [InlineData(500, 4_000, "500 ms")]
    [InlineData(812, 4_000, "812 ms")]
    [InlineData(100, 999, "999 dots")]
    [InlineData(100, 10_001, "10001 dots")]
    public void A_row_outside_a_bound_has_one_message_with_the_value(double milliseconds, long dots, string value) =>
        Assert.Contains(
            value, Assert.Single(RegressionBounds.Broken(DotArt, Row(milliseconds, dots))), StringComparison.Ordinal);

    [Fact]
    public void Both_violations_are_reported() =>
        Assert.Equal(2, RegressionBounds.Broken(DotArt, Row(600, 1)).Count());

    [Fact]
    public void The_median_counts_not_the_slowest_sample() =>
        Assert.Empty(RegressionBounds.Broken(DotArt, Row(100, 4_000) with { Samples = [90, 110, 5_000] }));

    [Fact]
    public void Other_presets_sizes_and_operations_are_not_checked()
    {
        var row = Row(10_000, 0);
        Assert.Empty(RegressionBounds.Broken(DotArt, row with { Preset = "Watercolor" }));
        Assert.Empty(RegressionBounds.Broken(DotArt, row with { Width = 999 }));
        Assert.Empty(RegressionBounds.Broken(DotArt, row with { Height = 2000 }));
        Assert.Empty(RegressionBounds.Broken(OperationCatalog.Find("pixel-art"), row with { Operation = "PixelArt" }));
    }

    [Fact]
    public void Images_other_than_the_photograph_have_no_bound_on_the_count()
    {
        var logo = Row(100, 12) with { Image = nameof(StandardImageKind.Logo) };
        Assert.Empty(RegressionBounds.Broken(DotArt, logo));
        Assert.Single(RegressionBounds.Broken(DotArt, logo with { Samples = [700] }));
    }

    [Fact]
    public void Dot_art_of_the_standard_photograph_has_1000_to_10000_dots()
    {
        using var photograph = StandardImage.Create(StandardImageKind.Photograph, 1000, 1000);
        var input = ImageInput.Pixels(photograph, ImageCodecs.Default, "photograph");
        using var artifact = DotArt.Create(DotArt.Presets["Gradient"]).Run(input, OperationContext.Quiet);
        var dots = Convert.ToInt64(
            artifact.Summary.Single(e => e.Key == "Dots").Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(dots, 1_000, 10_000);
    }

    internal static MeasurementRow Row(double milliseconds, long dots) => new()
    {
        Operation = "DotArt",
        Preset = "Gradient",
        Image = nameof(StandardImageKind.Photograph),
        Width = 1000,
        Height = 1000,
        Threads = 1,
        Samples = [milliseconds],
        ReferenceSamples = [1],
        ItemCount = dots,
        Phases = new Dictionary<string, double> { ["decode"] = milliseconds },
    };
}
