namespace Stylize.Engine.Runs.Estimate;

/// <summary>The 90% error factor, from logarithmic variances of scatter, extrapolation, age and load.</summary>
internal static class EstimateError
{
    /// <summary>Standard deviations of the central 90% of a normal distribution.</summary>
    private const double Quantile = 1.645;

    /// <summary>Prior deviation between files, and the number of runs that it counts as.</summary>
    private const double UsualScatter = .2;
    private const double UsualScatterRuns = 3;

    /// <summary>Deviation between runs of the same batch, which more measurements do not reduce.</summary>
    private const double Repeat = .12;

    /// <summary>Deviation per unit of logarithmic distance from the measured sizes; larger if the fixed cost is unknown.</summary>
    private const double PerDistance = .3;
    private const double PerDistanceFromOneSize = .6;

    private const double PerDay = .03;
    private const double OfCutRuns = .3;

    /// <summary>Deviation per logarithmic unit of the free share of the processors, which may change before the run.</summary>
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
