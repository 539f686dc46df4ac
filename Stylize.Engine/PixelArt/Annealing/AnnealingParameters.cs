using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>What deterministic annealing of the palette needs to know; the options of the same names say the ranges.</summary>
internal sealed record AnnealingParameters
{
    public required IReadOnlyList<Lab> LockedColors { get; init; }
    public required int MaxColors { get; init; }
    public required double SplitDistance { get; init; }
    public required double SplitPerturbation { get; init; }
    public required double InitialTemperatureFactor { get; init; }
    public required double CoolingRate { get; init; }
    public required double FinalTemperature { get; init; }
    public required double PaletteTolerance { get; init; }
    public required int MaxIterations { get; init; }
    public required double StagnationTolerance { get; init; }
    public required int StagnationIterations { get; init; }

    /// <summary>The initial temperature, in Lab units. The critical temperature at which a cluster splits is 2 lambda_max for squared
    /// distances (Rose 1998), lambda_max being the largest eigenvalue of the covariance of its colors. For the unsquared distances used
    /// here, the implementation published by Gerstner et al. takes the square root, sqrt(2 lambda_max); so does this one.</summary>
    public double InitialTemperature(double largestVariance) =>
        Math.Max(InitialTemperatureFactor * Math.Sqrt(2 * largestVariance), FinalTemperature);

    public double Cool(double temperature) => Math.Max(temperature * CoolingRate, FinalTemperature);
}
