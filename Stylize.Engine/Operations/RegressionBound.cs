namespace Stylize.Engine.Operations;

/// <summary>
/// Bounds on the time and the result of one preset of an operation. They are wide enough for any machine of the last ten years, so
/// that a run outside them shows a defect without any baseline.
/// </summary>
/// <param name="Preset">Name of the preset that the bounds apply to.</param>
/// <param name="Side">Width and height in pixels of the square image that the bounds apply to.</param>
/// <param name="MaxMilliseconds">The median wall time of a run must be less.</param>
/// <param name="MinMade">Smallest allowed <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
/// <param name="MaxMade">Largest allowed <see cref="OperationDefinition.CountEntry"/> on the standard photograph.</param>
public sealed record RegressionBound(string Preset, int Side, double MaxMilliseconds, long MinMade, long MaxMade);
