namespace Stylize.Engine.Runs.Estimate;

/// <summary>Cost of a run by its size, from 1/4 to 4 times the sizes measured on this machine.</summary>
internal sealed class CostModel
{
    /// <summary>Maximum ratio of a size to the measured sizes.</summary>
    public const double MaxExtrapolation = 4;

    /// <summary>Maximum age of a measurement.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    private readonly CostLaw _processor;
    private readonly CostLaw _wall;

    /// <param name="warmUpSeconds">Extra time of the first run in a process.</param>
    internal CostModel(IReadOnlyList<CostSample> samples, double warmUpSeconds)
    {
        Samples = samples;
        WarmUpSeconds = warmUpSeconds;

        // Runs stopped early have little weight.
        _processor = CostLaw.Fit([.. samples.Select(s => (s.Megapixels, s.ProcessorSeconds, s.DoneShare))]);
        _wall = CostLaw.Fit([.. samples.Select(s => (s.Megapixels, s.Seconds, s.DoneShare))]);
    }

    public IReadOnlyList<CostSample> Samples { get; }

    /// <summary>Extra seconds of the first run in a process, in which the runtime compiles the code.</summary>
    public double WarmUpSeconds { get; }

    public int Files => Samples.DistinctBy(s => (s.Measured, s.File)).Count();

    public double MinMegapixels => Samples.Min(s => s.Megapixels);

    public double MaxMegapixels => Samples.Max(s => s.Megapixels);

    /// <summary>Time of the oldest measurement.</summary>
    public DateTimeOffset Measured => Samples.Min(s => s.Measured);

    /// <summary>True if a run was stopped and its time extrapolated from its progress.</summary>
    public bool IsCut => Samples.Any(s => s.IsCut);

    /// <summary>True if the measured sizes separate the fixed cost from that of the pixels.</summary>
    internal bool SeparatesSizes => CostLaw.Separates(MinMegapixels, MaxMegapixels);

    public double ProcessorSeconds(double megapixels) => Math.Max(1e-6, _processor.Seconds(megapixels));

    /// <summary>Returns the wall time in seconds of a run with all threads of a batch.</summary>
    public double Seconds(double megapixels) => Math.Max(1e-6, _wall.Seconds(megapixels));

    /// <summary>Returns the seconds that a run takes on an otherwise idle machine.</summary>
    public double MachineSeconds(double megapixels, int atOnce) =>
        Math.Max(ProcessorSeconds(megapixels), Seconds(megapixels)) / atOnce;

    /// <summary>Returns the natural logarithm of the ratio between a size and the nearest measured one; 0 within the range.</summary>
    internal double Distance(double megapixels) =>
        Math.Max(0, Math.Log(Math.Max(megapixels / MaxMegapixels, MinMegapixels / megapixels)));

    internal bool Covers(double megapixels) => Distance(megapixels) <= Math.Log(MaxExtrapolation) + 1e-9;

    /// <summary>
    /// Returns the standard deviation of the logarithm of a run's time about the law. Few runs are supplemented by
    /// <paramref name="usual"/>, which counts as <paramref name="weight"/> runs.
    /// </summary>
    internal double Scatter(double usual, double weight)
    {
        var free = Math.Max(0, Samples.Count - (SeparatesSizes ? 2 : 1));
        return Math.Sqrt((Math.Max(Squares(_processor, s => s.ProcessorSeconds), Squares(_wall, s => s.Seconds)) + (weight * usual * usual))
            / (free + weight));

        double Squares(CostLaw law, Func<CostSample, double> seconds) =>
            Samples.Sum(s => s.DoneShare * Math.Pow(Math.Log(seconds(s) / law.Seconds(s.Megapixels)), 2));
    }

    /// <summary>Returns the model without runs that were stopped or are too old; null if none is left.</summary>
    internal CostModel? Current(DateTimeOffset now)
    {
        CostSample[] current = [.. Samples.Where(s => !s.IsCut && (now - s.Measured).Duration() <= MaxAge)];
        return current.Length == 0 ? null : new CostModel(current, WarmUpSeconds);
    }

    /// <summary>Returns the model with those earlier runs whose sizes lie outside its own.</summary>
    internal CostModel Extended(CostModel? earlier)
    {
        var (smallest, largest) = (MinMegapixels, MaxMegapixels);
        return earlier is null
            ? this
            : new CostModel([.. Samples, .. earlier.Samples.Where(s => s.Megapixels < smallest || s.Megapixels > largest)], WarmUpSeconds);
    }
}

internal sealed record CostSample(
    int File,
    double Megapixels,
    double ProcessorSeconds,
    double Seconds,
    DateTimeOffset Measured,
    double FreeShare = 1,
    double DoneShare = 1)
{
    /// <summary>True if the run was stopped and its time extrapolated from its progress.</summary>
    internal bool IsCut => DoneShare < 1;

    /// <summary>True if every value is in its range, as it may not be in a damaged file.</summary>
    internal bool IsValid => IsPositive(Megapixels) && IsPositive(ProcessorSeconds) && IsPositive(Seconds)
        && FreeShare is > 0 and <= 1 && DoneShare is > 0 and <= 1;

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;
}
