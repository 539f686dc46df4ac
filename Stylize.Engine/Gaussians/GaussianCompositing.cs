namespace Stylize.Engine.Gaussians;

/// <summary>
/// How the Gaussians that cover a pixel give its colour. w_i is opacity times window of Gaussian i, c_i its colour, b the background. The
/// numbers are those of the file format.
/// </summary>
public enum GaussianCompositing
{
    /// <summary>Normalised weighted average: (sum w_i c_i + epsilon b) / (sum w_i + epsilon). Order does not matter.</summary>
    Normalised = 0,

    /// <summary>b + sum w_i c_i, clamped to [0,1]. Order does not matter.</summary>
    Additive = 1,

    /// <summary>
    /// Alpha compositing with the "over" operator (Porter and Duff, 1984), front to back in store order: Gaussian 0 is in front, the
    /// background behind all. A pixel is finished once its alpha exceeds .999.
    /// </summary>
    Over = 2,
}
