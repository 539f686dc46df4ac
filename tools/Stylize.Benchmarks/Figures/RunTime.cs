using System.Diagnostics;

namespace Stylize.Benchmarks.Figures;

/// <summary>Best wall and processor milliseconds of repeated runs.</summary>
internal readonly record struct RunTime(double Wall, double Cpu)
{
    private const int MinRuns = 3;
    private const int MaxRuns = 9;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.2);

    /// <summary>Share of the cores that the run used.</summary>
    public double CoreUse(int threads) => Cpu / (Wall * threads);

    /// <summary>Warms up, then runs work 3 to 9 times, depending on its duration.</summary>
    public static RunTime Of(Action work) => Alternating(work)[0];

    /// <summary>Measures several variants alternately, so that load on the machine affects them alike.</summary>
    public static RunTime[] Alternating(params Action[] variants)
    {
        Array.ForEach(variants, BestTime.WarmUp);
        var best = new RunTime[variants.Length];
        Array.Fill(best, new RunTime(double.MaxValue, double.MaxValue));
        var began = Stopwatch.GetTimestamp();
        for (var run = 0; run < MinRuns || (run < MaxRuns && Stopwatch.GetElapsedTime(began) < Budget * variants.Length); run++)
        {
            foreach (var (index, variant) in variants.Index())
            {
                var taken = Once(variant);
                best[index] = new(Math.Min(best[index].Wall, taken.Wall), Math.Min(best[index].Cpu, taken.Cpu));
            }
        }

        return best;
    }

    private static RunTime Once(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        work();
        return new(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }
}
