using System.ComponentModel;
using System.Diagnostics;

namespace Stylize.Benchmarks.Figures;

/// <summary>Measurements of a process that has ended.</summary>
/// <param name="Wall">Seconds from start to end.</param>
/// <param name="Cpu">Seconds of user and system time of the process and its children.</param>
/// <param name="PeakBytes">Peak resident memory, sampled every 5 ms.</param>
/// <param name="Output">Standard output.</param>
internal sealed record ChildProcess(double Wall, double Cpu, long PeakBytes, string Output)
{
    private const int SampleMilliseconds = 5;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="variables">Environment variables to set for it.</param>
    /// <returns>Null if the program cannot be started or ends with an error.</returns>
    public static ChildProcess? Run(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start =
            new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        try
        {
            var before = ProcessorTime.OfEndedChildren();
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            var peak = 0L;
            while (!process.WaitForExit(SampleMilliseconds))
            {
                peak = Math.Max(peak, PeakOf(process.Id));
            }

            var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
            process.WaitForExit();
            return process.ExitCode == 0
                ? new(wall, ProcessorTime.OfEndedChildren() - before, peak, output.Result) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs a build of the command: a stylize.dll, or a native program.</summary>
    /// <returns>Null if it cannot be started or ends with an error.</returns>
    public static ChildProcess? Stylize(string command, IEnumerable<string> arguments) =>
        command.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? Run("dotnet", [command, .. arguments])
            : Run(Path.GetFullPath(command), arguments);

    /// <summary>The best wall time, processor time and memory of several runs.</summary>
    /// <returns>Null if a run fails.</returns>
    public static ChildProcess? Best(int runs, Func<ChildProcess?> run)
    {
        ChildProcess? best = null;
        for (var i = 0; i < runs; i++)
        {
            if (run() is not { } taken) return null;

            best = Smaller(best, taken);
        }

        return best;
    }

    /// <summary>The smaller figures of two runs, and the output of the second.</summary>
    public static ChildProcess Smaller(ChildProcess? first, ChildProcess second) => first is null ? second : new(
        Math.Min(first.Wall, second.Wall), Math.Min(first.Cpu, second.Cpu), Math.Min(first.PeakBytes, second.PeakBytes),
        second.Output);

    private static long PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
