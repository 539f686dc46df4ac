using System.Diagnostics;

namespace Stylize.Benchmarks.Figures;

/// <summary>Best wall and processor milliseconds of repeated runs, which other programs disturbed least.</summary>
internal readonly record struct RunTime(double Wall, double Cpu)
{
    private const int MinRounds = 3;
    private const int MaxRounds = 9;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.2);

    /// <summary>Duration of a warm-up. The runtime recompiles hot code in the background, and only after 100
    /// ms.</summary>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.4);

    /// <summary>Share of the cores that the run used.</summary>
    public double CoreUse(int threads) => Cpu / (Wall * threads);

    /// <summary>Warms up, then runs work in 3 to 9 rounds, depending on its duration.</summary>
    /// <param name="runs">Runs in each round; the result is the time of one.</param>
    public static RunTime Of(Action work, int runs = 1) => Alternating(runs, work)[0];

    /// <summary>Measures several variants alternately, so that load on the machine affects them alike.</summary>
    public static RunTime[] Alternating(params Action[] variants) => Alternating(1, variants);

    /// <summary>Measures work once, without a warm-up.</summary>
    public static RunTime Once(Action work, int runs = 1)
    {
        var before = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < runs; i++)
        {
            work();
        }

        var (wall, cpu) = (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - before);
        return new(wall.TotalMilliseconds / runs, cpu.TotalMilliseconds / runs);
    }

    private static RunTime[] Alternating(int runs, params Action[] variants)
    {
        Array.ForEach(variants, WarmUp);
        var best = new RunTime[variants.Length];
        Array.Fill(best, new RunTime(double.MaxValue, double.MaxValue));
        var began = Stopwatch.GetTimestamp();
        for (var round = 0;
            round < MinRounds
                || (round < MaxRounds && Stopwatch.GetElapsedTime(began) < Budget * variants.Length); round++)
        {
            foreach (var (index, variant) in variants.Index())
            {
                var taken = Once(variant, runs);
                best[index] = new(Math.Min(best[index].Wall, taken.Wall), Math.Min(best[index].Cpu, taken.Cpu));
            }
        }

        return best;
    }

    /// <summary>Runs work until its hot code is compiled in full; at least once.</summary>
    private static void WarmUp(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            action();
        }
        while (Stopwatch.GetElapsedTime(began) < WarmUpTime);
    }
}
