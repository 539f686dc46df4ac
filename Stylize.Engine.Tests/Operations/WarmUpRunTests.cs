using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Operations;

public sealed class WarmUpRunTests
{
    [Fact]
    public void Silent_phases_are_not_recorded()
    {
        var phases = new PhaseRecorder { IsSilent = true };
        phases.Start("fit").Dispose();
        Assert.Empty(phases.Phases);
    }

    [Fact]
    public void Operations_can_be_warmed_up_repeatedly()
    {
        IOperation[] operations =
        [
            new PixelArtOperation(new PixelArtOptions { Width = 32 }), new DotArtOperation(new DotArtOptions()),
            new GaussianImageOperation(new GaussianImageOptions { Count = 100, Iterations = 44 }),
        ];
        foreach (var operation in operations)
        {
            WarmUpRun.Run(operation, ImageCodecs.Default);
            WarmUpRun.Run(operation, ImageCodecs.Default);
        }
    }
}
