namespace Stylize.Engine.Tests.Cli;

public sealed class UsageTests : CliTest
{
    [Theory]
    [InlineData("")]
    [InlineData("no-such-command")]
    [InlineData("pixel-art")]
    [InlineData("pixel-art a.png --no-such-option")]
    [InlineData("pixel-art a.png --width many")]
    [InlineData("pixel-art a.png --width 0")]
    [InlineData("pixel-art a.png --colors 257")]
    [InlineData("pixel-art a.png --throttle-limit 0")]
    [InlineData("pixel-art a.png --max-threads 0")]
    [InlineData("measure pixel-art a.png --thread 2 --max-threads 1")]
    [InlineData("measure dot-art a.png --density-threshold 0.1,0.2")]
    [InlineData("tune dot-art a.png --density-threshold 0.1 --target-time 1s")]
    [InlineData("pixel-art a.png --max-pixels 0")]
    [InlineData("pixel-art a.png --palette no-such-palette")]
    [InlineData("pixel-art a.png -o out.pdf")]
    [InlineData("compare a.png")]
    public void Wrong_use_is_exit_code_2_without_any_work(string arguments)
    {
        _folder.Image("a.png");
        var run = _folder.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("stylize: ", run.Error);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Theory]
    [InlineData("--help", "stylize pixel-art")]
    [InlineData("pixel-art --help", "--destination-path")]
    [InlineData("pixel-art -h", "Examples:")]
    [InlineData("compare --help", "--reference-path")]
    public void Help_needs_no_arguments(string arguments, string expected)
    {
        var run = _folder.Run(arguments.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Out);
        Assert.Contains("Exit codes:", run.Out);
    }

    [Fact]
    public void The_version_is_a_number()
    {
        var run = _folder.Run("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.True(Version.TryParse(run.Out.Trim(), out _), run.Out);
    }

    [Fact]
    public void Compare_accepts_equal_images_and_refuses_different_sizes()
    {
        _folder.Image("a.png", 200, 200);
        _folder.Image("b.png", 210, 200);
        var run = _folder.Run("compare", "a.png", "b.png", "-r", "a.png", "--json");
        Assert.Equal(1, run.ExitCode);
        var equal = Assert.Single(run.Json);
        Assert.Equal("Infinity", equal.GetProperty("psnr").GetString());
        Assert.Equal(1, equal.GetProperty("ssim").GetDouble(), 6);
        Assert.Equal(0, equal.GetProperty("meanDeltaE2000").GetDouble(), 6);
        Assert.Contains(_folder["b.png"], Assert.Single(run.ErrorLines));
    }
}
