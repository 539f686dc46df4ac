namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>What a field holds after it was resolved; v is the colour shown, D the sum of weights with the background's.</summary>
internal enum FieldContent
{
    /// <summary>Plane 1 + k: (v - target) / D of channel k. Plane 0: (v - target) v / D summed over channels.</summary>
    Gradient,

    /// <summary>Plane 1 + k: v of channel k. Plane 0: 1 / D.</summary>
    Picture,
}
