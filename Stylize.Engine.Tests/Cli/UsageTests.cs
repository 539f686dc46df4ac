namespace Stylize.Engine.Tests.Cli;

public sealed class UsageTests : CliTest
{
    public UsageTests() => _folder.Image("a.png");

    public static TheoryData<string> Arguments =>
    [
        "", "no-such-command", "pixel-art", "pixel-art a.png --no-such-option", "pixel-art a.png --width many",
        "pixel-art a.png --width 0", "pixel-art a.png --colors 257", "pixel-art a.png --throttle-limit 0",
        "pixel-art a.png --max-threads 0", "measure pixel-art a.png --thread 2 --max-threads 1",
        "measure dot-art a.png --density-threshold 0.1,0.2",
        "tune dot-art a.png --density-threshold 0.1 --target-time 1s", "pixel-art a.png --max-pixels 0",
        "pixel-art a.png --palette no-such-palette", "pixel-art a.png -o out.pdf", "compare a.png",
    ];

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Wrong_use_is_exit_code_2_without_any_work(string arguments)
    {
        var run = _folder.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("stylize: ", run.Error);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void A_second_name_is_taken_for_that_of_the_result_only_if_it_can_be_one()
    {
        var run = _folder.Run("dot-art", "a.png", "b.svg").Exits(1);
        var error = Assert.Single(run.ErrorLines);
        Assert.EndsWith("does not exist. To name the result, use -o b.svg.", error, StringComparison.Ordinal);
        foreach (var names in (string[][])[["a.png", "b.webp"], ["a.png", "b.svg", "c.svg"]])
        {
            Assert.DoesNotContain(
                " -o ", _folder.Run(["dot-art", .. names, "--force"]).Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://example.org/a.png")]
    [InlineData("s3://bucket/a.png")]
    public void An_address_gives_advice_that_fits(string address)
    {
        Assert.Contains("download it", _folder.Run("pixel-art", address).Error, StringComparison.Ordinal);
        var palette = _folder.Run("pixel-art", "a.png", "--palette", address);
        Assert.Contains("download it", palette.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_that_of_Semantic_Versioning()
    {
        var run = _folder.Run("--version").Exits(0);
        Assert.Matches(@"^\d+\.\d+\.\d+(-dev(\.\d+)?)?$", run.Out.Trim());
    }
}
