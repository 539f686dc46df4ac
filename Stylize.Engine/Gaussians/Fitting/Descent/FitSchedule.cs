namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>The schedule of a fit: learning rates, samples and relocations.</summary>
internal sealed record FitSchedule
{
    /// <summary>The schedule, tuned on crops of Kodak images 03, 05, 13 and 23.</summary>
    public static FitSchedule Default { get; } = new();

    /// <summary>
    /// The schedule of layered fits. New Gaussians are smaller, because existing ones stay optimized for the other
    /// layers.
    /// </summary>
    public static FitSchedule Layered { get; } = Default with { RelocationSize = .12f, SampledShare = 0 };

    /// <summary>The schedule of fits of reduced pictures, whose fine detail needs all pixels.</summary>
    public static FitSchedule Reduced { get; } = Default with { SampledShare = 0 };

    public FitRates Rates { get; init; } = FitRates.Initial;

    /// <summary>Factor of the learning rates at the end of the fit.</summary>
    public float FinalRate { get; init; } = .02f;

    public float InitialWeight { get; init; } = .5f;

    /// <summary>Share of the Gaussians that the first relocation moves. The share falls linearly to 0.</summary>
    public double RelocationShare { get; init; } = .2;

    /// <summary>Share of the fit after which relocation ends.</summary>
    public double RelocationEnd { get; init; } = .7;

    /// <summary>Standard deviation of a relocated Gaussian relative to the distance of its new neighbors.</summary>
    public float RelocationSize { get; init; } = .25f;

    /// <summary>
    /// Share of the fit that samples the pixels, 0 for none; see
    /// <see cref="GaussianFitter.IterateSample(FitRates, int)"/>.
    /// </summary>
    public double SampledShare { get; init; } = .8;

    /// <summary>Smallest mean distance of Gaussians, in pixels, at which samples represent the picture.</summary>
    public double MinSampledSpacing { get; init; } = 5;

    /// <summary>Mean distance from which the pixels of a sample lie further apart, and the share of the fit that uses
    /// them.</summary>
    public const double FewSpacing = 20;
    private const double FewSampledShare = .9;

    /// <summary>Returns the distance of the pixels that an iteration uses, per axis; 1 for all pixels.</summary>
    /// <param name="done">Share of the fit done, [0,1].</param>
    /// <param name="spacing">Mean distance of Gaussians in pixels.</param>
    /// <remarks>
    /// Few Gaussians have hundreds of pixels each, so their gradient needs few of them. Their last iterations use more
    /// pixels, because a sample misses the thinnest Gaussians.
    /// </remarks>
    public int SampleStep(double done, double spacing)
    {
        if (SampledShare == 0) return 1;
        if (spacing < FewSpacing) return done < SampledShare && spacing >= MinSampledSpacing ? 2 : 1;
        return done < FewSampledShare ? LargestStep(spacing / MinSampledSpacing) : FinishStep(spacing);
    }

    /// <summary>Returns the distance of the pixels of the last iterations and of those of quantization.</summary>
    public int FinishStep(double spacing) =>
        SampledShare == 0 || spacing < FewSpacing ? 1 : LargestStep(spacing / (2 * MinSampledSpacing));

    private static int LargestStep(double limit) => limit >= 8 ? 8 : limit >= 4 ? 4 : limit >= 2 ? 2 : 1;

    /// <summary>Returns the factor of the learning rates: a cosine from 1 to <see cref="FinalRate"/>.</summary>
    public float Rate(double fraction) =>
        FinalRate + ((1 - FinalRate) * .5f * (1 + (float)PortableMath.Cos(Math.PI * fraction)));

    public static int RelocationInterval(int iterations) => Math.Clamp(iterations / 25, 20, 120);
}

/// <summary>Learning rates of an iteration: center in standard deviations, shape and weight relative, color in sample
/// values.</summary>
internal readonly record struct FitRates(float Center, float Shape, float Color, float Weight)
{
    /// <summary>The rates at the start of a fit, tuned on crops of Kodak images 03, 05, 13 and 23.</summary>
    public static FitRates Initial { get; } = new(.225f, .14f, .042f, .14f);

    /// <summary>Mean distance of Gaussians at which the rates were tuned, in pixels.</summary>
    private const double UsualSpacing = 6.25;

    /// <summary>Smallest ratio to <see cref="UsualSpacing"/> that changes the rates.</summary>
    private const double Nearest = .25;

    /// <summary>
    /// Adapts the rates to the mean distance: dense Gaussians take smaller steps in color and larger steps in center
    /// and shape.
    /// </summary>
    /// <param name="spacing">Mean distance in pixels: the root of the number of pixels per Gaussian.</param>
    public FitRates For(double spacing)
    {
        var share = Math.Max(Nearest, spacing / UsualSpacing);
        if (share >= 1) return this;

        var larger = Scale((float)PortableMath.Pow(share, -1.0 / 3));
        return larger with { Color = Color * (float)share };
    }

    public FitRates Scale(float factor) => new(Center * factor, Shape * factor, Color * factor, Weight * factor);
}

/// <summary>Measures the progress of a fit: by iterations, reproducible on every machine, or also by wall
/// time.</summary>
internal sealed class FitClock(int iterations, TimeSpan? limit, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public int Iterations { get; private set; }
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Share done, [0,1].</summary>
    public double Fraction => Math.Min(1, Math.Max((double)Iterations / iterations, Elapsed / limit ?? 0));

    /// <summary>True for a limit of wall time.</summary>
    public bool IsTimed => limit is not null;

    /// <summary>Iterations of the whole fit; with a limit of wall time, an estimate from those so far.</summary>
    public int Expected => IsTimed ? (int)Math.Clamp(Iterations / Math.Max(Fraction, 1e-6), 1, iterations) : iterations;

    public static FitClock ByIterations(int iterations) => new(Math.Max(1, iterations), null, TimeProvider.System);

    /// <param name="limit">Wall time.</param>
    /// <param name="iterations">Number after which a fit ends before its time: small pictures gain nothing from
    /// more.</param>
    public static FitClock ByTime(TimeSpan limit, int iterations, TimeProvider? time = null) =>
        new(Math.Max(1, iterations), TimeSpan.FromTicks(Math.Max(1, limit.Ticks)), time ?? TimeProvider.System);

    /// <summary>Creates a clock for a part of the work: all iterations, or a share of the remaining time.</summary>
    public FitClock Part(double share) =>
        limit is { } all ? ByTime((all - Elapsed) * share, iterations, time) : ByIterations(iterations);

    /// <summary>Creates a clock for shorter or longer work: a factor of the iterations, or of the remaining
    /// time.</summary>
    public FitClock Scaled(double factor) => IsTimed ? Part(factor) : ByIterations((int)(iterations * factor));

    public void Tick() => Iterations++;
}
