using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Annealing;

/// <summary>The main loop of Gerstner et al. 2012, section 4: refines superpixels and palette alternately. Each time
/// the palette has converged, it lowers the temperature and expands the palette.</summary>
/// <param name="points">The colors of the superpixels.</param>
/// <param name="moments">The moments of the image's colors, which set the initial temperature.</param>
internal sealed class DeterministicAnnealing(
    SuperpixelRefinement superpixels, CellPlanes points, AnnealingParameters parameters, ColorMoments moments)
{
    /// <summary>Factor of the tolerance above the final temperature. An early palette need not be exact, because it
    /// changes again at the next temperature.</summary>
    private const double EarlyTolerance = 4;

    private readonly PaletteMixture _mixture = new(points, parameters);
    private readonly double _initialTemperature = parameters.InitialTemperature(moments.LargestVariance);

    public int Iterations { get; private set; }

    /// <summary>The current temperature, in Lab units.</summary>
    public double Temperature { get; private set; } = parameters.InitialTemperature(moments.LargestVariance);

    /// <summary>Progress from the initial to the final temperature on a logarithmic scale, 0 to 1.</summary>
    public double Progress => Temperature <= parameters.FinalTemperature ? 1
        : PortableMath.Log(_initialTemperature / Temperature)
            / PortableMath.Log(_initialTemperature / parameters.FinalTemperature);

    /// <summary>Anneals until the palette has converged at the final temperature, or the iterations are used
    /// up.</summary>
    /// <param name="iterated">Called after each iteration with the colors so far.</param>
    public Lab[] Run(CancellationToken cancellation, Action<Lab[]>? iterated = null)
    {
        var movedBefore = 0.0;
        while (Iterations < AnnealingParameters.MaxIterations)
        {
            cancellation.ThrowIfCancellationRequested();
            var isFinal = Temperature <= parameters.FinalTemperature;
            superpixels.Run(_mixture.ToColors(), coarse: !isFinal);
            var moved = _mixture.Refine(Temperature);
            Iterations++;
            iterated?.Invoke(_mixture.ToColors());
            if (moved < parameters.PaletteTolerance * (isFinal ? 1 : EarlyTolerance))
            {
                // Sub-clusters below their critical temperature move apart slowly at first, then faster in each
                // iteration. So at the final temperature the palette has converged only if it moved no further than in
                // the previous iteration. After a few large steps of cooling, it may not be full yet.
                if (isFinal && moved <= movedBefore && !_mixture.Expand()) break;

                if (!isFinal)
                {
                    Temperature = parameters.Cool(Temperature);
                    _mixture.Expand();
                }
            }

            movedBefore = moved;
        }

        _mixture.Close();
        return _mixture.ToColors();
    }
}

/// <summary>Parameters of deterministic annealing.</summary>
internal sealed record AnnealingParameters
{
    public const int MaxIterations = 1010;

    /// <summary>The initial temperature as a multiple of the critical one.</summary>
    private const double InitialFactor = 1.1;

    public required IReadOnlyList<Lab> LockedColors { get; init; }
    public required int MaxColors { get; init; }
    public required double CoolingRate { get; init; }
    public required double FinalTemperature { get; init; }
    public required double PaletteTolerance { get; init; }

    /// <summary>Returns the initial temperature, in Lab units. For squared distances, a cluster splits at the critical
    /// temperature 2 lambda_max (Rose 1998), where lambda_max is the largest eigenvalue of the covariance of its
    /// colors. Distances here are not squared, so the critical temperature is sqrt(2 lambda_max), as in the
    /// implementation published by Gerstner et al.</summary>
    public double InitialTemperature(double largestVariance) =>
        Math.Max(InitialFactor * Math.Sqrt(2 * largestVariance), FinalTemperature);

    public double Cool(double temperature) => Math.Max(temperature * CoolingRate, FinalTemperature);
}
