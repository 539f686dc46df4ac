using Stylize.Codecs;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Operations;

public sealed class RehearsalTests
{
    [Fact]
    public void Silent_phases_are_not_recorded()
    {
        var phases = new PhaseRecorder { IsSilent = true };
        phases.Start("fit").Dispose();
        Assert.Empty(phases.Phases);
    }

    [Fact]
    public void Operations_go_through_a_whole_run_as_often_as_they_are_asked_to()
    {
        IOperation[] operations =
        [
            new PixelArtOperation(new PixelArtOptions { Width = 32 }), new DotArtOperation(new DotArtOptions()),
            new GaussianImageOperation(new GaussianImageOptions { Count = 100, Iterations = 44 }),
        ];
        foreach (var operation in operations)
        {
            Rehearsal.Run(operation, ImageCodecs.Default);
            Rehearsal.Run(operation, ImageCodecs.Default);
        }
    }
}
