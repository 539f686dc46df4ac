namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Iterations that minimize the error of the whole picture and, alternately, of the prefixes of layers.</summary>
internal sealed class LayerGradients(GaussianFitter fitter, ThreadGrant threads) : IDisposable
{
    /// <summary>Weight of a prefix's relative error, compared with that of the whole picture.</summary>
    private const double PrefixWeight = .4;

    /// <summary>Smallest number of pixels per Gaussian of a reduced picture. Fewer pixels misrepresent small Gaussians.</summary>
    private const double PixelsPerGaussian = 100;
    private const int MaxFactor = 4;

    private readonly LayerPicture?[] _pictures = new LayerPicture?[MaxFactor + 1];
    private int _nextPrefix;

    /// <summary>True while layers are being added. A reduced picture then replaces the whole one.</summary>
    public bool IsGrowing { get; set; }

    /// <summary>Steps per iteration, which together cost about as much as one step on the whole picture.</summary>
    public int Steps => WholeFactor * WholeFactor;

    private int WholeFactor => IsGrowing ? Factor(fitter.Parameters.Count) : 1;

    /// <returns>The mean squared error of the whole picture.</returns>
    public double Iterate(FitRates rates)
    {
        var error = 0.0;
        for (var step = Steps; step > 0; step--)
        {
            error = Step(rates);
        }

        return error;
    }

    public void Dispose()
    {
        foreach (var picture in _pictures)
        {
            picture?.Dispose();
        }
    }

    private double Step(FitRates rates)
    {
        var error = Differentiate();
        if (fitter.LayerEnds is { Count: > 1 } ends)
        {
            var prefixes = ends.Count - 1;
            var end = ends[_nextPrefix++ % prefixes];
            var picture = Picture(Factor(end));
            var weight = PrefixWeight * prefixes * error / Math.Max(picture.Differentiate(fitter.Parameters, end), 1e-12);
            picture.AddTo(fitter.Gradient, weight);
        }

        fitter.Step(rates);
        return error;
    }

    private double Differentiate()
    {
        if (WholeFactor == 1) return fitter.Differentiate();

        fitter.Gradient.Clear();
        var picture = Picture(WholeFactor);
        var error = picture.Differentiate(fitter.Parameters, fitter.Parameters.Count);
        picture.AddTo(fitter.Gradient, 1);
        return error;
    }

    private int Factor(int count) => (int)Math.Clamp(
        Math.Sqrt((double)fitter.Target.Width * fitter.Target.Height / (PixelsPerGaussian * Math.Max(1, count))), 1, MaxFactor);

    private LayerPicture Picture(int factor) =>
        _pictures[factor] ??= new LayerPicture(fitter.Target, factor, fitter.Parameters.Capacity, threads, fitter.Device);
}
