namespace Stylize.Engine.Gaussians;

/// <summary>How the Gaussians that cover a pixel become its colour. <c>w_i</c> is opacity times window of Gaussian i, <c>c_i</c> its colour, <c>b</c> the background.</summary>
public enum GaussianCompositing
{
    /// <summary>Normalised weighted average: (sum w_i c_i + epsilon b) / (sum w_i + epsilon). Order does not matter.</summary>
    Normalised = 0,

    /// <summary>b + sum w_i c_i, clamped to [0,1] at the end. Order does not matter.</summary>
    Additive = 1,

    /// <summary>Front-to-back "over" in store order (index 0 is in front) on the background, ended once the accumulated alpha exceeds .999.</summary>
    Over = 2,
}
