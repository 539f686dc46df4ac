using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Fits Gaussians to an image: initialization, gradient descent, relocation. Keeps the best
/// parameters.</summary>
internal class GaussianFit : IDisposable
{
    private readonly FitParameters _best;
    private double _bestError = double.PositiveInfinity;

    /// <param name="seed">Initialization; not owned.</param>
    /// <param name="device">The device of the iterations; null for the processor.</param>
    internal GaussianFit(
        FitTarget target, FitSeed seed, int capacity, ThreadGrant threads, CancellationToken cancellation,
        FitSchedule? schedule = null, ComputeDevice? device = null)
    {
        Schedule = schedule ?? FitSchedule.Default;
        Cancellation = cancellation;
        Fitter = GaussianFitter.Create(target, capacity, threads, device, cancellation);
        Population = new FitPopulation(Fitter, seed, Schedule, threads);
        _best = new FitParameters(capacity, target.Channels);
    }

    public GaussianFitter Fitter { get; }

    protected FitSchedule Schedule { get; }

    /// <summary>Mean distance of the Gaussians in pixels.</summary>
    private double Spacing => Math.Sqrt(
        (double)Fitter.Target.Width * Fitter.Target.Height / Math.Max(1, Fitter.Parameters.Count));

    public FitPopulation Population { get; }
    protected CancellationToken Cancellation { get; }

    /// <summary>Called after every iteration with the mean squared error.</summary>
    public Action<double>? Progress { get; init; }

    public Action<string>? Verbose { get; init; }

    /// <summary>Runs a fit from the start to the end of the clock.</summary>
    /// <returns>The mean squared error of the parameters.</returns>
    public virtual double Run(int count, FitClock clock)
    {
        Population.Start(count, Cancellation);
        return Refine(clock, 1);
    }

    /// <summary>Continues from the current parameters to the end of the clock.</summary>
    /// <param name="rate">Initial factor of the learning rates, above 0 to 1.</param>
    public virtual double Refine(FitClock clock, float rate)
    {
        _bestError = double.PositiveInfinity;
        Keep(Fitter.Forward(Fitter.Parameters));
        Descend(clock, clock.Fraction, 1, rate, (done, error) => Checkpoint(done, error, rate));
        var last = Fitter.Forward(Fitter.Parameters);
        Keep(last);
        if (_bestError < last)
        {
            Fitter.Parameters.CopyFrom(_best);
            Fitter.Adam.Reset();
        }

        Log(_bestError, clock);
        return _bestError;
    }

    /// <returns>The mean squared error of the picture.</returns>
    public virtual double Iterate(FitRates rates) => Fitter.Iterate(rates);

    /// <summary>Runs an iteration of quantization.</summary>
    /// <returns>The mean squared error of the picture, or of a sample of it.</returns>
    public double IterateQuantized(FitRates rates) => Iterate(rates, FinishStep);

    /// <summary>Distance of the pixels that an iteration of quantization uses, per axis; 1 for all pixels.</summary>
    public int FinishStep => Schedule.FinishStep(Spacing);

    /// <summary>Adds Gaussians at positions of large error, or removes those of the lowest removal cost.</summary>
    public virtual void Resize(int count)
    {
        var now = Fitter.Parameters.Count;
        if (count > now)
        {
            Population.Grow(count - now, Cancellation);
        }
        else if (count < now)
        {
            Population.Shrink(now - count);
        }
    }

    public virtual void Dispose()
    {
        Population.Dispose();
        _best.Dispose();
        Fitter.Dispose();
    }

    internal static double Decibels(double error) => -10 * PortableMath.Log10(Math.Max(error, 1e-12));

    protected void Log(double error, FitClock clock)
    {
        var counts =
            $"{Plural.WithCount(Fitter.Parameters.Count, "Gaussian")}, "
            + $"{Plural.WithCount(clock.Iterations, "iteration")}";
        Verbose?.Invoke(Invariant($"fitted: {Decibels(error):f2} dB, {counts}"));
    }

    /// <summary>Iterates with rates that fall between two shares of the clock.</summary>
    /// <param name="from">Share at which the rates start to fall.</param>
    /// <param name="to">Share at which the rates reach their final value.</param>
    /// <param name="checkpoint">Called regularly with the share done, [0,1], and the error.</param>
    /// <param name="until">Share at which to return; null for <paramref name="to"/>.</param>
    /// <param name="checkpoints">Checkpoints per relocation interval.</param>
    protected double Descend(
        FitClock clock, double from, double to, float rate, Action<double, double>? checkpoint, double? until = null,
        int checkpoints = 1)
    {
        var spacing = Spacing;
        var rates = Schedule.Rates.For(spacing);
        var error = double.PositiveInfinity;
        var sinceCheckpoint = 0;
        while (clock.Fraction < (until ?? to))
        {
            Cancellation.ThrowIfCancellationRequested();
            var done = (clock.Fraction - from) / (to - from);
            var now = rates.Scale(rate * Schedule.Rate(done));
            error = Iterate(now, rate >= 1 ? Schedule.SampleStep(done, spacing) : 1);
            clock.Tick();
            Progress?.Invoke(error);
            if (checkpoint is not null
                && ++sinceCheckpoint * checkpoints >= FitSchedule.RelocationInterval(clock.Expected))
            {
                sinceCheckpoint = 0;
                checkpoint(done, error);
            }
        }

        return error;
    }

    private double Iterate(FitRates rates, int step) => step > 1 ? Fitter.IterateSample(rates, step) : Iterate(rates);

    /// <summary>Keeps the parameters if they are the best so far, and relocates Gaussians during the first part of the
    /// fit.</summary>
    /// <param name="done">Share done, [0,1].</param>
    /// <param name="error">Mean squared error before the last step.</param>
    private void Checkpoint(double done, double error, float rate)
    {
        if (done < Schedule.RelocationEnd && rate >= 1)
        {
            var number = (int)(Schedule.RelocationShare * (1 - done) * Fitter.Parameters.Count);
            Population.Relocate(number, Cancellation, assessed: Keep);
            return;
        }

        if (error < _bestError)
        {
            Keep(Fitter.Forward(Fitter.Parameters));
        }

        Fitter.Sort();
    }

    private void Keep(double error)
    {
        if (error < _bestError)
        {
            _bestError = error;
            _best.CopyFrom(Fitter.Parameters);
        }
    }
}
