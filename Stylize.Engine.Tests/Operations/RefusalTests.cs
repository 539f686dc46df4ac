using Stylize.Codecs;
using Stylize.Engine.DotArt;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Tests.Operations;

/// <summary>What is said of values and of options that exclude each other.</summary>
public sealed class RefusalTests
{
    private static readonly Inputs Files = new();

    public static TheoryData<Type> Records =>
    [
        typeof(DotArtOptions), typeof(PixelArtOptions), typeof(PixelArtBatchOptions), typeof(RestoreOptions), typeof(GaussianImageOptions),
        typeof(GaussianDecodeOptions), typeof(GaussianEditOptions), typeof(SegmentationOptions), typeof(PlateOptions),
    ];

    /// <summary>Every option is given a text that is no value of it; each message is a sentence that names it as it is typed.</summary>
    [Theory]
    [MemberData(nameof(Records))]
    public void A_refusal_names_the_option_as_typed_and_says_what_it_must_be(Type record)
    {
        foreach (var option in OptionSet.Of(record).All.Where(o => o.Kind is not (OptionKind.Text or OptionKind.File)
            && o.ElementType != typeof(string)))
        {
            var failure = Assert.Throws<StylizeException>(() => OptionValue.Read(option, ["b{Bad}"], Files));
            var message = failure.MessageFor(name => "--" + OptionWords.Kebab(name));
            Assert.Contains($"--{OptionWords.Kebab(option.Name)}", message, StringComparison.Ordinal);
            Assert.Contains("'b{Bad}'", message, StringComparison.Ordinal);
            Assert.Matches(@"[.?]$", message);
            Assert.DoesNotMatch(@"must be (a value|given|left)|  |\.\.", message);
            Assert.Matches("; it must be |, and |^Unknown ", message);
        }
    }

    [Theory]
    [InlineData("Colors=8;Palette=gameboy", "--colors and --palette cannot be given together.")]
    [InlineData("LockedColor=red;Palette=gameboy", "--locked-color and --palette cannot be given together.")]
    public void Options_that_exclude_each_other_are_refused(string given, string message)
    {
        var failure = Assert.Throws<StylizeException>(() => OptionSet.Lay(new PixelArtOptions(), Values(given), Files));
        Assert.Equal(message, failure.MessageFor(name => "--" + OptionWords.Kebab(name)));
    }

    [Theory]
    [InlineData("Width=5;Scale=2", "-Scale and -Width cannot be given together.")]
    [InlineData("Quality=5", "-Quality has a meaning only where -Format is Jpeg or WebP.")]
    [InlineData("Quality=5;Format=png", "-Quality has a meaning only where -Format is Jpeg or WebP.")]
    public void So_are_those_of_rendering(string given, string message)
    {
        var failure = Assert.Throws<StylizeException>(() => OptionSet.Lay(new GaussianDecodeOptions(), Values(given), Files));
        Assert.Equal(message, failure.MessageFor(name => "-" + name));
    }

    [Fact]
    public void What_a_preset_has_gives_way_to_what_is_given()
    {
        var preset = OptionSet.Lay(new PixelArtOptions(), Values("Palette=gameboy"), Files);
        var laid = OptionSet.Lay(preset, Values("Colors=5"), Files);
        Assert.Equal((5, null), (laid.Colors, laid.Palette));
        Assert.Equal(16, OptionSet.Lay(laid, Values("Palette=c64"), Files).Colors);
        Assert.Equal(70, OptionSet.Lay(new GaussianDecodeOptions(), Values("Quality=70;Format=jpeg"), Files).Quality);
    }

    [Theory]
    [InlineData("red,white", 2)]
    [InlineData("#102030,navy", 2)]
    [InlineData("pico-8", 16)]
    public void Colors_have_names_in_palettes_too(string palette, int count)
    {
        Assert.Equal(count, OptionSet.Lay(new PixelArtOptions(), Values("Palette=" + palette), Files).Palette!.Colors.Count);
    }

    [Fact]
    public void Colors_that_are_locked_have_names()
    {
        var laid = OptionSet.Lay(new PixelArtOptions(), Values("LockedColor=red,#00f"), Files);
        Assert.Equal([new Rgba32(255, 0, 0), new Rgba32(0, 0, 255)], laid.LockedColors);
        var failure = Assert.Throws<StylizeException>(() => OptionSet.Lay(laid, Values("LockedColor=red,blu"), Files));
        Assert.Equal("LockedColor", failure.Target);
        Assert.Contains("'blu'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Blue?", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Distances counted by hand: insertions, deletions, changes, swaps of neighbors.</summary>
    [Theory]
    [InlineData("gamboy", "gameboy")]
    [InlineData("dto-count", "DotCount")]
    [InlineData("stippling", "FineStippling")]
    [InlineData("SEPARATOIN", "Separation")]
    [InlineData("qqqqq", null)]
    [InlineData("x", null)]
    public void The_nearest_name_is_offered_and_none_that_is_far(string typed, string? expected)
    {
        Assert.Equal(expected, NearestWord.Find(typed, ["gameboy", "DotCount", "FineStippling", "Separation", "Watercolor"]));
    }

    [Fact]
    public void Braces_in_what_was_typed_stay()
    {
        var failure = StylizeException.NoSuch("Preset", "preset", "{Force}", ["Default"]);
        Assert.Equal(
            "--preset is '{Force}', and there is no such preset. There are Default.",
            failure.MessageFor(name => "--" + OptionWords.Kebab(name)));
        Assert.Equal("Preset is '{Force}', and there is no such preset. There are Default.", failure.Message);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Values(string given) =>
        given.Split(';').Select(pair => pair.Split('=', 2)).Select(pair => new KeyValuePair<string, object?>(pair[0], pair[1]));

    private sealed class Inputs : IOptionInputs
    {
        public IImageCodec Codec => ImageCodecs.Default;

        public string FullPath(string path, string option) => Path.GetFullPath(path);
    }
}
