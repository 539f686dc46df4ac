using System.Diagnostics;
using System.Text.Json;

namespace Stylize.Benchmarks;

/// <summary>
/// Time that starting the command adds to the work on one small image: wall time of the process minus the elapsed time in its result.
/// <c>dotnet run -c Release --project tools/Stylize.Benchmarks -- cli-start &lt;stylize.dll&gt; &lt;image&gt;</c>
/// </summary>
internal static class CliStart
{
    public const string Name = "cli-start";
    private const int Runs = 20;

    public static int Run(string command, string image)
    {
        var output = Directory.CreateTempSubdirectory("stylize-start-");
        try
        {
            var runs = Enumerable.Range(0, Runs).Select(_ => Once(command, image, output.FullName)).ToArray();
            Console.WriteLine($"{"",-8} {"process ms",11} {"result ms",10} {"added ms",9}   ({Runs} runs)");
            Row("best", runs.MinBy(r => r.Process - r.Result));
            Row("median", runs.OrderBy(r => r.Process - r.Result).ElementAt(Runs / 2));
            return 0;
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static void Row(string name, (double Process, double Result) run) =>
        Console.WriteLine($"{name,-8} {run.Process,11:0} {run.Result,10:0} {run.Process - run.Result,9:0}");

    private static (double Process, double Result) Once(string command, string image, string output)
    {
        var began = Stopwatch.GetTimestamp();
        string[] arguments = [command, "pixel-art", image, "-o", output, "--force", "--json", "--fast"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return (elapsed, JsonDocument.Parse(line).RootElement.GetProperty("elapsed").GetDouble() * 1000);
    }
}
