namespace Stylize.Engine.Runs.Estimate;

/// <summary>The factor that holds 9 of 10 batches: logarithmic variances of scatter, extrapolation, age and load.</summary>
internal static class EstimateError
{
    /// <summary>Standard deviations that hold 9 of 10 normal values.</summary>
    private const double Quantile = 1.645;

    /// <summary>Deviation between files until runs have shown it, and the number of runs that this assumption counts as.</summary>
    private const double UsualScatter = .2;
    private const double UsualScatterRuns = 3;

    /// <summary>Deviation between two runs of the same batch, which more measurements do not reduce.</summary>
    private const double Repeat = .12;

    /// <summary>Deviation per unit of logarithmic distance from the measured sizes; more if the fixed cost is not known.</summary>
    private const double PerDistance = .3;
    private const double PerDistanceFromOneSize = .6;

    private const double PerDay = .03;
    private const double OfCutRuns = .3;

    /// <summary>Deviation per unit of the logarithm of the free share of the processors, which may change before the batch runs.</summary>
    private const double PerLoadNow = .5;
    private const double PerLoadThen = .25;

    /// <summary>Returns the factor, above 1, by which the time may be shorter or longer.</summary>
    public static double Factor(CostModel model, IReadOnlyList<double> megapixels, DateTimeOffset now, double freeShare)
    {
        double cost = 0, squares = 0, distance = 0;
        foreach (var size in megapixels)
        {
            var seconds = model.ProcessorSeconds(size);
            cost += seconds;
            squares += seconds * seconds;
            distance += seconds * model.Distance(size);
        }

        var scatter = model.Scatter(UsualScatter, UsualScatterRuns);
        var averaged = (1.0 / model.Files) + (squares / (cost * cost));
        double[] deviations =
        [
            scatter * Math.Sqrt(averaged),
            Repeat,
            (model.SeparatesSizes ? PerDistance : PerDistanceFromOneSize) * distance / cost,
            PerDay * Math.Max(0, (now - model.Measured).TotalDays),
            model.Samples.Max(s => s.IsCut ? OfCutRuns * (1 - s.DoneShare) : 0),
            PerLoadNow * Math.Log(1 / freeShare),
            PerLoadThen * Math.Log(1 / model.Samples.Min(s => s.FreeShare)),
        ];
        return Math.Exp(Quantile * Math.Sqrt(deviations.Sum(d => d * d)));
    }
}
