using System.Xml.Linq;

namespace Stylize.Engine.Tests.Cli;

/// <summary>`stylize dot-art`.</summary>
public sealed class DotArtCommandTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Svg_is_written_next_to_the_input_and_counted()
    {
        _folder.Image("a.png");
        var run = _folder.Run("dot-art", "a.png", "--distribution", "Tone", "--dot-count", "50", "--color", "black", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("50", run.Out, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(_folder["a.dots.svg"]).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("Gradient")]
    [InlineData("finestippling")]
    [InlineData("BoldPointillism")]
    [InlineData("Sketch")]
    [InlineData("Ink")]
    [InlineData("Watercolor")]
    public void Every_preset_writes_both_formats(string preset)
    {
        _folder.Image("a.png", 48, 32);
        foreach (var distribution in new[] { "Gradient", "Tone", "Ink", "Hatch", "Engrave", "Flow" })
        {
            string[] arguments = ["dot-art", "a.png", "-o", "out", "--preset", preset, "--distribution", distribution, "--force"];
            Assert.Equal(0, _folder.Run(arguments).ExitCode);
            Assert.Equal(0, _folder.Run([.. arguments, "--format", "Png"]).ExitCode);
        }

        Assert.Equal(["a.png", "out/a.dots.png", "out/a.dots.svg"], _folder.Names.Order(StringComparer.Ordinal));
        using var drawn = _folder.Decode("out/a.dots.png");
        Assert.Equal((2048, 1365), (drawn.Width, drawn.Height));
    }

    [Theory]
    [InlineData("--density-threshold", "2")]
    [InlineData("--color", "nocolor")]
    [InlineData("--preset", "Nothing")]
    [InlineData("--shape", "Star")]
    [InlineData("--dot-count", "0")]
    [InlineData("--pen", "0mm,black")]
    [InlineData("--pen", "black")]
    [InlineData("--paper-size", "A9")]
    [InlineData("--margin", "-3mm")]
    [InlineData("--separation", "inks")]
    [InlineData("--screen-ruling", "20")]
    public void Bad_values_are_wrong_use(string option, string value)
    {
        _folder.Image("a.png");
        var run = _folder.Run("dot-art", "a.png", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option[2..], run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["a.png"], _folder.Names);
    }
}
