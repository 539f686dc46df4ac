namespace Stylize.Engine.Segmentation.Assays;

/// <summary>What a well of a screen holds.</summary>
internal enum WellRole
{
    /// <summary>A compound.</summary>
    Sample,

    /// <summary>The control without an effect, such as the solvent.</summary>
    Negative,

    /// <summary>The control with the full effect.</summary>
    Positive,

    /// <summary>No cells or no stain: the value without a signal.</summary>
    Blank,
}

/// <summary>A well with its contents and its value, such as the mean over its cells.</summary>
/// <param name="Plate">The experiment.</param>
/// <param name="Compound">Name of the compound; "" for none.</param>
/// <param name="Concentration">Concentration of the compound; null if unknown.</param>
/// <param name="Value">NaN if the well has no value.</param>
internal sealed record AssayWell(
    string Plate, string Well, WellRole Role, string Compound, double? Concentration, double Value)
{
    /// <summary>Unit of the concentration; "" if it is unknown.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The gates of quality that its images fail; "" for none, or without a measurement of quality.</summary>
    public string Failed { get; init; } = "";

    /// <summary>The concentration with its unit, such as "2.5 uM"; "" if it is unknown.</summary>
    public string Dose => Invariant($"{Concentration} {(Concentration is null ? "" : Unit)}").Trim();

    /// <summary>The value without the effects of its row and column; the value itself unless they are
    /// corrected.</summary>
    public double Corrected { get; init; } = Value;

    /// <summary>The corrected value relative to the controls of its plate; NaN without controls or value.</summary>
    public double Normalized { get; init; } = double.NaN;

    /// <summary>
    /// Difference from the median of the reference wells of the plate, in robust standard deviations (1.4826 times the
    /// median absolute deviation). References are the negative controls; on a plate with fewer than two, the samples.
    /// </summary>
    public double RobustZ { get; init; } = double.NaN;

    /// <summary>
    /// Residual of the value after the effects of its row and column, in robust standard deviations of the residuals
    /// (Brideau et al. 2003).
    /// </summary>
    public double BScore { get; init; } = double.NaN;
}
