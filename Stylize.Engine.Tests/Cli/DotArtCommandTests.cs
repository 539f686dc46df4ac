using System.Xml.Linq;

namespace Stylize.Engine.Tests.Cli;

/// <summary>`stylize dot-art`.</summary>
public sealed class DotArtCommandTests : CliTest
{
    public DotArtCommandTests() => _folder.Image("a.png");

    [Theory]
    [InlineData(
        "dot-art", "out/a.dots.svg out/a.dots_black.svg out/a.dots_red.svg", "--pen", "0.3mm,black", "0.3mm,red")]
    [InlineData("trace", "out/a.traced.svg out/a.traced_01.svg out/a.traced_02.svg", "--colors", "2")]
    public void Separate_files_are_listed_after_the_file_of_all(
        string command, string expected, params string[] options)
    {
        var run = _folder.Run([command, "a.png", "--separate", "-o", "out", .. options]).IsQuiet();
        Assert.Equal(expected.Split(' ').Select(name => _folder[name]),
            run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected.Split(' ').Prepend("a.png").Order(StringComparer.Ordinal),
            _folder.Names.Order(StringComparer.Ordinal));
    }

    /// <summary>White dots on white paper need no file. One of an earlier run is deleted, and an update does not expect
    /// one.</summary>
    [Fact]
    public void A_plate_with_nothing_in_it_is_not_written()
    {
        string[] command = ["dot-art", "a.png", "--separate", "--palette", "black,white", "--dot-count", "50"];
        File.WriteAllText(_folder["a.dots_white.svg"], "");
        _folder.Run([.. command, "--force"]).Exits(0, "Files with nothing in them were not written: a.dots_white.svg.");
        Assert.Equal(["a.dots.svg", "a.dots_black.svg", "a.png"], _folder.Names.Order(StringComparer.Ordinal));
        Assert.Contains("1 up to date", _folder.Run([.. command, "--update"]).Error, StringComparison.Ordinal);
    }

    /// <summary>A pen that rises in 60 s needs 12 hours for 720 dots, and the time to draw them.</summary>
    [Theory]
    [InlineData("dot-art", "draws for 13 hours", "fewer dots (--dot-count)", "--dot-count", "800", "--lift-time", "60",
        "--draw-speed", "10000")]
    [InlineData("dot-art", null, null, "--dot-count", "700", "--lift-time", "60", "--draw-speed", "10000")]
    [InlineData("dot-art", "hours", "wider pens (--pen) or a smaller sheet (--paper-size)",
        "--distribution", "hatch", "--draw-speed", "0.01")]
    [InlineData("trace", "hours", "a larger --min-area", "--draw-speed", "0.001")]
    public void A_drawing_of_more_than_half_a_day_says_so(
        string command, string? time, string? remedy, params string[] options)
    {
        var run = _folder.Run([command, "a.png", "-o", "a.plt", .. options]).Exits(0);
        if (time is null)
        {
            Assert.Equal("", run.Error);
            return;
        }

        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("stylize: warning: ", line, StringComparison.Ordinal);
        Assert.Contains("The machine draws for", line, StringComparison.Ordinal);
        Assert.Contains(time, line, StringComparison.Ordinal);
        Assert.Contains(remedy!, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradient_dots_that_do_not_fit_are_left_out_with_a_warning()
    {
        _folder.Image("a.png", 48, 32);
        var run = _folder.Run("dot-art", "a.png", "--distribution", "gradient", "--dot-count", "100000").Exits(0);
        Assert.Matches("Only [0-9]+ of 100000 requested dots fit into the image[.]", run.Error);
    }
}
