using Stylize.Engine.Tests.Cli;
using Stylize.Engine.Tests.Gaussians.Rendering;
using Stylize.Engine.Tests.Imaging.Kit.Planes;
using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests;

/// <summary>Entry point of the test assembly: runs the tests, or the program that a test starts as a child process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) => args switch
    {
        [RenderDigest.Name] => RenderDigest.Run(),
        [PlaneDigest.Name] => PlaneDigest.Run(),
        [VectorWidthTests.Name, var folder] => VectorWidthTests.Run(folder),
        [EndlessWriting.Name, var target] => EndlessWriting.Run(target),
        [CrashingWorkerProgram.Name, var broker, var root, .. var renewal] => CrashingWorkerProgram.Run(broker, root, renewal),
        _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };
}
