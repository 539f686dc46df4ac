namespace Stylize.Engine.DotArt.Operation;

/// <summary>The quality that a target time leaves room for.</summary>
/// <param name="Options">The options as they are used.</param>
/// <param name="Threads">Threads that are used.</param>
/// <param name="Rounds">Rounds of relaxation of the tone distribution.</param>
/// <param name="Predicted">Time that the run is expected to take, decoding included.</param>
/// <param name="Lowered">What was lowered, in words; empty where nothing was.</param>
internal sealed record DotQuality(DotArtOptions Options, int Threads, int Rounds, TimeSpan Predicted, IReadOnlyList<string> Lowered)
{
    /// <summary>Rounds of relaxation at full quality.</summary>
    public const int FullRounds = 10;

    private const int LeastRounds = 2;
    private const float PressedThreshold = 0.25f;
    private const double HighLoad = 0.8;

    // Nanoseconds a pixel or a dot on one thread, measured on a 2-core machine; scaled by how this machine does in the run itself.
    private const double FillCost = 5.5, PlainFillCost = 2.5, RestCost = 14, PressedRestCost = 10;
    private const double ToneCost = 6, RoundCost = 7, DotCost = 4000;

    /// <summary>Nanoseconds a pixel that the gradient analysis takes on the reference machine.</summary>
    public static double ReferenceFillCost(bool adaptive) => adaptive ? FillCost : PlainFillCost;

    /// <summary>Lowers what must be lowered: sizing and the threshold of the gradient distribution, rounds of the tone distribution, and threads where the machine is busy.</summary>
    /// <param name="pixels">Pixels of the image.</param>
    /// <param name="spent">Time spent so far.</param>
    /// <param name="slowness">Time of this machine over that of the reference, for the same work.</param>
    /// <param name="load">Share of the processors that others use, [0,1].</param>
    public static DotQuality For(DotArtOptions options, long pixels, int threads, TimeSpan target, TimeSpan spent, double slowness, double load)
    {
        var lowered = new List<string>();
        if (load > HighLoad && threads > 1)
        {
            threads = 1;
            lowered.Add("threads to 1, because the machine is busy");
        }

        TimeSpan Predict(DotArtOptions o, int rounds) => spent + TimeSpan.FromMilliseconds(slowness * Cost(o, pixels, rounds) / Math.Max(1, threads * 0.9) / 1e6);
        var rounds = FullRounds;
        if (options.Distribution == DotDistribution.Tone)
        {
            while (rounds > LeastRounds && Predict(options, rounds) > target)
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

        if (options.DensityThreshold < PressedThreshold && Predict(options, rounds) > target)
        {
            options = options with { DensityThreshold = PressedThreshold };
            lowered.Add("density threshold to 0.25");
        }

        return new DotQuality(options, threads, rounds, Predict(options, rounds), lowered);
    }

    private static double Cost(DotArtOptions o, long pixels, int rounds)
    {
        if (o.Distribution == DotDistribution.Gradient)
        {
            return pixels * (ReferenceFillCost(o.AdaptiveSizing) + (o.DensityThreshold >= PressedThreshold ? PressedRestCost : RestCost));
        }

        var dots = o.DotCount ?? Math.Min(200_000, pixels / 20);
        var working = Math.Clamp(pixels, 14L * dots, Math.Max(14L * dots, 40L * dots));
        return (pixels * ToneCost) + (working * RoundCost * rounds) + (dots * DotCost);
    }
}
