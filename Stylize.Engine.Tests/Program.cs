using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Stylize.Engine.Tests.Cli;
using Stylize.Engine.Tests.Imaging.Kit.Planes;
using Stylize.Engine.Tests.Workers;

namespace Stylize.Engine.Tests;

/// <summary>Entry point of the test assembly: runs the tests, or the program that a test starts as a child
/// process.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [PlaneDigest.Name]: return PlaneDigest.Run();
            case [VectorWidthTests.Name, var folder]: return VectorWidthTests.Run(folder);
            case [EndlessWriting.Name, var target]: return EndlessWriting.Run(target);
            case [CrashingWorkerProgram.Name, var broker, var root, .. var renewal]:
                return CrashingWorkerProgram.Run(broker, root, renewal);
        }
        using var results = new ResultWriter(KeepOutputFromChildren());
        Console.SetOut(results);
        var code = await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        results.WriteCount();
        return code;
    }

    /// <summary>
    /// Returns standard output. Child processes that inherit it get standard error instead. Results of tests are lines
    /// of standard output, and a result is lost without a message if another program, such as a PostgreSQL server,
    /// writes into its line.
    /// </summary>
    private static Stream KeepOutputFromChildren()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var results =
            new FileStream(new SafeFileHandle(Duplicate(1), ownsHandle: true), FileAccess.Write, bufferSize: 0);
        Duplicate(2, 1);
        return results;
    }

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Duplicate(int descriptor);

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int descriptor, int replaced);
}

/// <summary>Standard output, which counts the results of tests in it.</summary>
internal sealed class ResultWriter : StreamWriter
{
    /// <summary>Beginnings of the lines of results.</summary>
    private static readonly string[] Types =
        [.. new[] { "passed", "failed", "skipped" }.Select(outcome => $"{{\"$type\":\"test-{outcome}\"")];
    private static readonly string CountFile = Checkout.Path("TestResults", "xunit.sent");
    private int _count;

    public ResultWriter(Stream output)
        : base(output)
    {
        AutoFlush = true;
        Directory.CreateDirectory(Path.GetDirectoryName(CountFile)!);
        File.Delete(CountFile);
    }

    public override void WriteLine(string? value)
    {
        if (value is not null && Array.Exists(Types, type => value.StartsWith(type, StringComparison.Ordinal)))
        {
            _count++;
        }
        base.WriteLine(value);
    }

    /// <summary>Writes the number of results to TestResults/xunit.sent, which the project file compares with what
    /// arrived.</summary>
    public void WriteCount() => File.WriteAllText(CountFile, $"{_count}");
}
