namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Amount of work for a fit. It is counted in iterations, so that the result is the same on every machine.</summary>
public enum FitQuality
{
    /// <summary>About 1.5 seconds for a 768x512 photograph on two cores.</summary>
    Draft,

    /// <summary>About 10 seconds.</summary>
    Normal,

    /// <summary>About 30 seconds.</summary>
    Best,
}
