namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// Lets the iterations of a fit take turns: most are for the whole picture, the others for those that its first layers give alone.
/// </summary>
/// <param name="fitter">Its layers are those of <see cref="GaussianFitter.LayerEnds"/>; not owned.</param>
internal sealed class LayerTurns(GaussianFitter fitter)
{
    /// <summary>Share of the iterations that are for the whole picture.</summary>
    private const double WholeShare = .6;

    /// <summary>Share of the last error in its running mean.</summary>
    private const double NewShare = .3;

    /// <summary>Running mean squared error of each prefix; 0 where it is not known.</summary>
    private readonly List<double> _errors = [];
    private double _due = 1;
    private int _prefixes;

    /// <summary>One iteration.</summary>
    /// <returns>Mean squared error of the whole picture, as far as it is known.</returns>
    public double Iterate(FitRates rates)
    {
        var ends = fitter.LayerEnds;
        var whole = Math.Max(0, ends.Count - 1);
        while (_errors.Count <= whole)
        {
            _errors.Add(_errors.LastOrDefault());
        }

        _due += WholeShare;
        if (whole == 0 || _due >= 1)
        {
            _due = whole == 0 ? 1 : _due - 1;
            Remember(whole, fitter.Iterate(rates));
        }
        else
        {
            var prefix = _prefixes++ % whole;

            // Between counting squared errors, which favours short prefixes, and relative ones, which favours the whole.
            var scale = _errors[prefix] > 0 ? (float)Math.Sqrt(_errors[whole] / _errors[prefix]) : 1;
            Remember(prefix, fitter.IteratePrefix(ends[prefix], rates, scale));
        }

        return _errors[whole];
    }

    private void Remember(int prefix, double error) =>
        _errors[prefix] += (_errors[prefix] > 0 ? NewShare : 1) * (error - _errors[prefix]);
}
