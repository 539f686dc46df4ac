using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Files.Profiles;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>A fit that adds layers one by one and optimizes all of them together with
/// <see cref="LayerGradients"/>.</summary>
internal sealed class LayeredFit : GaussianFit
{
    /// <summary>Share of the fit at which the last layer is added.</summary>
    private const double GrowthShare = .4;

    /// <summary>Relocations of the newest layer per relocation interval of a plain fit.</summary>
    private const int CheckpointsInGrowth = 2;

    private readonly LayerGradients _gradients;

    internal LayeredFit(
        FitTarget target, FitSeed seed, int capacity, ThreadGrant threads, CancellationToken cancellation,
        ComputeDevice? device = null)
        : base(target, seed, capacity, threads, cancellation, FitSchedule.Layered, device) =>
        _gradients = new LayerGradients(Fitter, threads);

    public override double Run(int count, FitClock clock)
    {
        var sizes = LayerPlan.Growing(count);
        Fitter.LayerEnds = [sizes[0]];
        _gradients.IsGrowing = true;
        Population.Start(sizes[0], Cancellation);
        var from = clock.Fraction;
        for (var layer = 1; layer < sizes.Count; layer++)
        {
            var begin = GrowthShare * (layer - 1) / (sizes.Count - 1);
            var end = GrowthShare * layer / (sizes.Count - 1);
            var until = from + (end * (1 - from));
            Descend(clock, from, 1, 1, (done, _) => RelocateLast(done, begin), until,
                CheckpointsInGrowth * _gradients.Steps);
            Population.Grow(sizes[layer], Cancellation);
            Fitter.LayerEnds = [.. Fitter.LayerEnds, Fitter.Parameters.Count];
        }

        _gradients.IsGrowing = false;
        Descend(clock, from, 1, 1, (_, _) => Fitter.Sort());
        return Finish(clock);
    }

    /// <remarks>Keeps the final parameters, because several errors would have to be compared.</remarks>
    public override double Refine(FitClock clock, float rate)
    {
        Descend(clock, clock.Fraction, 1, rate, (_, _) => Fitter.Sort());
        return Finish(clock);
    }

    public override double Iterate(FitRates rates) => _gradients.Iterate(rates);

    /// <remarks>Changes only the last layer.</remarks>
    public override void Resize(int count)
    {
        var now = Fitter.Parameters.Count;
        if (count > now)
        {
            Population.Grow(count - now, Cancellation);
        }
        else
        {
            Population.Shrink(Math.Min(now - count, now - LastLayer - 1), LastLayer);
        }

        Fitter.LayerEnds = [.. Fitter.LayerEnds.SkipLast(1), Fitter.Parameters.Count];
    }

    public override void Dispose()
    {
        _gradients.Dispose();
        base.Dispose();
    }

    private int LastLayer => Fitter.LayerEnds is [.., var before, _] ? before : 0;

    /// <param name="begin">Share at which the layer was added.</param>
    private void RelocateLast(double done, double begin)
    {
        var share = Schedule.RelocationShare * (1 - ((done - begin) / (1 - begin)));
        Population.Relocate(
            (int)(share * (Fitter.Parameters.Count - LastLayer)), LastLayer, Fitter.Parameters.Count, Cancellation);
    }

    private double Finish(FitClock clock)
    {
        var error = Fitter.Forward(Fitter.Parameters);
        Log(error, clock);
        return error;
    }
}

/// <summary>Iterations that minimize the error of the whole picture and, alternately, of the prefixes of
/// layers.</summary>
internal sealed class LayerGradients(GaussianFitter fitter, ThreadGrant threads) : IDisposable
{
    /// <summary>Weight of a prefix's relative error, compared with that of the whole picture.</summary>
    private const double PrefixWeight = .4;

    /// <summary>Smallest number of pixels per Gaussian of a reduced picture. Fewer pixels misrepresent small
    /// Gaussians.</summary>
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
            var weight =
                PrefixWeight * prefixes * error / Math.Max(picture.Differentiate(fitter.Parameters, end), 1e-12);
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
        Math.Sqrt((double)fitter.Target.Width * fitter.Target.Height / (PixelsPerGaussian * Math.Max(1, count))),
        1, MaxFactor);

    private LayerPicture Picture(int factor) =>
        _pictures[factor] ??=
            new LayerPicture(fitter.Target, factor, fitter.Parameters.Capacity, threads, fitter.Device);
}
