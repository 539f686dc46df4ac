namespace Stylize.Engine.Measuring;

/// <summary>The comparison of a row with the same row of an earlier report.</summary>
/// <param name="Row">The new row.</param>
/// <param name="Baseline">The earlier row.</param>
/// <param name="Ratio">New median time divided by the baseline median time, both relative to
/// <see cref="MachineReference"/>; above 1 is slower.</param>
/// <param name="PValue">P-value of the one-sided Mann-Whitney U test that the new samples are larger.</param>
/// <param name="Noise">Relative standard deviation of the ratio: the root of the sum of squares of the robust standard
/// deviations of the samples of both rows and of their machine references.</param>
/// <param name="Slower">True if <paramref name="PValue"/> is at most <see cref="Significance"/> and
/// <paramref name="Ratio"/> exceeds 1 by more than <see cref="NoiseMargin"/> times <paramref name="Noise"/>.</param>
/// <param name="SlowestPhase">The phase whose time increased most; null if none increased.</param>
internal sealed record RowComparison(
    MeasurementRow Row, MeasurementRow Baseline, double Ratio, double PValue, double Noise, bool Slower,
    string? SlowestPhase)
{
    /// <summary>Maximum p-value that counts as slower.</summary>
    public const double Significance = 0.01;

    /// <summary>Number of standard deviations by which a ratio must exceed 1. Times vary more between runs of a program
    /// than within one run, so a smaller margin would report unchanged rows.</summary>
    public const double NoiseMargin = 3;

    /// <summary>Compares the rows that exist in both reports, matched by <see cref="MeasurementRow.Key"/>.</summary>
    public static IReadOnlyList<RowComparison> Compare(MeasurementReport now, MeasurementReport baseline)
    {
        var earlier = baseline.Rows.GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Last());
        return [.. now.Rows.Where(r => earlier.ContainsKey(r.Key)).Select(r => Compare(r, earlier[r.Key]))];
    }

    /// <summary>Compares two rows with the same key.</summary>
    public static RowComparison Compare(MeasurementRow row, MeasurementRow baseline)
    {
        var (now, then) = (Relative(row), Relative(baseline));
        var (medianNow, medianThen) = (Sample.Median([.. now]), Sample.Median([.. then]));
        var ratio = medianNow / medianThen;
        double[] spreads = [Spread(now), Spread(then), Spread(row.ReferenceSamples), Spread(baseline.ReferenceSamples)];
        var noise = Math.Sqrt(spreads.Sum(s => s * s));
        var p = MannWhitney.LargerPValue(now, then);
        var growth = row.Phases
            .Where(phase => baseline.Phases.ContainsKey(phase.Key))
            .Select(phase => (phase.Key, Growth: phase.Value - baseline.Phases[phase.Key]))
            .OrderByDescending(g => g.Growth)
            .FirstOrDefault();
        var slower = p <= Significance && ratio > 1 + (NoiseMargin * noise);
        return new RowComparison(row, baseline, ratio, p, noise, slower, growth.Growth > 0 ? growth.Key : null);
    }

    /// <summary>Returns the comparison as text.</summary>
    /// <param name="verb">The words between the row and its ratio, such as " takes ".</param>
    public string Describe(string verb)
    {
        var row = Invariant(
            $"{Row.Operation} {Row.Preset} on {Row.Image}, {Row.Width}x{Row.Height}, {Row.ThreadText}");
        var times = Invariant($"{Ratio:0.00} times the baseline (noise {Noise:0.0%}, p {PValue:0.000})");
        return $"{row}{verb}{times}{(SlowestPhase is null ? "" : $"; largest increase in '{SlowestPhase}'")}";
    }

    private static double Spread(IReadOnlyCollection<double> samples) =>
        Sample.RobustDeviation([.. samples]) / Sample.Median([.. samples]);

    private static double[] Relative(MeasurementRow row) =>
        [.. row.Samples.Zip(row.ReferenceSamples, (sample, reference) => sample / reference)];
}
