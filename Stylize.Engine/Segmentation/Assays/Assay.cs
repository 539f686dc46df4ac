using Stylize.Engine.Segmentation.Statistics;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>Analyzes a screen: quality of plates, normalized wells, hits and dose-response curves.</summary>
public static class Assay
{
    private const double CurveP = .05, CurveRSquared = .8;

    /// <summary>Analyzes the wells of one or more plates.</summary>
    public static AssayResult Analyze(IEnumerable<AssayWell> wells, AssayOptions options)
    {
        var plates = wells.GroupBy(well => well.Plate).Select(plate => Normalize([.. plate], options)).ToList();
        AssayWell[] all = [.. plates.SelectMany(plate => plate.Wells)];
        return new(
            [.. plates.Select(plate => plate.Quality)], all, Treatments(all, options),
            [
                .. all.Where(well => well is { Role: WellRole.Sample, Concentration: not null } && double.IsFinite(well.Normalized))
                    .GroupBy(well => well.Compound).Select(group => Curve(group.Key, [.. group], options)).OfType<DoseResponse>(),
            ]);
    }

    private static (PlateQuality Quality, AssayWell[] Wells) Normalize(AssayWell[] wells, AssayOptions options)
    {
        var effects = new PositionEffects(wells);
        AssayWell[] corrected =
        [
            .. wells.Select(well => well with
            {
                Corrected = options.CorrectPositions ? well.Value - effects.Of(well.Well) : well.Value, BScore = effects.Score(well),
            }),
        ];
        double[] Of(WellRole role) =>
            [.. corrected.Where(well => well.Role == role).Select(well => well.Corrected).Where(double.IsFinite)];
        var (negatives, positives, samples, blanks) =
            (Of(WellRole.Negative), Of(WellRole.Positive), Of(WellRole.Sample), Of(WellRole.Blank));
        var reference = negatives.Length > 1 ? negatives : samples;
        var (mean, sd) = (Sample.Mean(reference), Sample.StandardDeviation(reference));
        var (median, robust) = (Sample.Median(reference), Sample.RobustDeviation(reference));
        var (negative, positive) = (Sample.Mean(negatives), Sample.Mean(positives));
        var blank = blanks.Length > 0 ? Sample.Mean(blanks) : 0;
        AssayWell[] normalized =
        [
            .. corrected.Select(well => well with
            {
                RobustZ = Finite((well.Corrected - median) / robust),
                Normalized = Finite(options.Normalization switch
                {
                    Normalization.Percent => 100 * (well.Corrected - blank) / (negative - blank),
                    Normalization.Effect => 100 * (well.Corrected - negative) / (positive - negative),
                    Normalization.Z => (well.Corrected - mean) / sd,
                    _ => (well.Corrected - median) / robust,
                }),
            }),
        ];
        var (negativeSd, positiveSd) = (Sample.StandardDeviation(negatives), Sample.StandardDeviation(positives));
        var quality = new PlateQuality(
            wells[0].Plate, negatives.Length, positives.Length, samples.Length,
            1 - (3 * (positiveSd + negativeSd) / Math.Abs(positive - negative)),
            1 - (3 * (Sample.RobustDeviation(positives) + Sample.RobustDeviation(negatives))
                / Math.Abs(Sample.Median(positives) - Sample.Median(negatives))),
            (positive - negative) / Math.Sqrt(Sample.Variance(positives) + Sample.Variance(negatives)), positive / negative,
            100 * negativeSd / negative, 100 * positiveSd / positive, effects.Rows, effects.Columns, effects.Edge);
        return (quality, normalized);
    }

    private static IReadOnlyList<Treatment> Treatments(AssayWell[] wells, AssayOptions options)
    {
        double[] negatives = [.. wells.Where(well => well.Role == WellRole.Negative).Select(well => well.RobustZ).Where(double.IsFinite)];
        var groups = wells.Where(well => well.Role == WellRole.Sample && double.IsFinite(well.RobustZ))
            .GroupBy(well => (well.Compound, well.Concentration)).ToList();
        double[] p = [.. groups.Select(group => TestAgainst([.. group.Select(well => well.RobustZ)], negatives))];
        var q = FalseDiscoveryRate.Adjust(p);
        return
        [
            .. groups.Select((group, i) =>
            {
                var z = Sample.Median([.. group.Select(well => well.RobustZ)]);
                return new Treatment(
                    group.Key.Compound, group.Key.Concentration, group.Count(), Sample.Median([.. group.Select(well => well.Normalized)]),
                    z, p[i], q[i], Math.Abs(z) >= options.MinimumZ && q[i] <= options.Fdr);
            }),
        ];
    }

    /// <summary>Returns the p value of Student's t test with equal variances. A single well has the variance of the others.</summary>
    private static double TestAgainst(double[] values, double[] others)
    {
        var degrees = values.Length + others.Length - 2;
        if (degrees < 1 || others.Length < 2) return double.NaN;

        var squares = (Sample.Variance(others) * (others.Length - 1))
            + (values.Length > 1 ? Sample.Variance(values) * (values.Length - 1) : 0);
        var error = Math.Sqrt(squares / degrees * ((1.0 / values.Length) + (1.0 / others.Length)));
        return Distribution.StudentTails((Sample.Mean(values) - Sample.Mean(others)) / error, degrees);
    }

    private static DoseResponse? Curve(string compound, AssayWell[] wells, AssayOptions options)
    {
        var doses = wells.Select(well => well.Concentration!.Value).ToArray();
        var responses = wells.Select(well => well.Normalized).ToArray();
        if (LogisticCurve.Fit(doses, responses, options.Bottom, options.Top) is not { } fit) return null;

        var positive = doses.Where(dose => dose > 0).ToList();
        var slope = Math.Abs(fit.Hill);
        var flags = (fit.P <= CurveP ? CurveFlags.None : CurveFlags.NoEffect)
            | (fit.Ec50 >= positive.Min() && fit.Ec50 <= positive.Max() ? CurveFlags.None : CurveFlags.OutsideDoses)
            | (fit.Lower > 0 ? CurveFlags.None : CurveFlags.Undetermined)
            | (slope is > LogisticCurve.MinHill * 1.001 and < LogisticCurve.MaxHill * .999 ? CurveFlags.None : CurveFlags.SlopeLimit)
            | (fit.RSquared >= CurveRSquared ? CurveFlags.None : CurveFlags.PoorFit);
        return new(
            compound, wells.Length, fit.Ec50, fit.Lower, fit.Upper, fit.Hill, fit.Bottom, fit.Top, fit.RSquared, flags, doses, responses);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;
}
