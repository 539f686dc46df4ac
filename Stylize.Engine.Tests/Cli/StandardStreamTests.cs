using Stylize.Cli;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Closed or full standard streams, and limits of the process.</summary>
public sealed class StandardStreamTests : CliTest
{
    [Theory]
    [InlineData("> /dev/full", "No space left")]
    [InlineData(">&-", "Bad file descriptor", Traits = ["Tier", "All"])]
    public void Files_are_completed_if_standard_output_cannot_be_written(string redirection, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        Directory.CreateDirectory(_folder["in"]);
        for (var i = 0; i < 6; i++)
        {
            _folder.Image($"in/{i}.png");
        }

        var (exitCode, error) = Shell($"{Stylize} pixel-art in -o out --width 8 {redirection}");
        Assert.Equal(1, exitCode);
        Assert.Equal(6, Directory.GetFiles(_folder["out"]).Length);
        Assert.StartsWith("stylize: Cannot write to standard output", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_completed_if_errors_cannot_be_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        _folder.Image("a.png");
        var (exitCode, error) = Shell($"{Stylize} pixel-art missing.png a.png -o out --width 8 2>&-");
        Assert.Equal((1, ""), (exitCode, error));
        Assert.Single(Directory.GetFiles(_folder["out"]));
    }

    [Fact]
    public void Help_that_cannot_be_written_is_an_error_and_no_crash()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        Assert.Equal(1, Shell($"{Stylize} --help > /dev/full").ExitCode);
    }

    [Fact]
    public void A_low_limit_of_open_files_is_reported_before_any_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        _folder.Image("a.png");
        var (exitCode, error) = Shell($"ulimit -n 64; {Stylize} pixel-art a.png -o out --width 8");
        Assert.Equal(1, exitCode);
        Assert.Equal(
            "stylize: This process may open 64 files; 110 are needed. Raise the limit: ulimit -n 256.", error.Trim());
        Assert.Equal(0, Shell($"ulimit -n 110; {Stylize} pixel-art a.png -o out --width 8").ExitCode);
    }

    private static string Stylize => StylizeProgram.Shell;

    private (int ExitCode, string Error) Shell(string command)
    {
        var run = CliRun.With(new("sh", ["-c", command]) { WorkingDirectory = _folder.Path });
        return (run.ExitCode, run.Error);
    }
}
