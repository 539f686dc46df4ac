using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Stylize.Engine.Tests.Cli;
using Stylize.Engine.Tests.Gaussians.Rendering;
using Stylize.Engine.Tests.Imaging.Kit.Planes;
using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests;

/// <summary>Entry point of the test assembly: runs the tests, or the program that a test starts as a child process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [RenderDigest.Name]: return RenderDigest.Run();
            case [PlaneDigest.Name]: return PlaneDigest.Run();
            case [VectorWidthTests.Name, var folder]: return VectorWidthTests.Run(folder);
            case [EndlessWriting.Name, var target]: return EndlessWriting.Run(target);
            case [CrashingWorkerProgram.Name, var broker, var root, .. var renewal]:
                return CrashingWorkerProgram.Run(broker, root, renewal);
        }
        KeepOutputFromChildren();
        return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }

    /// <summary>
    /// Child processes that inherit standard output get standard error instead. Results of tests are lines of standard output, and a result
    /// is lost without a message if another program, such as a PostgreSQL server, writes into its line.
    /// </summary>
    private static void KeepOutputFromChildren()
    {
        if (OperatingSystem.IsWindows()) return;
        var results = new FileStream(new SafeFileHandle(Duplicate(1), ownsHandle: true), FileAccess.Write, bufferSize: 0);
        Console.SetOut(new StreamWriter(results) { AutoFlush = true });
        Duplicate(2, 1);
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int descriptor, int replaced);
}
