using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Reports progress: share done, PSNR so far, speed, and the time left; at most ten times a second.</summary>
internal sealed class FitProgress(OperationContext context)
{
    private FitClock? _clock;
    private double _from;
    private double _share;
    private long _last;

    /// <summary>Begins a part of the work.</summary>
    /// <param name="clock">Says how much of the part is done.</param>
    /// <param name="from">Share of the whole that was done before, [0,1].</param>
    /// <param name="share">Share of the whole that the part is, [0,1].</param>
    public void Begin(FitClock clock, double from, double share)
    {
        _clock = clock;
        _from = from;
        _share = share;
    }

    /// <summary>Reports an iteration.</summary>
    /// <param name="error">Mean squared error so far.</param>
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
            string.Create(
                CultureInfo.InvariantCulture, $"fitting: {GaussianFit.Decibels(error):f1} dB, {speed:f0} iterations/s, {left:f0} s left")));
    }
}
