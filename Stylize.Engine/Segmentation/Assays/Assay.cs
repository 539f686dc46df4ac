using Stylize.Engine.Segmentation.Statistics;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>Analyzes a screen: quality of plates, normalized wells, hits and dose-response curves.</summary>
internal static class Assay
{
    private const double CurveP = .05, CurveRSquared = .8;

    /// <summary>Analyzes the wells of one or more plates.</summary>
    public static AssayResult Analyze(IEnumerable<AssayWell> wells, ScreenOptions options)
    {
        var plates = wells.GroupBy(well => well.Plate).Select(plate => Correct([.. plate], options)).ToList();
        var together = References.FromWells(plates.SelectMany(plate => plate.Wells));
        AssayWell[] all =
        [
            .. plates.SelectMany(
                plate => (options.PoolControls ? together : References.FromWells(plate.Wells)) is var references
                    ? plate.Wells.Select(well => references.Normalize(well, options.Normalize)) : []),
        ];
        return new(
            [.. plates.Select(plate => Quality(plate.Wells, plate.Effects))], all, Treatments(all, options),
            [
                .. all.Where(
                    well => well.Role == WellRole.Sample && double.IsFinite(well.Normalized))
                    .GroupBy(well => well.Compound).Select(group => Curve(group.Key, [.. group], options)),
            ]);
    }

    private static (AssayWell[] Wells, PositionEffects Effects) Correct(AssayWell[] wells, ScreenOptions options)
    {
        var effects = new PositionEffects(wells);
        return ([
            .. wells.Select(well => well with
            {
                Corrected = options.CorrectPositions ? well.Value - effects.Of(well.Well) : well.Value,
                BScore = effects.Score(well),
            }),
        ], effects);
    }

    private static PlateQuality Quality(AssayWell[] wells, PositionEffects effects)
    {
        var (negatives, positives) = (ValuesOf(wells, WellRole.Negative), ValuesOf(wells, WellRole.Positive));
        var (negative, positive) = (Sample.Mean(negatives), Sample.Mean(positives));
        var (negativeSd, positiveSd) = (Sample.StandardDeviation(negatives), Sample.StandardDeviation(positives));
        return new PlateQuality(
            wells[0].Plate, negatives.Length, positives.Length, ValuesOf(wells, WellRole.Sample).Length,
            1 - (3 * (positiveSd + negativeSd) / Math.Abs(positive - negative)),
            1 - (3 * (RobustDeviation(positives) + RobustDeviation(negatives))
                / Math.Abs(Sample.Median(positives) - Sample.Median(negatives))),
            (positive - negative) / Math.Sqrt(Sample.Variance(positives) + Sample.Variance(negatives)),
            positive / negative,
            100 * negativeSd / negative, 100 * positiveSd / positive, effects.Rows, effects.Columns, effects.Edge);
    }

    /// <summary>Returns the robust standard deviation, which is unknown for fewer than two wells.</summary>
    private static double RobustDeviation(double[] values) =>
        values.Length > 1 ? Sample.RobustDeviation(values) : double.NaN;

    private static double[] ValuesOf(IEnumerable<AssayWell> wells, WellRole role) =>
        [.. wells.Where(well => well.Role == role).Select(well => well.Corrected).Where(double.IsFinite)];

    private static IReadOnlyList<Treatment> Treatments(AssayWell[] wells, ScreenOptions options)
    {
        var rule = HitRule.FromConditions(options.Rule);
        double[] negatives = [.. wells.Where(well => well.Role == WellRole.Negative).Select(well => well.RobustZ)
            .Where(double.IsFinite)];
        var groups = wells.Where(well => well.Role == WellRole.Sample && double.IsFinite(well.Corrected))
            .GroupBy(well => (well.Compound, well.Concentration)).ToList();
        double[] p = [.. groups.Select(group => TestAgainst(Finite(group, well => well.RobustZ), negatives))];
        var q = FalseDiscoveryRate.Adjust(p);
        return
        [
            .. groups.Select((group, i) =>
            {
                var z = Sample.Median(Finite(group, well => well.RobustZ));
                var normalized = Sample.Median(Finite(group, well => well.Normalized));
                return new Treatment(
                    group.Key.Compound, group.Key.Concentration, group.Count(), normalized, z, p[i], q[i],
                    rule.IsMet(group.Count(), normalized, z, q[i]))
                {
                    Failed = string.Join("; ", group.Where(well => well.Failed.Length > 0)
                        .Select(well => $"{well.Well}: {well.Failed}")),
                };
            }),
        ];
    }

