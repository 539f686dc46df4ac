namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>What a resolved field holds.</summary>
internal enum FieldContent
{
    /// <summary>Plane 1 + k: difference of channel k over the sum of weights; plane 0: their product with the colour shown, summed over channels.</summary>
    Gradient,

    /// <summary>Plane 1 + k: channel k as it is shown; plane 0: 1 over the sum of weights, background included.</summary>
    Picture,
}
