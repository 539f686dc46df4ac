namespace Stylize.Engine.Tests.Hostile;

/// <summary>Runs in an address space (<c>ulimit -v</c>) that is too small for some files.</summary>
[Trait("Tier", "All")]
public sealed class SmallAddressSpaceTests : CliTest
{
    private const int Small = 6;

    /// <summary>The .NET runtime itself reserves addresses; the native command works from 300,000 KB.</summary>
    [Theory]
    [InlineData("pixel-art")]
    [InlineData("trace")]
    public void Each_file_that_does_not_fit_has_an_error_and_the_others_are_created(string operation)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not limit the address space.");
        for (var i = 0; i < Small; i++)
        {
            _folder.Image($"in/{i}.png", 200, 150);
        }

        _folder.Image("in/large.png", 6000, 4000);
        var start = StylizeProgram.Start(_folder.Path, operation, "in", "-o", "out");
        string[] command = [start.FileName, .. start.ArgumentList];
        start.FileName = "bash";
        start.ArgumentList.Clear();
        string[] limited = ["-c", $"ulimit -v {(StylizeProgram.IsManaged ? 1_200_000 : 400_000)}; exec \"$@\"", "bash",
            .. command];
        Array.ForEach(limited, start.ArgumentList.Add);
        start.Environment["DOTNET_GCRegionRange"] = "0x6000000";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        var run = CliRun.With(start);
        Assert.Equal((1, Small), (run.ExitCode, run.OutLines.Length));
        var error = Assert.Single(run.ErrorLines);
        Assert.Contains("large.png", error, StringComparison.Ordinal);
        Assert.Contains("memory", error, StringComparison.Ordinal);
    }
}
