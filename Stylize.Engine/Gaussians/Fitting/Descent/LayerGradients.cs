using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Iterations that descend the error of the whole picture and, in turn, of what some first layers show alone.</summary>
internal sealed class LayerGradients(GaussianFitter fitter, ThreadGrant threads) : IDisposable
{
    /// <summary>Weight of each prefix's relative error beside that of the whole.</summary>
    private const double PrefixWeight = .4;

    /// <summary>Pixels of a picture per Gaussian, at least; small Gaussians are misjudged with fewer.</summary>
    private const double PixelsPerGaussian = 100;
    private const int MaxFactor = 4;

    private readonly LayerPicture?[] _pictures = new LayerPicture?[MaxFactor + 1];
    private int _turn;

    /// <summary>True while layers are still to come: then a smaller picture stands for the whole one.</summary>
    public bool IsGrowing { get; set; }

    /// <summary>Steps of an iteration: as many as cost as much as one in the whole picture.</summary>
    public int Steps => WholeFactor * WholeFactor;

    private int WholeFactor => IsGrowing ? Factor(fitter.Parameters.Count) : 1;

    /// <returns>Mean squared error of the whole picture.</returns>
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
            var end = ends[_turn++ % prefixes];
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
        _pictures[factor] ??= new LayerPicture(fitter.Target, factor, fitter.Parameters.Capacity, threads);
}
