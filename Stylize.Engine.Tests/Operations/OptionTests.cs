namespace Stylize.Engine.Tests.Operations;

/// <summary>Declared options: names, ranges, copies, and parsing.</summary>
public sealed class OptionTests
{
    private static readonly OptionInputs Files = new();

    public static TheoryData<string> Texts => ["SdFromMean", "sd-from-mean", "sd_from_mean", "SDFROMMEAN"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Names_of_values_are_read_in_any_spelling(string text) =>
        Assert.Equal(ThresholdMethod.SdFromMean,
            Apply(new SegmentationOptions { Method = ThresholdMethod.Otsu }, "method", text).Method);

    [Theory]
    [InlineData("2s", 2)]
    [InlineData("00:00:02", 2)]
    [InlineData("2", 2)]
    [InlineData("500ms", .5)]
    [InlineData("10m", 600)]
    [InlineData("1.5h", 5400)]
    [InlineData("1d", 86400)]
    public void Durations_are_parsed(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Apply(new DotArtOptions(), "TargetTime", text).TargetTime);

    [Fact]
    public void Lists_are_split_at_commas_and_repeated_options()
    {
        Assert.Equal(["E4", "E5", "B 2"], Apply(new PlateOptions(), "Well", new[] { "E4,E5", "B 2" }).Wells);
        Assert.Equal(["1", "2-5", "!3"], Apply(new PlateOptions(), "Timepoint", new[] { "1,2-5", "!3" }).Timepoints);
        Assert.Equal(RegionProperties.Area | RegionProperties.Centroid,
            Apply(new SegmentationOptions(), "Property", new[] { "area,Centroid" }).Properties);
    }

    [Fact]
    public void Options_of_a_nested_record_have_its_prefix()
    {
        var options = Apply(DotArtOptions.Presets["Gradient"], "BackgroundTolerance", "0.3");
        Assert.Equal(0.3f, options.Background.Tolerance);
        Assert.Equal(BackgroundUse.Ignore, Apply(options, "Background", "ignore").Background.Use);
        var intolerant = options with { Background = new BackgroundOptions { Tolerance = 2 } };
        var refusal = Assert.Throws<StylizeException>(intolerant.Validate);
        Assert.Equal("BackgroundTolerance", refusal.Target);
    }

    [Fact]
    public void An_option_resets_the_options_that_it_replaces()
    {
        Assert.Null(Apply(new PixelArtOptions { Height = 30 }, "Width", "20").Height);
        Assert.Null(Apply(new GaussianImageOptions { TargetPsnr = 40 }, "Count", "100").TargetPsnr);
        Assert.Equal(30, Apply(new PixelArtOptions { Height = 30 }, "Colors", "20").Height);
    }

    [Fact]
    public void Aliases_and_opposites_are_understood()
    {
        Assert.Equal(
            4, Apply(new PixelArtOptions { Format = PixelArtFormat.SpriteSheet }, "Columns", "4").SheetColumns);
        Assert.False(Apply(new PixelArtOptions(), "NoRefinement", true).Refinement);
        Assert.True(Apply(PixelArtOptions.Paper, "NoRefinement", false).Refinement);
        Assert.Equal(20L, Apply(new SegmentationOptions(), "MinimumArea", "20 pixels").MinimumArea);
    }

    [Fact]
    public void Presets_are_copies()
    {
        foreach (var operation in OperationCatalog.WithPresets)
        {
            var before = operation.DifferencesFromDefault(operation.Presets["Default"]);
            Assert.Empty(before);
            foreach (var preset in operation.Presets.Keys)
            {
                Assert.NotSame(operation.Presets[preset], operation.Presets[preset]);
            }
        }

        // Like PowerShell, which sets init-only properties by reflection.
        typeof(DotArtOptions).GetProperty("MinRadius")!.SetValue(DotArtOptions.Presets["Default"], 3f);
        var handedOut = (DotArtOptions)OperationCatalog.Find("DotArt").Presets["Default"];
        typeof(BackgroundOptions).GetProperty("Tolerance")!.SetValue(handedOut.Background, 1f);
        Assert.Equal(new DotArtOptions(), DotArtOptions.Presets["Default"]);
        Assert.Equal(new DotArtOptions(), OperationCatalog.Find("DotArt").Presets["Default"]);
    }

    [Fact]
    public void Every_option_has_help_and_a_default_in_its_range()
    {
        foreach (var type in OperationCatalog.All.SelectMany(operation => operation.OptionTypes))
        {
            var options = OptionSet.ForRecord(type);
            Assert.All(options.All, option => option.Check(options.Defaults));
            Assert.All(options.All, option => Assert.Matches(@"^[A-Z0-9<{].+\.$", option.Declared.Help));
            Assert.Equal(options.All.Count,
                options.All.Select(option => option.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        }
    }

    private static TOptions Apply<TOptions>(TOptions options, string name, object value)
        where TOptions : class, IOptionRecord =>
        OptionSet.Apply(options, [new(name, value)], Files);
}
