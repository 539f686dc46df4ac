namespace Stylize.Engine.Tests.Gaussians.Rendering;

/// <summary>
/// Results are bit-identical if wide vectors are disabled, in child processes. <see cref="GaussianRendererTests"/>
/// compares widths in one.
/// </summary>
[Trait("Tier", "All")]
public sealed class HardwareTests
{
    [Theory]
    [InlineData(8, "EnableAVX512F", "EnableAVX512")]
    [InlineData(4, "EnableAVX2", "EnableAVX512F", "EnableAVX512")]
    [InlineData(4, "EnableHWIntrinsic")]
    public void ResultsDoNotDependOnTheVectorHardware(int lanes, params string[] switchedOff)
    {
        Assert.SkipWhen(GaussianRenderer.WidestLanes < 8, "SKIPPED: this machine has no wide vectors to switch off.");
        var start = new ProcessStartInfo("dotnet", [typeof(HardwareTests).Assembly.Location, RenderDigest.Name]);
        foreach (var name in switchedOff)
        {
            start.Environment[$"DOTNET_{name}"] = "0";
        }

        var run = CliRun.With(start).Exits(0);
        Assert.Equal([$"{lanes}", RenderDigest.Compute()], run.OutLines);
    }
}
