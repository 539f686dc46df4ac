namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>One fit of Gaussians to one image, from the first placement to the best parameters that were seen.</summary>
internal sealed class GaussianFit : IDisposable
{
    private readonly FitSchedule _schedule;
    private readonly FitPopulation _population;
    private readonly FitParameters _best;
    private readonly CancellationToken _cancellation;
    private double _bestError = double.PositiveInfinity;

    /// <param name="target">What is fitted; not owned.</param>
    /// <param name="seed">Where the Gaussians start; not owned, its density changes with every new start.</param>
    /// <param name="capacity">Most Gaussians, 1 or more.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    internal GaussianFit(FitTarget target, FitSeed seed, int capacity, int threads, FitSchedule schedule, CancellationToken cancellation)
    {
        _schedule = schedule;
        _cancellation = cancellation;
        Fitter = new GaussianFitter(target, capacity, threads);
        _population = new FitPopulation(Fitter, seed, schedule, threads);
        _best = new FitParameters(capacity, target.Channels);
    }

    /// <summary>The engine, its parameters the current ones.</summary>
    public GaussianFitter Fitter { get; }

    /// <summary>Told after every iteration: the mean squared error so far.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Told one line about each stage.</summary>
    public Action<string>? Verbose { get; init; }

    /// <summary>Starts from nothing: places, fits briefly, places anew where the error was, and fits until the clock is done.</summary>
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

    /// <summary>Fits on from the parameters as they are until the clock is done.</summary>
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

        Verbose?.Invoke(FormattableString.Invariant($"fitted: {Decibels(_bestError):f2} dB, {Fitter.Parameters.Count} Gaussians, {clock.Iterations} iterations"));
        return _bestError;
    }

    /// <summary>Adds Gaussians where the error is, or removes those that are missed least.</summary>
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

    /// <summary>Keeps only Gaussians whose centre is in a rectangle, and of those the <paramref name="most"/> that would be missed most.</summary>
    internal void Crop(int left, int top, int right, int bottom, int most) => _population.Crop(left, top, right, bottom, most);

    public void Dispose()
    {
        _population.Dispose();
        _best.Dispose();
        Fitter.Dispose();
    }

    /// <summary>Mean squared error as decibels.</summary>
    internal static double Decibels(double error) => -10 * Math.Log10(Math.Max(error, 1e-12));

    private double Descend(FitClock clock, double from, double to, float rate, bool relocate)
    {
        var error = double.PositiveInfinity;
        var sinceMoved = 0;
        while (clock.Fraction < to)
        {
            _cancellation.ThrowIfCancellationRequested();
            var done = (clock.Fraction - from) / (to - from);
            error = Fitter.Iterate(_schedule.Rates.Scale(rate * _schedule.Rate(done)));
            clock.Tick();
            Progress?.Invoke(error);
            if (relocate && ++sinceMoved >= FitSchedule.RelocationInterval(clock.Expected))
            {
                sinceMoved = 0;
                Keep(error, unstepped: false);
                Move(done, rate);
            }
        }

        return error;
    }

    private void Move(double done, float rate)
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

    private void Keep(double error, bool unstepped = true)
    {
        if (error < _bestError)
        {
            _bestError = unstepped ? error : Fitter.Forward(Fitter.Parameters);
            _best.CopyFrom(Fitter.Parameters);
        }
    }
}
