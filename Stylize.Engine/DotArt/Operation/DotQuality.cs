using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Tone;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The quality of a run: as the options request, or lower to meet a target time.</summary>
/// <param name="Rounds">Number of rounds of Lloyd's method in the tone distribution.</param>
/// <param name="Predicted">Expected time of the run, including decoding.</param>
/// <param name="Lowered">Descriptions of the lowered settings; empty if quality is full.</param>
internal sealed record DotQuality(DotArtOptions Options, ThreadGrant Threads, int Rounds, TimeSpan Predicted, IReadOnlyList<string> Lowered)
{
    /// <summary>Time of the gradient analysis with adaptive sizing on one thread of the reference machine, in nanoseconds per
    /// pixel.</summary>
    public const double AnalysisCost = 5.5;

    private const int FullRounds = DotRounds.Full;
    private const int MinRounds = 2;
    private const int ManyDots = 50_000;
    private const float RaisedThreshold = 0.25f;
    private const double HighLoad = 0.8;

    // Nanoseconds on one thread of the reference machine (AVX-512, 2026), scaled by a measurement in each run. Per pixel: analysis without
    // adaptive sizing; the rest of the gradient distribution, at a low and at the raised threshold; the tone distribution; one round of
    // relaxation. Per dot: the tone distribution.
    private const double PlainAnalysisCost = 2.5, SelectionCost = 14, RaisedSelectionCost = 10;
    private const double WashPixelCost = 5, WashCost = 60e6;
    private const double ToneCost = 6, RoundCost = 7, DotCost = 4000;

    /// <summary>Parallel efficiency of several threads.</summary>
    private const double ThreadEfficiency = 0.9;

    public static DotQuality Full(DotArtOptions options, ThreadGrant threads) => new(options, threads, FullRounds, default, []);

    /// <summary>Returns the fewest rounds of relaxation if there are so many dots that the position of each hardly shows; otherwise
    /// null.</summary>
    public static DotQuality? Draft(DotArtOptions options, ThreadGrant threads) =>
        options is { IsStippled: true, DotCount: > ManyDots } or { Plot.Taps: true } ? new(options, threads, MinRounds, default, []) : null;

    /// <summary>Lowers quality to meet a target time: sizing and threshold (gradient), relaxation rounds (tone), and threads on a busy
    /// machine.</summary>
    /// <param name="spent">Time already spent.</param>
    /// <param name="slowness">Time for the same work, relative to the reference machine.</param>
    /// <param name="load">Share of the processors that other processes use, in [0,1].</param>
    public static DotQuality For(
        DotArtOptions options, long pixels, ThreadGrant threads, TimeSpan target, TimeSpan spent, double slowness, double load)
    {
        var lowered = new List<string>();
        if (load > HighLoad && threads.Max > 1)
        {
            threads = 1;
            lowered.Add("threads: 1 (the machine is busy)");
        }

        TimeSpan Predict(DotArtOptions o, int rounds) =>
            spent + TimeSpan.FromMilliseconds(slowness * Cost(o, pixels, rounds) / Math.Max(1, threads.Current * ThreadEfficiency) / 1e6);
        var rounds = FullRounds;
        if (options.IsStippled)
        {
            while (rounds > MinRounds && Predict(options, rounds) > target)
            {
                rounds--;
            }

            if (rounds < FullRounds)
            {
                lowered.Add($"relaxation rounds: {rounds}");
            }

            return new DotQuality(options, threads, rounds, Predict(options, rounds), lowered);
        }

        if (options.Distribution == DotDistribution.Wash || options.HasStrokes)
        {
            return new(options, threads, rounds, Predict(options, rounds), lowered);
        }

        if (options.AdaptiveSizing && Predict(options, rounds) > target)
        {
            options = options with { AdaptiveSizing = false };
            lowered.Add("adaptive sizing: off");
        }

        if (options.DensityThreshold < RaisedThreshold && Predict(options, rounds) > target)
        {
            options = options with { DensityThreshold = RaisedThreshold };
            lowered.Add("density threshold: 0.25");
        }

        return new DotQuality(options, threads, rounds, Predict(options, rounds), lowered);
    }

    private static double Cost(DotArtOptions o, long pixels, int rounds)
    {
        if (o.Distribution == DotDistribution.Wash || o.HasStrokes) return (pixels * WashPixelCost) + WashCost;

        if (o.Distribution == DotDistribution.Gradient)
        {
            return pixels * ((o.AdaptiveSizing ? AnalysisCost : PlainAnalysisCost)
                + (o.DensityThreshold >= RaisedThreshold ? RaisedSelectionCost : SelectionCost));
        }

        var dots = (long)(o.DotCount ?? ToneDistribution.DefaultCount(o, pixels));
        var working = Math.Clamp(pixels, 14L * dots, Math.Max(14L * dots, 40L * dots));
        return (pixels * ToneCost) + (working * RoundCost * rounds) + (dots * DotCost);
    }
}

/// <summary>Measures the time of a run, and chooses the quality that meets a target time at the present speed and load of the
/// machine.</summary>
/// <param name="watchLoad">True to measure the load of the machine for <see cref="Choose"/>.</param>
internal sealed class TimeBudget(bool watchLoad)
{
    private const int CalibrationRows = 64;
    private const double MinSlowness = 0.2, MaxSlowness = 20;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ResourceMonitor? _monitor = watchLoad ? new ResourceMonitor() : null;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Times the gradient analysis on the first rows, and chooses the quality that is predicted to meet the target.</summary>
    public DotQuality Choose(DotArtOptions options, TimeSpan target, Raster<Rgba32> image, OperationContext context)
    {
        var load = LoadByOthers();
        var slowness = Math.Clamp(Slowness(options, image), MinSlowness, MaxSlowness);
        var quality = DotQuality.For(options, image.PixelCount, context.MaxThreads, target, Elapsed, slowness, load);
        foreach (var line in quality.Lowered)
        {
            context.Verbose?.Invoke($"Lowered to meet the target of {target.TotalMilliseconds:0} ms: {line}.");
        }

        return quality;
    }

    /// <summary>Returns the time for the same work, relative to the reference machine; the better of two measurements.</summary>
    private static double Slowness(DotArtOptions options, Raster<Rgba32> image)
    {
        var rows = Math.Min(CalibrationRows, image.Height);
        using var strength = new Raster<ushort>(image.Width, rows);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 2; i++)
        {
            var before = Stopwatch.GetTimestamp();
            StrengthPlane.Fill(image, strength, 0, rows, adaptive: true, options.SaturateGradient);
            var took = Stopwatch.GetElapsedTime(before);
            best = took < best ? took : best;
        }

        return best.TotalNanoseconds / ((double)rows * image.Width * DotQuality.AnalysisCost);
    }

    /// <summary>Returns the share of the processors that other processes used since the start, in [0,1].</summary>
    private double LoadByOthers()
    {
        var reading = _monitor?.Read();
        return reading?.OthersShare ?? 0;
    }
}
