namespace Stylize.Engine.Tests.Cli;

/// <summary>Problems that affect all inputs are reported once, before any work.</summary>
public sealed class SharedFailureTests : CliTest
{
    [Theory]
    [InlineData("DestinationPath", "-o", "one.png")]
    [InlineData("Importance", "--importance", "gone.png")]
    public void An_invalid_option_is_reported_once_and_before_any_work(string name, string option, string value)
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        var before = _folder.Names;
        var run = _folder.Run("pixel-art", "a.png", "b.png", option, value);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Single(run.Error.Split('\n'), line => line.Contains(value, StringComparison.Ordinal));
        Assert.Contains(name, run.Error.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, _folder.Names);
    }

    [Theory]
    [InlineData("pixel-art", "--importance")]
    [InlineData("dot-art", "--background-mask")]
    public void A_file_that_is_not_an_image_is_refused_once_and_before_any_work(string operation, string option)
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        _folder.File("notes.txt", "no image");
        var before = _folder.Names;
        foreach (var rest in (string[][])[[], ["--what-if"]])
        {
            var run = _folder.Run([operation, "a.png", "b.png", option, "notes.txt", .. rest]);
            Assert.Equal((2, ""), (run.ExitCode, run.Out));
            Assert.Single(run.Error.Split('\n'), line => line.Contains("notes.txt", StringComparison.Ordinal));
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

    [Fact]
    public void Several_inputs_never_replace_one_of_them()
    {
        var (first, second) = (_folder.Image("a.png"), _folder.Image("b.png"));
        var before = File.ReadAllBytes(second);
        _folder.Run("pixel-art", first, second, "-o", second, "--force").Exits(2);
        Assert.Equal(before, File.ReadAllBytes(second));
    }
}
