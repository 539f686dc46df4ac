namespace Stylize.Engine.Segmentation.Assays;

/// <summary>The value of a well relative to the controls of its plate. Negative and blank are means of the control
/// wells.</summary>
internal enum Normalization
{
    /// <summary>Percent of control: 100 (value - blank) / (negative - blank); blank is 0 without blank wells.</summary>
    Percent,

    /// <summary>Percent of effect: 100 (value - negative) / (positive - negative).</summary>
    Effect,

    /// <summary>Difference from the mean of the reference wells in standard deviations.</summary>
    Z,

    /// <summary>Difference from their median in robust standard deviations.</summary>
    RobustZ,
}

/// <summary>The quality of a plate. Quantities are NaN without the controls that they need.</summary>
/// <param name="Negatives">Number of negative controls with a value.</param>
/// <param name="ZPrime">1 - 3 (SD of positives + SD of negatives) / |difference of means| (Zhang, Chung and Oldenburg
/// 1999).</param>
/// <param name="RobustZPrime">The same with medians and 1.4826 times the median absolute deviations.</param>
/// <param name="Ssmd">(mean of positives - mean of negatives) / root of the sum of their variances (Zhang
/// 2007).</param>
/// <param name="SignalToBackground">Mean of positives / mean of negatives.</param>
/// <param name="NegativeCv">Standard deviation of the negatives in percent of their mean.</param>
/// <param name="PositiveCv">Standard deviation of the positives in percent of their mean.</param>
/// <param name="RowEffect">Range of the effects of rows in robust standard deviations of the residuals.</param>
/// <param name="ColumnEffect">Range of the effects of columns, likewise.</param>
/// <param name="EdgeEffect">Median of the samples at the edge of the plate minus that of the others, in robust standard
/// deviations of the others.</param>
internal sealed record PlateQuality(
    string Plate, int Negatives, int Positives, int Samples, double ZPrime, double RobustZPrime, double Ssmd,
    double SignalToBackground,
    double NegativeCv, double PositiveCv, double RowEffect, double ColumnEffect, double EdgeEffect);

/// <summary>A compound at a concentration over its replicates on all plates.</summary>
/// <param name="Wells">Number of wells with a value.</param>
/// <param name="Normalized">Median of the normalized values.</param>
/// <param name="RobustZ">Median of the robust z scores.</param>
/// <param name="P">
/// p value of Student's t test with equal variances of the robust z scores against those of all negatives; NaN with too
/// few wells.
/// </param>
/// <param name="Q">The false discovery rate (Benjamini and Hochberg 1995) over all treatments.</param>
/// <param name="IsHit">True if the treatment meets the rule.</param>
internal sealed record Treatment(
    string Compound, double? Concentration, int Wells, double Normalized, double RobustZ, double P, double Q,
    bool IsHit)
{
    /// <summary>The wells whose images fail gates of quality, such as "C4: Focus"; "" for none.</summary>
    public string Failed { get; init; } = "";
}

/// <summary>What is doubtful about a dose-response curve.</summary>
[Flags]
internal enum CurveFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The responses do not depend on the dose (F test, p above 0.05).</summary>
    NoEffect = 1,

    /// <summary>The EC50 is below the lowest dose or above the highest one.</summary>
    OutsideDoses = 2,

    /// <summary>The EC50 has no confidence interval, or one that contains 0.</summary>
    Undetermined = 4,

    /// <summary>The slope is at a limit of the fit, 0.05 or 30.</summary>
    SlopeLimit = 8,

    /// <summary>The curve explains less than 80% of the variance.</summary>
    PoorFit = 16,

    /// <summary>No curve, because there are fewer than four doses above 0, or no more wells than free
    /// parameters.</summary>
    TooFewDoses = 32,
}

/// <summary>The dose-response curve of a compound over its replicates on all plates: four-parameter logistic.</summary>
/// <param name="Points">Number of wells.</param>
/// <param name="Ec50">Concentration halfway between the asymptotes.</param>
/// <param name="Lower">
/// Lower end of the 95% confidence interval of the EC50, as by ED of R's drc with the delta method; NaN if it does not
/// exist.
/// </param>
/// <param name="Upper">Upper end of that interval.</param>
/// <param name="Hill">Slope: positive if the response rises with the concentration.</param>
/// <param name="RSquared">Share of the variance that the curve explains.</param>
/// <param name="Flags">What is doubtful.</param>
/// <param name="Doses">The concentration of each well.</param>
/// <param name="Responses">The normalized value of each well.</param>
internal sealed record DoseResponse(
    string Compound, int Points, double Ec50, double Lower, double Upper, double Hill, double Bottom, double Top,
    double RSquared, CurveFlags Flags, IReadOnlyList<double> Doses, IReadOnlyList<double> Responses)
{
    /// <summary>The flags after the interval of the EC50 as phrases, such as "outside doses, poor fit"; "" for
    /// none.</summary>
    public string Doubts => string.Join(", ", Enum.GetValues<CurveFlags>()
        .Where(flag => flag is not (CurveFlags.None or CurveFlags.Undetermined) && Flags.HasFlag(flag))
        .Select(flag => OptionWords.Kebab($"{flag}").Replace('-', ' ')));

    /// <summary>Returns the response of the curve to a concentration.</summary>
    public double At(double concentration) =>
        Bottom + ((Top - Bottom) / (1 + PortableMath.Pow(Ec50 / concentration, Hill)));
}

/// <summary>The results of a screen.</summary>
internal sealed record AssayResult(
    IReadOnlyList<PlateQuality> Plates, IReadOnlyList<AssayWell> Wells, IReadOnlyList<Treatment> Treatments,
    IReadOnlyList<DoseResponse> Curves)
{
    /// <summary>Unit of all concentrations; "" if it is unknown.</summary>
    public string Unit => Wells.Select(well => well.Unit).FirstOrDefault(unit => unit.Length > 0, "");
}
