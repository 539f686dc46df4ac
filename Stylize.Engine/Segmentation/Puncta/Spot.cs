namespace Stylize.Engine.Segmentation.Puncta;

/// <summary>A bright spot.</summary>
/// <param name="X">Column of its middle, in pixels.</param>
/// <param name="Y">Row of its middle.</param>
/// <param name="Sigma">Standard deviation of the Gaussian that fits it best; its radius is about 1.4 times that.</param>
public readonly record struct Spot(int X, int Y, double Sigma);
