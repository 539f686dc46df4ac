namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Shift of the image of a well since its first timepoint, in pixels to the right and downward.</summary>
/// <param name="Quality">Reliability of the shift, from 0 to 1.</param>
/// <param name="IsApplied">True if positions and montages were aligned by it.</param>
public sealed record WellShift(double X, double Y, double Quality, bool IsApplied)
{
    internal (double X, double Y) Applied => IsApplied ? (X, Y) : default;
}
