using System.Diagnostics;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>How much of a fit is done: by iterations, so that the result is always the same, or by wall time.</summary>
public sealed class FitClock
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly int? _iterations;
    private readonly TimeSpan _limit;

    private FitClock(int? iterations, TimeSpan limit)
    {
        _iterations = iterations;
        _limit = limit;
    }

    /// <summary>Iterations that were counted.</summary>
    public int Iterations { get; private set; }

    /// <summary>Time since the clock was made.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Share that is done, [0,1].</summary>
    public double Fraction => Math.Min(1, _iterations is { } all ? (double)Iterations / Math.Max(1, all) : Elapsed / _limit);

    /// <summary>True where wall time decides.</summary>
    public bool IsTimed => _iterations is null;

    /// <summary>Iterations of the whole fit, as far as can be told now.</summary>
    public int Expected => _iterations ?? (int)Math.Clamp(Iterations / Math.Max(Fraction, 1e-6), 1, 1e6);

    /// <summary>A clock that is done after <paramref name="iterations"/>.</summary>
    public static FitClock ByIterations(int iterations) => new(iterations, TimeSpan.Zero);

    /// <summary>A clock that is done when <paramref name="limit"/> has passed.</summary>
    public static FitClock ByTime(TimeSpan limit) => new(null, limit);

    /// <summary>A clock for a part of the work: as many iterations, or <paramref name="share"/> of the time that is left.</summary>
    public FitClock Part(double share) => _iterations is { } all ? ByIterations(all) : ByTime(TimeSpan.FromTicks(Math.Max(1, (long)((_limit - Elapsed).Ticks * share))));

    /// <summary>A clock for a last part of the work: that share of the iterations, or of the time that is left.</summary>
    public FitClock Rest(double share) => _iterations is { } all ? ByIterations(Math.Max(1, (int)(all * share))) : Part(share);

    /// <summary>Counts an iteration.</summary>
    public void Tick() => Iterations++;
}
