namespace Stylize.Engine.Telemetry;

/// <summary>How a row stands against the same row of an earlier report.</summary>
/// <param name="Row">The row measured now.</param>
/// <param name="Baseline">The earlier row.</param>
/// <param name="Ratio">Time now over time then, both divided by the machine's reference: above 1 is slower.</param>
/// <param name="PValue">Probability of such samples if nothing had become slower.</param>
/// <param name="Noise">Relative spread of both rows' samples together: what a ratio must exceed to be told from noise.</param>
/// <param name="Slower">True where the test and the noise both say that it became slower.</param>
/// <param name="SlowestPhase">The phase whose time grew most, or null.</param>
public sealed record RowComparison(
    MeasurementRow Row, MeasurementRow Baseline, double Ratio, double PValue, double Noise, bool Slower, string? SlowestPhase)
{
    /// <summary>Largest p-value that counts as slower.</summary>
    public const double Significance = 0.01;

    /// <summary>Compares every row that both reports have.</summary>
    public static IReadOnlyList<RowComparison> Compare(MeasurementReport now, MeasurementReport baseline)
    {
        var earlier = baseline.Rows.GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Last());
        return [.. now.Rows.Where(r => earlier.ContainsKey(r.Key)).Select(r => Compare(r, earlier[r.Key]))];
    }

    /// <summary>Compares two rows of the same key.</summary>
    public static RowComparison Compare(MeasurementRow row, MeasurementRow baseline)
    {
        var (now, then) = (Relative(row), Relative(baseline));
        var (medianNow, medianThen) = (Statistics.Median(now), Statistics.Median(then));
        var ratio = medianNow / medianThen;
        var noise = Math.Sqrt(
            Math.Pow(Statistics.MedianAbsoluteDeviation(now) / medianNow, 2) + Math.Pow(Statistics.MedianAbsoluteDeviation(then) / medianThen, 2));
        var p = MannWhitney.LargerPValue(now, then);
        var growth = row.Phases
            .Where(phase => baseline.Phases.ContainsKey(phase.Key))
            .Select(phase => (phase.Key, Growth: phase.Value - baseline.Phases[phase.Key]))
            .OrderByDescending(g => g.Growth)
            .FirstOrDefault();
        var slower = p <= Significance && ratio > 1 + noise;
        return new RowComparison(row, baseline, ratio, p, noise, slower, growth.Growth > 0 ? growth.Key : null);
    }

    private static double[] Relative(MeasurementRow row) =>
        [.. row.Samples.Zip(row.ReferenceSamples, (sample, reference) => sample / reference)];
}
