using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Kinds;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>Lowers the quality of a plan to meet a target time: by the steps of its kind, and to one thread on a busy
/// machine.</summary>
internal static class DotQuality
{
    private const int ManyDots = 50_000;
    private const double HighLoad = 0.8;

    private const double ThreadEfficiency = 0.9;

    /// <summary>Returns the plan of a draft: with the fewest rounds of relaxation if there are so many dots that the
    /// position of each hardly shows; otherwise null.</summary>
    public static DotArtPlan? Draft(DotArtPlan plan) =>
        plan is { Kind.IsStippled: true, Options.DotCount: > ManyDots } or { Options.Plot.Taps: true }
            ? plan with { Rounds = DotArtPlan.MinRounds } : null;

    /// <param name="spent">Time already spent.</param>
    /// <param name="slowness">Time for the same work, relative to the reference machine.</param>
    /// <param name="load">Share of the processors that other processes use, in [0,1].</param>
    public static DotArtPlan Lower(DotArtPlan plan, TimeSpan target, TimeSpan spent, double slowness, double load)
    {
        if (load > HighLoad && plan.Threads.Max > 1)
        {
            plan = plan with { Threads = 1, Lowered = ["threads: 1 (the machine is busy)"] };
        }

        foreach (var faster in plan.Kind.Faster(plan))
        {
            if (Predict(plan) <= target) break;

            plan = faster;
        }

        return plan with { Predicted = Predict(plan) };

        TimeSpan Predict(DotArtPlan tried) => spent + TimeSpan.FromMilliseconds(
            slowness * tried.Kind.EstimateTime(tried) / Math.Max(1, tried.Threads.Current * ThreadEfficiency) / 1e6);
    }
}

/// <summary>Measures the time of a run, and lowers the quality of its plan to meet a target time at the present speed
/// and load of the machine.</summary>
/// <param name="watchLoad">True to measure the load of the machine for <see cref="Lower"/>.</param>
internal sealed class TimeBudget(bool watchLoad)
{
    private const int CalibrationRows = 64;
    private const double MinSlowness = 0.2, MaxSlowness = 20;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ResourceMonitor? _monitor = watchLoad ? new ResourceMonitor() : null;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Times the gradient analysis on the first rows, and returns the plan that is predicted to meet the
    /// target.</summary>
    public DotArtPlan Lower(DotArtPlan plan, TimeSpan target, Raster<Rgba32> image, OperationContext context)
    {
        var load = _monitor?.Read().OthersShare ?? 0;
        var slowness = Math.Clamp(Slowness(image), MinSlowness, MaxSlowness);
        plan = DotQuality.Lower(plan, target, Elapsed, slowness, load);
        foreach (var line in plan.Lowered)
        {
            context.Verbose?.Invoke($"Lowered to meet the target of {target.TotalMilliseconds:0} ms: {line}.");
        }

        return plan;
    }

    /// <summary>Returns the time for the same work, relative to the reference machine; the better of two
    /// measurements.</summary>
    private static double Slowness(Raster<Rgba32> image)
    {
        var rows = Math.Min(CalibrationRows, image.Height);
        using var strength = new Raster<ushort>(image.Width, rows);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var before = Stopwatch.GetTimestamp();
            StrengthPlane.Fill(image, strength, 0, rows, adaptive: true);
            var took = Stopwatch.GetElapsedTime(before);
            best = took < best ? took : best;
        }

        return best.TotalNanoseconds / ((double)rows * image.Width * GradientKind.AnalysisTime);
    }
}
