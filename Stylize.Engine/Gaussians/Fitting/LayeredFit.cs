using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// A fit in layers, of which the first ones alone give a good picture too. It begins with the first layer and adds the others one after the
/// other where the error is large; meanwhile and afterwards its iterations take turns between the pictures (<see cref="LayerTurns"/>).
/// </summary>
internal sealed class LayeredFit : GaussianFit
{
    /// <summary>Share of the fit at which the last layer is added.</summary>
    private const double GrowthShare = .4;

    private readonly LayerTurns _turns;

    /// <inheritdoc cref="GaussianFit(FitTarget, FitSeed, int, int, FitSchedule, CancellationToken)"/>
    internal LayeredFit(FitTarget target, FitSeed seed, int capacity, int threads, FitSchedule schedule, CancellationToken cancellation)
        : base(target, seed, capacity, threads, schedule, cancellation) => _turns = new LayerTurns(Fitter);

    /// <inheritdoc/>
    public override double Run(int count, FitClock clock)
    {
        var sizes = LayerPlan.Growing(count);
        Fitter.LayerEnds = [sizes[0]];
        Start(sizes[0], clock);
        var from = clock.Fraction;
        var begin = 0.0;
        for (var layer = 0; layer < sizes.Count; layer++)
        {
            if (layer > 0)
            {
                Population.Grow(sizes[layer], Cancellation);
                Fitter.LayerEnds = [.. Fitter.LayerEnds, Fitter.Parameters.Count];
            }

            var end = layer + 1 < sizes.Count ? GrowthShare * (layer + 1) / (sizes.Count - 1) : 1;
            Descend(clock, from, 1, 1, (done, _) => Relocate(done, (done - begin) / (1 - begin)), from + (end * (1 - from)));
            begin = end;
        }

        return Finish(clock);
    }

    /// <inheritdoc/>
    /// <remarks>The parameters at the end are kept: no one error tells which are the best.</remarks>
    public override double Refine(FitClock clock, float rate)
    {
        Descend(clock, clock.Fraction, 1, rate, (_, _) => Fitter.Sort());
        return Finish(clock);
    }

    /// <inheritdoc/>
    public override double Iterate(FitRates rates) => _turns.Iterate(rates);

    /// <inheritdoc/>
    /// <remarks>Only the last layer changes.</remarks>
    public override void Resize(int count)
    {
        var now = Fitter.Parameters.Count;
        if (count > now)
        {
            Population.Grow(count - now, Cancellation);
        }
        else
        {
            Population.Shrink(Math.Min(now - count, now - LastLayer - 1), LastLayer);
        }

        Fitter.LayerEnds = [.. Fitter.LayerEnds.SkipLast(1), Fitter.Parameters.Count];
    }

    /// <summary>First Gaussian of the last layer.</summary>
    private int LastLayer => Fitter.LayerEnds is [.., var before, _] ? before : 0;

    /// <summary>Moves Gaussians of the last layer alone: those before it have their places in other pictures too.</summary>
    /// <param name="done">Share of the fit.</param>
    /// <param name="age">Share of it since the layer was added.</param>
    private void Relocate(double done, double age)
    {
        if (done < Schedule.RelocationEnd)
        {
            var number = Schedule.RelocationShare * (1 - age) * (Fitter.Parameters.Count - LastLayer);
            Population.Relocate((int)number, Cancellation, LastLayer);
        }
        else
        {
            Fitter.Sort();
        }
    }

    private double Finish(FitClock clock)
    {
        var error = Fitter.Forward(Fitter.Parameters);
        Tell(error, clock);
        return error;
    }
}
