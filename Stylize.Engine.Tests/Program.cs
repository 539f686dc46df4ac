using Stylize.Engine.Tests.Runs;
using Stylize.Engine.Tests.Gaussians.Rendering;
using Stylize.Engine.Tests.PixelArt;
using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests;

/// <summary>Entry point of the test assembly as a child process of its own tests.</summary>
internal static class Program
{
    private static int Main(string[] args) => args switch
    {
        [RenderDigest.Name] => RenderDigest.Run(),
        [EndlessWriting.Name, var target] => EndlessWriting.Run(target),
        [PixelArtFingerprint.Name, var threads] => PixelArtFingerprint.Run(threads),
        [CrashingWorkerProgram.Name, var broker, var root, .. var renewal] => CrashingWorkerProgram.Run(broker, root, renewal),
        _ => 2,
    };
}
