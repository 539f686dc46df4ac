using System.Diagnostics;

namespace Stylize.Benchmarks;

/// <summary>Times work in this process: the least of several rounds, which the rest of the machine disturbed least.</summary>
internal static class LeastTime
{
    /// <summary>Runs an action several times to warm up, then in rounds.</summary>
    /// <param name="action">The work.</param>
    /// <param name="runs">Runs in each round.</param>
    /// <param name="rounds">Rounds, of which the least counts.</param>
    /// <returns>Milliseconds of a run: wall time, and processor time of all threads.</returns>
    public static (double Wall, double Cpu) Of(Action action, int runs, int rounds = 5)
    {
        for (var i = 0; i < Math.Max(2, Math.Min(30, runs)); i++)
        {
            action();
        }

        using var process = Process.GetCurrentProcess();
        var (wall, cpu) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            process.Refresh();
            var before = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < runs; i++)
            {
                action();
            }

            wall = Math.Min(wall, watch.Elapsed.TotalMilliseconds / runs);
            process.Refresh();
            cpu = Math.Min(cpu, (process.TotalProcessorTime - before).TotalMilliseconds / runs);
        }

        return (wall, cpu);
    }
}
