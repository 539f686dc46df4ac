namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A Gaussian in a cell.</summary>
/// <param name="Index">Index of the Gaussian.</param>
/// <param name="Slot">Where what this cell adds to its gradient, or to its cost, is kept.</param>
internal readonly record struct FitItem(int Index, int Slot);