    private static double[] Finite(IEnumerable<AssayWell> wells, Func<AssayWell, double> quantity) =>
        [.. wells.Select(quantity).Where(double.IsFinite)];

    /// <summary>Returns the p value of Student's t test with equal variances. A single well has the variance of the
    /// others.</summary>
    private static double TestAgainst(double[] values, double[] others)
    {
        var degrees = values.Length + others.Length - 2;
        if (degrees < 1 || values.Length == 0 || others.Length < 2) return double.NaN;

        var squares = (Sample.Variance(others) * (others.Length - 1))
            + (values.Length > 1 ? Sample.Variance(values) * (values.Length - 1) : 0);
        var error = Math.Sqrt(squares / degrees * ((1.0 / values.Length) + (1.0 / others.Length)));
        return Distribution.StudentTails((Sample.Mean(values) - Sample.Mean(others)) / error, degrees);
    }

    private static DoseResponse Curve(string compound, AssayWell[] wells, ScreenOptions options)
    {
        wells = [.. wells.Where(well => well.Concentration is not null)];
        var doses = wells.Select(well => well.Concentration!.Value).ToArray();
        var responses = wells.Select(well => well.Normalized).ToArray();
        if (LogisticCurve.Fit(doses, responses, options.Bottom, options.Top) is not { } fit)
        {
            return new(
                compound, wells.Length, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN,
                double.NaN, CurveFlags.TooFewDoses, doses, responses);
        }

        var positive = doses.Where(dose => dose > 0).ToList();
        var slope = Math.Abs(fit.Hill);
        var flags = (fit.P <= CurveP ? CurveFlags.None : CurveFlags.NoEffect)
            | (fit.Ec50 >= positive.Min() && fit.Ec50 <= positive.Max() ? CurveFlags.None : CurveFlags.OutsideDoses)
            | (fit.Lower > 0 ? CurveFlags.None : CurveFlags.Undetermined)
            | (slope is > LogisticCurve.MinHill * 1.001 and < LogisticCurve.MaxHill * .999
                ? CurveFlags.None : CurveFlags.SlopeLimit)
            | (fit.RSquared >= CurveRSquared ? CurveFlags.None : CurveFlags.PoorFit);
        return new(
            compound, wells.Length, fit.Ec50, fit.Lower, fit.Upper, fit.Hill, fit.Bottom, fit.Top, fit.RSquared, flags,
            doses, responses);
    }

    /// <summary>What the values of wells are compared with: the controls of a plate, or of all plates.</summary>
    private sealed record References(
        double Mean, double Deviation, double Median, double RobustDeviation, double Negative, double Positive,
        double Blank)
    {
        public static References FromWells(IEnumerable<AssayWell> wells)
        {
            AssayWell[] all = [.. wells];
            var (negatives, blanks) = (ValuesOf(all, WellRole.Negative), ValuesOf(all, WellRole.Blank));
            var reference = negatives.Length > 1 ? negatives : ValuesOf(all, WellRole.Sample);
            return new(
                Sample.Mean(reference), Sample.StandardDeviation(reference), Sample.Median(reference),
                Sample.RobustDeviation(reference),
                Sample.Mean(negatives), Sample.Mean(ValuesOf(all, WellRole.Positive)),
                blanks.Length > 0 ? Sample.Mean(blanks) : 0);
        }

        public AssayWell Normalize(AssayWell well, Normalization normalization) => well with
        {
            RobustZ = Finite((well.Corrected - Median) / RobustDeviation),
            Normalized = Finite(normalization switch
            {
                Normalization.Percent => 100 * (well.Corrected - Blank) / (Negative - Blank),
                Normalization.Effect => 100 * (well.Corrected - Negative) / (Positive - Negative),
                Normalization.Z => (well.Corrected - Mean) / Deviation,
                _ => (well.Corrected - Median) / RobustDeviation,
            }),
        };

        private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;
    }
}
