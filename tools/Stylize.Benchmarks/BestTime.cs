using System.Diagnostics;

namespace Stylize.Benchmarks;

/// <summary>Times work in this process. Returns the best of several rounds, which other programs disturbed least.</summary>
internal static class BestTime
{
    /// <summary>Duration of a warm-up. The runtime recompiles hot code in the background, and only after 100 ms.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.4);

    /// <summary>Warms up, then runs rounds.</summary>
    /// <param name="action">The work.</param>
    /// <param name="runs">Runs in each round.</param>
    /// <param name="rounds">Number of rounds.</param>
    /// <returns>Milliseconds per run: wall time, and processor time of all threads.</returns>
    public static (double Wall, double Cpu) Of(Action action, int runs, int rounds = 5)
    {
        WarmUp(action);
        var (wall, cpu) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < runs; i++)
            {
                action();
            }

            wall = Math.Min(wall, watch.Elapsed.TotalMilliseconds / runs);
            cpu = Math.Min(cpu, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / runs);
        }

        return (wall, cpu);
    }

    /// <summary>Runs work until its hot code is compiled in full; at least once.</summary>
    public static void WarmUp(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            action();
        }
        while (Stopwatch.GetElapsedTime(began) < WarmUpTime);
    }
}
