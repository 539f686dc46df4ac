using System.Diagnostics;
using Stylize.Engine.DotArt.Gradient;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>The quality of a run: what the options ask for, or less if a target time would be missed.</summary>
/// <param name="Rounds">Rounds of Lloyd's method in the tone distribution.</param>
/// <param name="Predicted">Time that the run is expected to take, decoding included.</param>
/// <param name="Lowered">What was lowered, in words; empty if nothing was.</param>
internal sealed record DotQuality(DotArtOptions Options, ThreadGrant Threads, int Rounds, TimeSpan Predicted, IReadOnlyList<string> Lowered)
{
    /// <summary>Time of the gradient analysis on the reference machine, nanoseconds a pixel on one thread, with adaptive sizing.</summary>
    public const double AnalysisCost = 5.5;

    private const int FullRounds = DotRounds.Full;
    private const int MinRounds = 2;
    private const float RaisedThreshold = 0.25f;
    private const double HighLoad = 0.8;

    // Nanoseconds on one thread of the reference machine (two cores of AVX-512 class, 2026); a run scales them by its own measurement.
    // By pixel: analysis without adaptive sizing; the rest of the gradient distribution, at a low and at the raised threshold; the tone
    // distribution; one of its rounds. By dot: the tone distribution.
    private const double PlainAnalysisCost = 2.5, SelectionCost = 14, RaisedSelectionCost = 10;
    private const double ToneCost = 6, RoundCost = 7, DotCost = 4000;

    /// <summary>Share of the ideal speed that several threads reach.</summary>
    private const double ThreadEfficiency = 0.9;

    public static DotQuality Full(DotArtOptions options, ThreadGrant threads) => new(options, threads, FullRounds, default, []);

    /// <summary>Lowers sizing and threshold (gradient), rounds (tone), and threads on a busy machine, to meet a target time.</summary>
    /// <param name="spent">Time spent so far.</param>
    /// <param name="slowness">Time of this machine over that of the reference machine, for the same work.</param>
    /// <param name="load">Share of the processors that other processes use, [0,1].</param>
    public static DotQuality For(
        DotArtOptions options, long pixels, ThreadGrant threads, TimeSpan target, TimeSpan spent, double slowness, double load)
    {
        var lowered = new List<string>();
        if (load > HighLoad && threads.Max > 1)
        {
            threads = 1;
            lowered.Add("threads to 1, because the machine is busy");
        }

        TimeSpan Predict(DotArtOptions o, int rounds) =>
            spent + TimeSpan.FromMilliseconds(slowness * Cost(o, pixels, rounds) / Math.Max(1, threads.Current * ThreadEfficiency) / 1e6);
        var rounds = FullRounds;
        if (options.Distribution == DotDistribution.Tone)
        {
            while (rounds > MinRounds && Predict(options, rounds) > target)
            {
                rounds--;
            }

            if (rounds < FullRounds)
            {
                lowered.Add($"rounds of relaxation to {rounds}");
            }

            return new DotQuality(options, threads, rounds, Predict(options, rounds), lowered);
        }

        if (options.AdaptiveSizing && Predict(options, rounds) > target)
        {
            options = options with { AdaptiveSizing = false };
            lowered.Add("adaptive sizing off");
        }

        if (options.DensityThreshold < RaisedThreshold && Predict(options, rounds) > target)
        {
            options = options with { DensityThreshold = RaisedThreshold };
            lowered.Add("density threshold to 0.25");
        }

        return new DotQuality(options, threads, rounds, Predict(options, rounds), lowered);
    }

    private static double Cost(DotArtOptions o, long pixels, int rounds)
    {
        if (o.Distribution == DotDistribution.Gradient)
        {
            return pixels * ((o.AdaptiveSizing ? AnalysisCost : PlainAnalysisCost)
                + (o.DensityThreshold >= RaisedThreshold ? RaisedSelectionCost : SelectionCost));
        }

        var dots = (long)(o.DotCount ?? ToneDistribution.UsualCount(o, pixels));
        var working = Math.Clamp(pixels, 14L * dots, Math.Max(14L * dots, 40L * dots));
        return (pixels * ToneCost) + (working * RoundCost * rounds) + (dots * DotCost);
    }
}

/// <summary>Time of a run from its start, and the quality that a target time leaves room for on this machine as it is now.</summary>
/// <param name="watchLoad">True to read the machine's load too, for <see cref="Choose"/>.</param>
internal sealed class TimeBudget(bool watchLoad)
{
    private const int CalibrationRows = 64;
    private const double MinSlowness = 0.2, MaxSlowness = 20;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly ResourceMonitor? _monitor = watchLoad ? new ResourceMonitor() : null;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Times the gradient analysis on the first rows, and chooses a quality predicted to be within the target.</summary>
    public DotQuality Choose(DotArtOptions options, TimeSpan target, Raster<Rgba32> image, OperationContext context)
    {
        var load = LoadByOthers();
        var slowness = Math.Clamp(Slowness(options, image), MinSlowness, MaxSlowness);
        var quality = DotQuality.For(options, image.PixelCount, context.MaxThreads, target, Elapsed, slowness, load);
        foreach (var line in quality.Lowered)
        {
            context.Verbose?.Invoke($"To keep to {target.TotalMilliseconds:0} ms: {line}.");
        }

        return quality;
    }

    /// <summary>Time of this machine over that of the reference machine, for the same work: the better of two measurements.</summary>
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

    /// <summary>Share of the processors that other processes used since the start, [0,1].</summary>
    private double LoadByOthers()
    {
        var reading = _monitor?.Read();
        return reading?.OthersShare ?? 0;
    }
}
