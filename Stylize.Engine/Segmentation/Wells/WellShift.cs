namespace Stylize.Engine.Segmentation.Wells;

/// <summary>By how far the picture of a well moved since its first timepoint.</summary>
/// <param name="Quality">How far the shift is to be trusted: 0 not at all, 1 fully.</param>
/// <param name="IsApplied">True where positions and montages were aligned by it.</param>
public sealed record WellShift(double X, double Y, double Quality, bool IsApplied);
