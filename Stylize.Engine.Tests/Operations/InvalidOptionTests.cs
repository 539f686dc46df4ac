using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;

namespace Stylize.Engine.Tests.Operations;

/// <summary>Messages about invalid values and conflicting options.</summary>
public sealed class InvalidOptionTests
{
    private static readonly OptionInputs Files = new();

    public static TheoryData<Type> Records =>
    [
        typeof(DotArtOptions), typeof(PixelArtOptions), typeof(PixelArtBatchOptions), typeof(RestoreOptions),
        typeof(VectorArtOptions),
        typeof(GaussianImageOptions), typeof(GaussianDecodeOptions), typeof(GaussianEditOptions),
        typeof(SegmentationOptions), typeof(PlateOptions),
    ];

    /// <summary>Each message about an invalid text names the option as typed and the text.</summary>
    [Theory]
    [MemberData(nameof(Records))]
    public void A_refusal_names_the_option_and_the_value(Type record)
    {
        foreach (var option in OptionSet.ForRecord(record).All.Where(
            o => o.Kind is not (OptionKind.Text or OptionKind.File)
                && o.ElementType != typeof(string)))
        {
            var failure = Assert.Throws<StylizeException>(() => OptionValue.Read(option, ["b{Bad}"], Files));
            var message = failure.MessageFor(name => "--" + OptionWords.Kebab(name));
            Assert.Equal((StylizeError.OptionInvalid, option.Name), (failure.Error, failure.Target));
            Assert.Contains("'b{Bad}'", message, StringComparison.Ordinal);
            Assert.Matches(@"[.?]$", message);
            Assert.DoesNotMatch(@"  |\.\.", message);
        }
    }

    /// <summary>Each message about a number out of range is a sentence without gaps.</summary>
    [Theory]
    [MemberData(nameof(Records))]
    public void A_refusal_of_a_number_states_the_allowed_ones(Type record)
    {
        foreach (var option in OptionSet.ForRecord(record).All)
        {
            var failures = Extremes(option.ValueType).Select(value => Refusal(option, value))
                .OfType<StylizeException>().ToList();
            Assert.All(failures, failure => Assert.Matches(
                @"^--[a-z-]+ is \S+( \S+)*; it must be \S+( \S+)*[.?]$",
                failure.MessageFor(name => "--" + OptionWords.Kebab(name))));
            Assert.True(
                failures.Count > 0 || !option.Range.IsBounded || Extremes(option.ValueType).Length == 0, option.Name);
        }

        static StylizeException? Refusal(OptionDeclaration option, object value) =>
            Record.Exception(() => option.Range.Check(option.Name, value)) as StylizeException;

        static object[] Extremes(Type type) =>
            type == typeof(int) ? [int.MinValue, int.MaxValue, 2] : type == typeof(long)
                ? [long.MinValue, long.MaxValue]
            : type == typeof(float) ? [float.NaN, float.MinValue, float.PositiveInfinity]
            : type == typeof(double) ? [double.NaN, double.MinValue, double.PositiveInfinity]
            : type == typeof(IReadOnlyList<float>)
            ? [(float[])[float.NaN, 1], (float[])[float.MinValue], (float[])[float.MaxValue]]
            : type == typeof(IReadOnlyList<int>) ? [(int[])[int.MinValue], (int[])[int.MaxValue]]
            : type == typeof(TimeSpan) ? [TimeSpan.MinValue, TimeSpan.MaxValue] : [];
    }

    [Fact]
    public void A_range_of_numbers_that_are_not_finite_is_refused_in_words()
    {
        var options = OptionSet.Apply(new PlateOptions(), Values("FloatRange=NaN,1"), Files);
        var failure = Assert.Throws<StylizeException>(options.Validate);
        Assert.Equal("-FloatRange is 'NaN, 1'; it must be finite numbers.", failure.MessageFor(name => "-" + name));
    }

    [Fact]
    public void Given_options_replace_those_of_a_preset()
    {
        var preset = OptionSet.Apply(new PixelArtOptions(), Values("Palette=gameboy"), Files);
        var options = OptionSet.Apply(preset, Values("Colors=5"), Files);
        Assert.Equal((5, null), (options.Colors, options.Palette));
        Assert.Null(OptionSet.Apply(options, Values("Palette=c64"), Files).Colors);
        Assert.Equal(70, OptionSet.Apply(new GaussianDecodeOptions(), Values("Quality=70;Format=jpeg"), Files).Quality);
    }

    [Theory]
    [InlineData("red,white", 2)]
    [InlineData("#102030,navy", 2)]
    [InlineData("pico-8", 16)]
    public void Colors_have_names_in_palettes_too(string palette, int count)
    {
        Assert.Equal(
            count, OptionSet.Apply(new PixelArtOptions(), Values("Palette=" + palette), Files).Palette!.Colors.Count);
    }

    [Fact]
    public void Colors_that_are_locked_have_names()
    {
        var options = OptionSet.Apply(new PixelArtOptions(), Values("LockedColor=red,#00f"), Files);
        Assert.Equal([new Rgba32(255, 0, 0), new Rgba32(0, 0, 255)], options.LockedColors);
        var failure =
            Assert.Throws<StylizeException>(() => OptionSet.Apply(options, Values("LockedColor=red,blu"), Files));
        Assert.Equal("LockedColor", failure.Target);
        Assert.Matches("'blu'.*[Bb]lue", failure.Message);
    }

    /// <summary>Insertions, deletions, replacements, swaps of neighbors, and British spellings.</summary>
    [Theory]
    [InlineData("gamboy", "gameboy")]
    [InlineData("dto-count", "DotCount")]
    [InlineData("stippling", "FineStippling")]
    [InlineData("SEPARATOIN", "Separation")]
    [InlineData("watercolour", "Watercolor")]
    [InlineData("watercolours", "Watercolor")]
    [InlineData("qqqqq", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_suggested(string typed, string? expected)
    {
        Assert.Equal(
            expected, NearestWord.Find(typed, ["gameboy", "DotCount", "FineStippling", "Separation", "Watercolor"]));
    }

    [Fact]
    public void Braces_in_values_stay()
    {
        var failure = StylizeException.NoSuch("Preset", "preset", "{Force}", ["Default"]);
        Assert.Equal(
            "Unknown preset '{Force}' in --preset. Known: Default.",
            failure.MessageFor(name => "--" + OptionWords.Kebab(name)));
        Assert.Equal("Unknown preset '{Force}' in Preset. Known: Default.", failure.Message);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Values(string given) =>
        given.Split(';').Select(pair => pair.Split('=', 2))
            .Select(pair => new KeyValuePair<string, object?>(pair[0], pair[1]));
}
