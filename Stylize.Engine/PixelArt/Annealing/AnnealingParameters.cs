namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>Parameters of deterministic annealing. For their ranges, see the options of the same names.</summary>
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

    /// <summary>Returns the initial temperature, in Lab units. For squared distances, a cluster splits at the critical temperature
    /// 2 lambda_max (Rose 1998), where lambda_max is the largest eigenvalue of the covariance of its colors. Distances here are not
    /// squared, so the critical temperature is sqrt(2 lambda_max), as in the implementation published by Gerstner et al.</summary>
    public double InitialTemperature(double largestVariance) =>
        Math.Max(InitialTemperatureFactor * Math.Sqrt(2 * largestVariance), FinalTemperature);

    public double Cool(double temperature) => Math.Max(temperature * CoolingRate, FinalTemperature);
}
