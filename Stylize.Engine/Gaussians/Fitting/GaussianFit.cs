using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>One fit of Gaussians to one image: start, descent, relocation, and the best parameters that were seen.</summary>
internal sealed class GaussianFit : IDisposable
{
    private readonly FitSchedule _schedule;
    private readonly FitPopulation _population;
    private readonly FitParameters _best;
    private readonly CancellationToken _cancellation;
    private double _bestError = double.PositiveInfinity;

    /// <param name="target">What is fitted; not owned.</param>
    /// <param name="seed">Where the Gaussians start; not owned. Restarts change its density.</param>
    /// <param name="capacity">Largest number of Gaussians, 1 or more.</param>
    /// <param name="threads">Threads to use, 1 or more; the result does not depend on them.</param>
    /// <param name="schedule">The course of the fit.</param>
    /// <param name="cancellation">Asked at every iteration.</param>
    internal GaussianFit(FitTarget target, FitSeed seed, int capacity, int threads, FitSchedule schedule, CancellationToken cancellation)
    {
        _schedule = schedule;
        _cancellation = cancellation;
        Fitter = new GaussianFitter(target, capacity, threads);
        _population = new FitPopulation(Fitter, seed, schedule, threads);
        _best = new FitParameters(capacity, target.Channels);
    }

    /// <summary>The optimiser with the current parameters.</summary>
    public GaussianFitter Fitter { get; }

    /// <summary>Called after every iteration with the mean squared error so far.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Called with a line about each stage.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>
    /// Fits from the start: places Gaussians, fits briefly, places them again by the error, and fits until the clock is done.
    /// </summary>
    /// <returns>Mean squared error of the parameters that are kept.</returns>
    public double Run(int count, FitClock clock)
    {
        _population.Start(count, _cancellation);
        for (var i = 1; i <= _schedule.Restarts; i++)
        {
            var error = Descend(clock, clock.Fraction, i * _schedule.RestartShare, 1, relocate: false);
            if (double.IsInfinity(error))
            {
                break;
            }

            Verbose?.Invoke(FormattableString.Invariant($"start {i}: {Decibels(error):f2} dB after {clock.Iterations} iterations"));
            _population.RefineSeed(_cancellation);
            _population.Start(count, _cancellation);
        }

        return Refine(clock, 1);
    }

    /// <summary>Continues from the current parameters until the clock is done.</summary>
    /// <param name="clock">Says how much is done.</param>
    /// <param name="rate">Factor of the rates at the start, above 0 to 1.</param>
    /// <returns>Mean squared error of the parameters that are kept.</returns>
    public double Refine(FitClock clock, float rate)
    {
        _bestError = double.PositiveInfinity;
        Keep(Fitter.Forward(Fitter.Parameters));
        Descend(clock, clock.Fraction, 1, rate, relocate: true);
        var last = Fitter.Forward(Fitter.Parameters);
        Keep(last);
        if (_bestError < last)
        {
            Fitter.Parameters.CopyFrom(_best);
            Fitter.Adam.Reset();
        }

        Verbose?.Invoke(
            FormattableString.Invariant(
                $"fitted: {Decibels(_bestError):f2} dB, {Fitter.Parameters.Count} Gaussians, {clock.Iterations} iterations"));
        return _bestError;
    }

    /// <summary>Adds Gaussians where the error is large, or removes those of the lowest removal cost.</summary>
    public void Resize(int count)
    {
        var now = Fitter.Parameters.Count;
        if (count > now)
        {
            _population.Grow(count - now, _cancellation);
        }
        else if (count < now)
        {
            _population.Shrink(now - count);
        }
    }

    /// <summary>
    /// Keeps the Gaussians whose centres lie in a rectangle, and of those at most <paramref name="max"/>, the ones of the highest removal
    /// cost.
    /// </summary>
    internal void Crop(int left, int top, int right, int bottom, int max) => _population.Crop(left, top, right, bottom, max);

    public void Dispose()
    {
        _population.Dispose();
        _best.Dispose();
        Fitter.Dispose();
    }

    /// <summary>Mean squared error as decibels.</summary>
    internal static double Decibels(double error) => -10 * PortableMath.Log10(Math.Max(error, 1e-12));

    private double Descend(FitClock clock, double from, double to, float rate, bool relocate)
    {
        var error = double.PositiveInfinity;
        var sinceRelocation = 0;
        while (clock.Fraction < to)
        {
            _cancellation.ThrowIfCancellationRequested();
            var done = (clock.Fraction - from) / (to - from);
            error = Fitter.Iterate(_schedule.Rates.Scale(rate * _schedule.Rate(done)));
            clock.Tick();
            Progress?.Invoke(error);
            if (relocate && ++sinceRelocation >= FitSchedule.RelocationInterval(clock.Expected))
            {
                sinceRelocation = 0;
                Keep(error, isCurrent: false);
                Relocate(done, rate);
            }
        }

        return error;
    }

    private void Relocate(double done, float rate)
    {
        if (done < _schedule.RelocationEnd && rate >= 1)
        {
            _population.Relocate((int)(_schedule.RelocationShare * (1 - done) * Fitter.Parameters.Count), _cancellation);
        }
        else
        {
            Fitter.Sort();
        }
    }

    private void Keep(double error, bool isCurrent = true)
    {
        if (error < _bestError)
        {
            _bestError = isCurrent ? error : Fitter.Forward(Fitter.Parameters);
            _best.CopyFrom(Fitter.Parameters);
        }
    }
}
