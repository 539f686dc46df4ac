using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Tells how far a fit is, how good so far, how fast, and how long it will take; at most ten times a second.</summary>
internal sealed class FitProgress(OperationContext context)
{
    private FitClock? _clock;
    private double _from;
    private double _share;
    private long _last;

    /// <summary>A part of the work begins.</summary>
    /// <param name="from">Share of the whole that is done before, [0,1].</param>
    /// <param name="share">Share of the whole that it is.</param>
    public void Begin(FitClock clock, double from, double share)
    {
        _clock = clock;
        _from = from;
        _share = share;
    }

    /// <summary>Tells the mean squared error so far.</summary>
    public void Report(double error)
    {
        if (context.Progress is not { } tell || _clock is not { } clock || Stopwatch.GetElapsedTime(_last) < TimeSpan.FromMilliseconds(100))
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        var speed = clock.Iterations / Math.Max(1e-3, clock.Elapsed.TotalSeconds);
        var left = clock.Elapsed.TotalSeconds * (1 - clock.Fraction) / Math.Max(1e-3, clock.Fraction);
        tell(new OperationProgress(
            _from + (_share * clock.Fraction),
            string.Create(CultureInfo.InvariantCulture, $"fitting: {GaussianFit.Decibels(error):f1} dB, {speed:f0} iterations/s, {left:f0} s left")));
    }
}
