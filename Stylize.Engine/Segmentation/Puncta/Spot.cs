namespace Stylize.Engine.Segmentation.Puncta;

/// <summary>A bright spot.</summary>
/// <param name="Sigma">Standard deviation of the Gaussian that fits it best; its radius is about 1.4 times that.</param>
internal readonly record struct Spot(int X, int Y, double Sigma);
