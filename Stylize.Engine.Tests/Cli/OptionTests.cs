using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Parsing of declared options.</summary>
public sealed class OptionTests : CliTest
{
    public OptionTests() => _folder.Image("a.png");

    [Theory]
    [InlineData("--adaptive-sizing false")]
    [InlineData("--adaptive-sizing=false")]
    [InlineData("--no-adaptive-sizing")]
    public void A_switch_that_is_on_can_be_turned_off(string off)
    {
        _folder.Run(
            ["dot-art", "a.png", "--distribution", "tone", "--dot-count", "60", "--allow-overlap", "--color", "black",
            .. off.Split(' ')]).IsQuiet();
        Assert.Equal(1, File.ReadAllText(_folder["a.dots.svg"]).Split("stroke-width").Length - 1);
    }

    [Fact]
    public void A_list_continues_after_a_space_and_leaves_inputs()
    {
        _folder.Run("pixel-art", "--scale", "1", "--width", "8", "--palette", "1d2b53", "ff004d", "a.png").IsQuiet();
        using var image = _folder.Decode("a.pixelart.png");
        Assert.Equal(8, image.Width);
    }

    [Theory]
    [InlineData("--min-radius 500", "above 0, at most 100")]
    [InlineData("--min-radius 1 --min-radius 2", "--min-radius is given 2 times. Give it once.")]
    [InlineData("--shape star", "Circle, Square, Diamond or Triangle")]
    [InlineData("--target-time soon", "2s")]
    public void An_invalid_value_is_wrong_use_and_lists_the_allowed_values(string arguments, string allowed)
    {
        _folder.Run(["dot-art", "a.png", .. arguments.Split(' ')]).Exits(2, allowed);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void A_preset_and_the_switch_of_a_preset_exclude_each_other()
    {
        _folder.Run("pixel-art", "a.png", "--fast", "--preset", "Paper").Exits(2, "--fast");
    }

    [Fact]
    public void Tune_reports_a_bad_image_and_uses_the_others()
    {
        _folder.Image("a.png", 64, 48);
        _folder.File("bad.png", "no picture");
        var run = _folder.Run(
            "tune", "pixel-art", "bad.png", "a.png", "--target-time", "10s", "--max-trials", "1").Exits(1, "bad.png");
        Assert.Contains("Quality", run.Out);
    }

    [Fact]
    public void A_plate_goes_to_the_folder_of_its_first_tile()
    {
        using var plate = new TestPlate();
        var run = CliRun.InProcess(
            plate[""], "segment", "tiles", "--well", "E5", "--channel", "DAPI", "--standard-deviations", "1").Exits(0);
        Assert.True(File.Exists(plate["tiles/segmentation.sqlite"]));
        Assert.All(run.OutLines, path => Assert.StartsWith(plate["tiles"], path));
    }
}
