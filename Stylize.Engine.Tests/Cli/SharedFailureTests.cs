namespace Stylize.Engine.Tests.Cli;

/// <summary>Problems that affect all inputs are reported once, before any work.</summary>
public sealed class SharedFailureTests : CliTest
{
    [Theory]
    [InlineData("pixel-art", "-o", "one.png", "--destination-path")]
    [InlineData("pixel-art", "--importance", "gone.png", "--importance")]
    [InlineData("pixel-art", "--importance", "notes.txt", "")]
    [InlineData("dot-art", "--background-mask", "notes.txt", "")]
    public void An_invalid_option_is_reported_once_and_before_any_work(
        string operation, string option, string value, string named)
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        _folder.File("notes.txt", "no image");
        var before = _folder.Names;

        foreach (var rest in (string[][])[[], ["--what-if"]])
        {
            var run = _folder.Run([operation, "a.png", "b.png", option, value, .. rest]).Exits(2, named);
            Assert.Equal("", run.Out);
            Assert.Single(run.Error.Split('\n'), line => line.Contains(value, StringComparison.Ordinal));
        }

        Assert.Equal(before, _folder.Names);
    }

    [Fact]
    public void An_existing_report_is_refused_before_measuring()
    {
        _folder.File("before.json", "{}");
        var run = _folder.Run("measure", "pixel-art", "--size", "32", "--iterations", "1", "--save", "before.json");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Contains("TargetExists: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("before.json'", run.Error, StringComparison.Ordinal);
    }
}
