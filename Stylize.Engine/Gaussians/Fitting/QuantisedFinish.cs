using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The last part of a fit for the compact profile: group by group, the members of a group far apart, the Gaussians' centres, shapes and weights come to rest on the
/// profile's steps, then their colours, while all that is still free makes up for it.
/// </summary>
internal sealed unsafe class QuantisedFinish : IDisposable
{
    private const float StartRate = .2f;
    private const float EndRate = .02f;
    private const double ShapesShare = .6;
    private const int Groups = 32;

    private readonly GaussianFitter _fitter;
    private readonly FitQuantiser _quantiser;
    private readonly FitParameters _rest;
    private readonly Stage[] _stages;

    /// <param name="fitter">Holds the parameters to round; not owned.</param>
    /// <param name="quantiser">The steps that they come to rest on.</param>
    public QuantisedFinish(GaussianFitter fitter, FitQuantiser quantiser)
    {
        _fitter = fitter;
        _quantiser = quantiser;
        _rest = new FitParameters(fitter.Parameters.Capacity, fitter.Target.Channels);
        _stages = new Stage[Math.Min(fitter.Parameters.Count, fitter.FreeCount)];
    }

    private enum Stage : byte
    {
        Free,
        ShapeRests,
        AllRests,
    }

    /// <summary>Fits until the clock is done and leaves the free Gaussians rounded.</summary>
    public void Run(FitClock clock, Action<double>? progress, CancellationToken cancellation)
    {
        var (shapes, colors) = (0, 0);
        while (clock.Fraction < 1)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = clock.Fraction;
            for (; shapes < Groups && done * Groups >= shapes * ShapesShare; shapes++)
            {
                Rest(shapes, Stage.ShapeRests);
            }

            for (; colors < Groups && (done - ShapesShare) * Groups >= colors * (1 - ShapesShare); colors++)
            {
                Rest(colors, Stage.AllRests);
            }

            Restore();
            var factor = EndRate + ((StartRate - EndRate) * .5f * (1 + MathF.Cos(MathF.PI * (float)done)));
            progress?.Invoke(_fitter.Iterate(FitRates.Initial.Scale(factor)));
            clock.Tick();
        }

        for (var group = 0; group < Groups; group++)
        {
            Rest(group, Stage.AllRests);
        }

        Restore();
    }

    public void Dispose() => _rest.Dispose();

    /// <summary>Rounds every <see cref="Groups"/>-th Gaussian; groups follow each other in the order of mirrored bits, so that those of one time lie far apart.</summary>
    private void Rest(int group, Stage stage)
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

            _quantiser.Set(_rest, i, _quantiser.Quantise(_fitter.Parameters, i));
            _stages[i] = stage;
        }
    }

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
                parameters.Row(row)[i] = _rest.Row(row)[i];
            }

            parameters.Weight[i] = _rest.Weight[i];
            for (var channel = 0; _stages[i] == Stage.AllRests && channel < parameters.Channels; channel++)
            {
                parameters.Color(channel)[i] = _rest.Color(channel)[i];
            }
        }
    }
}
