using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The last part of a fit for the compact profile. Gaussians are quantised group by group, the members of a group far apart: first centres,
/// shapes and weights, then colours. What is not quantised yet goes on being fitted, and makes up for the errors.
/// </summary>
internal sealed unsafe class QuantisedFinish : IDisposable
{
    /// <summary>Factors of the fit's initial rates at the beginning and at the end, along a cosine.</summary>
    private const float StartRate = .2f;
    private const float EndRate = .02f;

    /// <summary>Share of the work in which centres, shapes and weights are quantised; colours are in the rest.</summary>
    private const double ShapesShare = .6;
    private const int Groups = 32;

    private readonly GaussianFitter _fitter;
    private readonly FitQuantiser _quantiser;

    /// <summary>The values of those that are quantised.</summary>
    private readonly FitParameters _quantised;
    private readonly Stage[] _stages;

    /// <param name="fitter">Holds the parameters to quantise; not owned.</param>
    /// <param name="quantiser">The steps.</param>
    public QuantisedFinish(GaussianFitter fitter, FitQuantiser quantiser)
    {
        _fitter = fitter;
        _quantiser = quantiser;
        _quantised = new FitParameters(fitter.Parameters.Capacity, fitter.Target.Channels);
        _stages = new Stage[Math.Min(fitter.Parameters.Count, fitter.FreeCount)];
    }

    private enum Stage : byte
    {
        Free,
        ShapeIsQuantised,
        AllIsQuantised,
    }

    /// <summary>Fits until the clock is done, and leaves the free Gaussians quantised.</summary>
    public void Run(FitClock clock, Action<double>? progress, CancellationToken cancellation)
    {
        var (shapes, colors) = (0, 0);
        while (clock.Fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = clock.Fraction;
            for (; shapes < Groups && done * Groups >= shapes * ShapesShare; shapes++)
            {
                QuantiseGroup(shapes, Stage.ShapeIsQuantised);
            }

            for (; colors < Groups && (done - ShapesShare) * Groups >= colors * (1 - ShapesShare); colors++)
            {
                QuantiseGroup(colors, Stage.AllIsQuantised);
            }

            Restore();
            var factor = EndRate + ((StartRate - EndRate) * .5f * (1 + (float)PortableMath.Cos(Math.PI * done)));
            var error = _fitter.Iterate(FitRates.Initial.Scale(factor));
            progress?.Invoke(error);
            clock.Tick();
        }

        for (var group = 0; group < Groups; group++)
        {
            QuantiseGroup(group, Stage.AllIsQuantised);
        }

        Restore();
    }

    public void Dispose() => _quantised.Dispose();

    /// <summary>
    /// Quantises every <see cref="Groups"/>-th Gaussian. The order of the groups is that of their bits mirrored, so that consecutive groups
    /// lie far apart.
    /// </summary>
    private void QuantiseGroup(int group, Stage stage)
    {
        var first = 0;
        for (var bit = 1; bit < Groups; bit <<= 1)
        {
            first = (first << 1) | ((group & bit) != 0 ? 1 : 0);
        }

        for (var i = first; i < _stages.Length; i += Groups)
        {
            if (_stages[i] == stage)
            {
                continue;
            }

            _quantiser.Set(_quantised, i, _quantiser.Quantise(_fitter.Parameters, i));
            _stages[i] = stage;
        }
    }

    /// <summary>Undoes what the last iteration changed of quantised values.</summary>
    private void Restore()
    {
        var parameters = _fitter.Parameters;
        for (var i = 0; i < _stages.Length; i++)
        {
            if (_stages[i] == Stage.Free)
            {
                continue;
            }

            for (var row = 0; row < FitParameters.GeometryRows; row++)
            {
                parameters.Row(row)[i] = _quantised.Row(row)[i];
            }

            parameters.Weight[i] = _quantised.Weight[i];
            for (var channel = 0; _stages[i] == Stage.AllIsQuantised && channel < parameters.Channels; channel++)
            {
                parameters.Color(channel)[i] = _quantised.Color(channel)[i];
            }
        }
    }
}
