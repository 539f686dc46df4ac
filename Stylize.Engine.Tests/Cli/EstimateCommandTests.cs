using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Cli;

public sealed partial class EstimateCommandTests : CliTest
{
    [Fact]
    public void An_estimate_is_a_sentence_on_standard_output_and_writes_nothing()
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        var run = _folder.Run("pixel-art", "a.png", "b.png", "--width", "9", "-o", "out", "--estimate").IsQuiet();
        Assert.Matches(Sentence(), Assert.Single(run.OutLines));
        Assert.Equal(["a.png", "b.png"], _folder.Names);
    }

    [Fact]
    public void Json_has_the_figures_of_the_sentence()
    {
        _folder.Image("a.png");
        var run = _folder.Run("dot-art", "a.png", "--dot-count", "77", "--estimate", "--json");
        var estimate = Assert.Single(run.Json);
        Assert.Equal((1, 0, 1), (Number("files"), Number("unreadable"), Number("measuredFiles")));
        Assert.Equal(48 * 32 / 1e6, Number("minMegapixels"), 9);
        Assert.Equal(Number("seconds") * Number("factor"), Number("upperBound"), 9);
        Assert.Equal(Number("seconds") / Number("factor"), Number("lowerBound"), 9);
        Assert.True(Number("factor") > 1.2 && Number("peakMemory") > 0);
        Assert.False(estimate.GetProperty("isCut").GetBoolean());

        double Number(string name) => estimate.GetProperty(name).GetDouble();
    }

    [Fact]
    public void A_plate_is_estimated_from_its_wells_and_leaves_nothing_behind()
    {
        using var plate = new TestPlate();
        string[] segment = ["segment", "tiles", "--channel", "DAPI", "--timepoint", "0", "--method", "otsu",
            "--minimum-area", "7"];
        var run = CliRun.InProcess(plate[""], [.. segment, "--estimate"]).IsQuiet();
        Assert.Matches(
            @"^2 wells: about .*, from .* to .*; measured on [1-6] (wells?|timepoints?) of [\d.]+ megapixels",
            Assert.Single(run.OutLines));
        Assert.Equal([plate.Tiles], Directory.GetFileSystemEntries(plate[""]));
    }

    [GeneratedRegex(
        @"^2 files: about [\d.]+ (s|min), from [\d.]+ (s|min) to [\d.]+ (s|min); measured on [12] files? of [\d.]+ megapixels"
        + @"(; other programs use \d+% of the processors)?\.$")]
    private static partial Regex Sentence();
}
