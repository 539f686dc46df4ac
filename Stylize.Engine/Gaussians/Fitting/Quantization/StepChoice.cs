using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Chooses the compact profile's steps at which rounding adds a given share to the squared error, from three tried sets.</summary>
/// <remarks>
/// Error falls with the count N as N^-1.2, that of rounding with the bits b of a Gaussian's n values as 2^(-2b/n). At a given size N b both
/// together are least where rounding that is made up for by <see cref="QuantizedFinish"/> adds 1.2 n / (2 b ln 2), a sixth or .7 decibels.
/// The finish leaves a third of what rounding each value by itself adds.
/// </remarks>
internal sealed class StepChoice
{
    /// <summary>Mean squared error that is assumed if nothing was fitted: 30 decibels.</summary>
    public const double UnknownError = 1e-3;

    /// <summary>Share that gives the best picture of a file of a given size.</summary>
    public const double SmallestFile = .55;

    /// <summary>Share at which a file looks as its fit does: .3 decibels after the finish.</summary>
    public const double Faithful = .18;

    /// <summary>Eighths of octaves by which the steps that are tried are finer than those of <see cref="CompactSteps.Coarse"/>.</summary>
    private static readonly int[] Tried = [-4, 6, 16];

    private const int Coarsest = -10;
    private const int Finest = 28;

    private readonly double[] _rounded = new double[Tried.Length];
    private double _fitted;
    private double _weight;

    /// <summary>Mean squared error of what was measured, or <see cref="UnknownError"/>.</summary>
    public double Error => _weight > 0 ? _fitted / _weight : UnknownError;

    /// <summary>Measures a fit, or a part of one.</summary>
    public void Measure(GaussianFitter fitter, Func<CompactSteps, FitQuantizer> quantizer)
    {
        var weight = (double)fitter.Target.Width * fitter.Target.Height;
        var error = fitter.Forward(fitter.Parameters);
        _fitted += weight * error;
        _weight += weight;
        using var rounded = new FitParameters(fitter.Parameters.Capacity, fitter.Target.Channels);
        for (var k = 0; k < Tried.Length; k++)
        {
            rounded.CopyFrom(fitter.Parameters);
            quantizer(CompactSteps.For(error, Tried[k])).Apply(rounded, fitter.Team.Threads);
            _rounded[k] += weight * fitter.Forward(rounded);
        }
    }

    /// <summary>The steps at which rounding adds the given share to the squared error.</summary>
    public CompactSteps Steps(double share)
    {
        if (_weight == 0) return CompactSteps.For(Error, 0);

        var wanted = PortableMath.Log2(share);
        var k = Log(1) > wanted ? 1 : 0;
        var slope = Math.Min(-.05, (Log(k + 1) - Log(k)) / (Tried[k + 1] - Tried[k]));
        var finer = Tried[k] + ((wanted - Log(k)) / slope);
        return CompactSteps.For(Error, (int)Math.Round(Math.Clamp(finer, Coarsest, Finest)));
    }

    private double Log(int k) => PortableMath.Log2(Math.Max(1e-6, (_rounded[k] / Math.Max(_fitted, 1e-12)) - 1));
}
