using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>How a row stands against the same row of an earlier report.</summary>
/// <param name="Row">The row measured now.</param>
/// <param name="Baseline">The earlier row.</param>
/// <param name="Ratio">Time now over time then, both divided by the machine's reference: above 1 is slower.</param>
/// <param name="PValue">Probability of such samples if nothing had become slower.</param>
/// <param name="Noise">Relative standard deviation of both rows' samples and of the machine's reference beside them, together; a ratio must exceed 1 by three times as much.</param>
/// <param name="Slower">True where the test and the noise both say that it became slower.</param>
/// <param name="SlowestPhase">The phase whose time grew most, or null.</param>
public sealed record RowComparison(
    MeasurementRow Row, MeasurementRow Baseline, double Ratio, double PValue, double Noise, bool Slower, string? SlowestPhase)
{
    /// <summary>Largest p-value that counts as slower.</summary>
    public const double Significance = 0.01;

    /// <summary>Standard deviations of the noise by which a row must be slower: what differs between two runs of a program is more than what differs within one.</summary>
    public const double NoiseMargin = 3;

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
        var noise = Math.Sqrt(Square(Spread(now)) + Square(Spread(then)) + Square(Spread(row.ReferenceSamples)) + Square(Spread(baseline.ReferenceSamples)));
        var p = MannWhitney.LargerPValue(now, then);
        var growth = row.Phases
            .Where(phase => baseline.Phases.ContainsKey(phase.Key))
            .Select(phase => (phase.Key, Growth: phase.Value - baseline.Phases[phase.Key]))
            .OrderByDescending(g => g.Growth)
            .FirstOrDefault();
        var slower = p <= Significance && ratio > 1 + (NoiseMargin * noise);
        return new RowComparison(row, baseline, ratio, p, noise, slower, growth.Growth > 0 ? growth.Key : null);
    }

    private static double Spread(IReadOnlyCollection<double> samples) => Statistics.MedianAbsoluteDeviation(samples) / Statistics.Median(samples);

    private static double Square(double value) => value * value;

    private static double[] Relative(MeasurementRow row) =>
        [.. row.Samples.Zip(row.ReferenceSamples, (sample, reference) => sample / reference)];
}
