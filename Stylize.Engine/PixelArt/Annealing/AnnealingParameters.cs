using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>What deterministic annealing of the palette needs to know; the options of the same names say the ranges.</summary>
internal sealed record AnnealingParameters
{
    /// <summary>Colours that never move, at the start of the palette.</summary>
    public required IReadOnlyList<Lab> LockedColors { get; init; }

    /// <summary>Largest number of palette colours, the locked ones among them.</summary>
    public required int MaxColors { get; init; }

    /// <summary>A colour splits when its two sub-clusters are further apart than this, in Lab units.</summary>
    public required double SplitDistance { get; init; }

    /// <summary>Offset of a new second sub-cluster from the first, in Lab units.</summary>
    public required double SplitPerturbation { get; init; }

    /// <summary>Initial temperature over the critical temperature.</summary>
    public required double InitialTemperatureFactor { get; init; }

    /// <summary>Factor of the temperature at each step of cooling.</summary>
    public required double CoolingRate { get; init; }

    /// <summary>Temperature at which annealing ends, in Lab units.</summary>
    public required double FinalTemperature { get; init; }

    /// <summary>The palette has converged when its colours moved less than this in one iteration, summed, in Lab units.</summary>
    public required double PaletteTolerance { get; init; }

    /// <summary>Largest number of iterations.</summary>
    public required int MaxIterations { get; init; }

    /// <summary>The palette stands still in an iteration in which its colours moved at most this, summed, in Lab units.</summary>
    public required double StagnationTolerance { get; init; }

    /// <summary>Iterations of standing still in a row that end annealing.</summary>
    public required int StagnationIterations { get; init; }

    /// <summary>
    /// The initial temperature, in Lab units. The critical temperature at which a cluster splits is 2 lambda_max for squared distances
    /// (Rose 1998), lambda_max being the largest eigenvalue of the covariance of its colours. For the unsquared distances used here, the
    /// implementation published by Gerstner et al. takes the square root, sqrt(2 lambda_max); so does this one.
    /// </summary>
    public double InitialTemperature(double largestVariance) =>
        Math.Max(InitialTemperatureFactor * Math.Sqrt(2 * largestVariance), FinalTemperature);

    /// <summary>The temperature after one step of cooling.</summary>
    public double Cool(double temperature) => Math.Max(temperature * CoolingRate, FinalTemperature);
}
