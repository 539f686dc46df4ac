namespace Stylize.Engine.Tests.Cli;

/// <summary>Tests that need the built command in a separate process.</summary>
public sealed class ProcessTests : CliTest
{
    private static bool InterruptsAreIgnored =>
        File.Exists("/proc/self/status")
        && File.ReadLines("/proc/self/status").First(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is var line
        && (Convert.ToUInt64(line[7..].Trim(), 16) & 2) != 0;

    [Fact]
    public void Relative_paths_follow_the_working_folder_and_results_go_to_standard_output()
    {
        _folder.Image("日本.png");
        var run = CliRun.AsProcess(_folder.Path, "pixel-art", "日本.png", "missing.png", "-o", "out").Exits(1);
        Assert.EndsWith("日本.pixelart.png", Assert.Single(run.OutLines));
        Assert.Single(run.ErrorLines);
        Assert.Equal(["out/日本.pixelart.png", "日本.png"], _folder.Names);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_run_ends_soon_without_temporary_files(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        Assert.SkipWhen(signal == "INT" && InterruptsAreIgnored,
            "This process was started with interrupts ignored, as shells start background jobs, and its children "
            + "inherit that.");
        using var process = CliRun.Start(_folder.Path, ["pixel-art", Many(200), "-o", "out", "--force"]);
        Assert.NotNull(process.StandardOutput.ReadLine());
        using var kill = Process.Start("kill", ["-" + signal, $"{process.Id}"]);
        _ = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail("The command did not end.");
        }

        Assert.Equal(signal == "INT" ? 130 : 143, process.ExitCode);
        Assert.DoesNotContain(_folder.Names, AtomicFile.IsTemporary);
        Assert.InRange(Directory.GetFiles(_folder["out"]).Length, 1, 199);
    }

    [Fact]
    public async Task A_reader_that_closes_the_pipe_causes_no_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell with pipes.");
        _folder.Image("a.png");
        _folder.Image("b.png");
        var stylize = StylizeProgram.Shell;
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"{stylize} pixel-art a.png b.png -o out --json | head -n 1"])
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        var error = shell.StandardError.ReadToEndAsync();
        Assert.Single((await shell.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await shell.WaitForExitAsync();
        Assert.Equal("", await error);
    }

    /// <summary>Creates several links to one image and returns their pattern.</summary>
    private string Many(int count)
    {
        var image = _folder.Image("image.png", 300, 200);
        Directory.CreateDirectory(_folder["many"]);
        for (var i = 0; i < count; i++)
        {
            File.CreateSymbolicLink(_folder[$"many/{i:0000}.png"], image);
        }

        return "many/*.png";
    }
}
