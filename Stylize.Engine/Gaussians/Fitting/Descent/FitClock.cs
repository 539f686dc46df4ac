namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Measures the progress of a fit, by iterations (reproducible on every machine) or by wall time.</summary>
internal sealed class FitClock(int? iterations, TimeSpan limit, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public int Iterations { get; private set; }
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Share done, [0,1].</summary>
    public double Fraction => Math.Min(1, iterations is { } all ? (double)Iterations / Math.Max(1, all) : Elapsed / limit);

    /// <summary>True for a limit of wall time.</summary>
    public bool IsTimed => iterations is null;

    /// <summary>Iterations of the whole fit; with a limit of wall time, an estimate from those so far.</summary>
    public int Expected => iterations ?? (int)Math.Clamp(Iterations / Math.Max(Fraction, 1e-6), 1, 1e6);

    public static FitClock ByIterations(int iterations) => new(iterations, TimeSpan.Zero, TimeProvider.System);

    public static FitClock ByTime(TimeSpan limit, TimeProvider? time = null) => new(null, limit, time ?? TimeProvider.System);

    /// <summary>Creates a clock for a part of the work: all iterations, or a share of the remaining time.</summary>
    public FitClock Part(double share) => iterations is { } all
        ? ByIterations(all)
        : ByTime(TimeSpan.FromTicks(Math.Max(1, (long)((limit - Elapsed).Ticks * share))), time);

    /// <summary>Creates a clock for shorter or longer work: a factor of the iterations, or of the remaining time.</summary>
    public FitClock Scaled(double factor) => iterations is { } all ? ByIterations(Math.Max(1, (int)(all * factor))) : Part(factor);

    public void Tick() => Iterations++;
}
