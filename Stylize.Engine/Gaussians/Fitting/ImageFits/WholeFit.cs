using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Fits an image as a whole.</summary>
internal sealed class WholeFit : IImageFit
{
    /// <summary>Largest number of Gaussians that the picture of a fit in layers can resolve.</summary>
    public const int MaxLayeredCount = 75_000;

    /// <summary>Factor of the learning rates if a fit continues from existing Gaussians.</summary>
    private const float ContinuationRate = .4f;

    /// <summary>Largest change of the count, in octaves, without a restart.</summary>
    private const double MaxGrowth = .25;
    private const double MaxShrinkage = .6;

    /// <summary>Iterations of a restart relative to those of a continuation.</summary>
    private const double RestartLength = 4;

    private readonly FitSource _source;
    private readonly FitTarget _target;
    private readonly FitSeed _seed;
    private readonly int _scale;
    private readonly bool _inLayers;

    /// <summary>Empty parameters for an image without visible pixels.</summary>
    private readonly FitParameters _none;

    /// <summary>Parameters of a fit in layers, in pixels of the image.</summary>
    private FitParameters? _enlarged;

    /// <summary>Null before the first fit, and if no Gaussian is needed.</summary>
    private GaussianFit? _fit;

    /// <param name="image">The photograph; used only in the constructor, not owned.</param>
    /// <param name="scale">Pixels of the file's image per pixel of this image.</param>
    /// <param name="inLayers">True for a layered fit, which cannot start from a model.</param>
    public WholeFit(
        FitPhotograph image, OperationContext context, int scale = 1, bool inLayers = false,
        ComputeDevice? device = null, FitProgress? progress = null)
    {
        _scale = scale;
        _inLayers = inLayers;
        using var phase = context.Phases.Start("start");
        _source = new FitSource(image, context, device, progress);
        _target = _source.Target();
        _seed = _source.Seed(_target);
        _none = new FitParameters(1, _source.Channels);
    }

    /// <summary>
    /// Creates a fit in layers (<see cref="LayeredFit"/>) of an image reduced to at most
    /// <see cref="TiledFit.MaxWholePixels"/>. Its results are in pixels of the image.
    /// </summary>
    public static WholeFit InLayers(
        FitPhotograph image, OperationContext context, ComputeDevice? device = null, FitProgress? progress = null)
    {
        var factor = LayeredFactor(image.PixelCount);
        using var small = factor > 1 ? image.Reduce(factor, context) : null;
        return new(small ?? image, context, factor, inLayers: true, device, progress);
    }

    /// <summary>Returns the pixels of an image per pixel of its fit in layers, per axis.</summary>
    public static int LayeredFactor(long pixels) =>
        (int)Math.Ceiling(Math.Sqrt((double)pixels / TiledFit.MaxWholePixels));

    /// <summary>Returns the count closest to a wanted count that does not require a restart.</summary>
    public static int NearestContinuation(int count, int wanted) => Math.Clamp(
        wanted, (int)Math.Ceiling(count * PortableMath.Exp2(-MaxShrinkage)),
        (int)(count * PortableMath.Exp2(MaxGrowth)));

    public long Pixels => (long)_target.Width * _target.Height;

    public FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial)
    {
        using var phase = _source.Phases.Start("fit");
        if (count == 0) return InImage(new FittedGaussians(_none, _source.Background, 0));

        var fit = MakeRoom(Math.Max(count, initial?.Count ?? 0));
        if (initial is null)
        {
            fit.Run(count, clock);
        }
        else
        {
            FitModel.Load(initial, fit.Fitter.Parameters, _target.Width, _target.Height);
            fit.Fitter.Sort();
            fit.Resize(count);
            fit.Refine(clock, ContinuationRate);
        }

        return Result(fit, clock);
    }

    /// <remarks>A much larger or smaller count restarts the fit and takes longer.</remarks>
    public FittedGaussians Continue(int count, FitClock clock)
    {
        if (_fit is null
            || PortableMath.Log2((double)count / Math.Max(1, _fit.Fitter.Parameters.Count)) is > MaxGrowth
                or < -MaxShrinkage)
        {
            return Fit(count, clock.IsTimed ? clock : clock.Scaled(RestartLength), null);
        }

        using var phase = _source.Phases.Start("fit");
        var fit = MakeRoom(count);
        fit.Resize(count);
        fit.Refine(clock, ContinuationRate);
        return Result(fit, clock);
    }

    public double MeasurePsnr() =>
        GaussianFit.Decibels(_fit?.Fitter.Forward(_fit.Fitter.Parameters) ?? StepChoice.UnknownError);

    public CompactSteps ChooseSteps(double share)
    {
        var choice = new StepChoice();
        if (_fit is not null)
        {
            var full = FitQuantizer.MaxWeight(_fit.Fitter.Parameters);
            choice.Measure(_fit.Fitter, steps => Quantizer(steps, full));
        }

        return choice.Steps(share);
    }

    public FittedGaussians Quantize(CompactSteps steps, FitClock clock)
    {
        using var phase = _source.Phases.Start("quantize");
        var parameters = _fit?.Fitter.Parameters ?? _none;
        var full = FitQuantizer.MaxWeight(parameters);
        var quantizer = Quantizer(steps, full);
        if (_fit is not null)
        {
            using var finish = new QuantizedFinish(_fit.Fitter, quantizer);
            finish.Run(clock, _fit.IterateQuantized, Report, _source.Cancellation);
        }

        quantizer.Apply(parameters, _source.Threads);
        return InImage(new FittedGaussians(parameters, _source.Background, clock.Iterations)
        {
            FullWeight = full,
            Steps = steps,
            LayerEnds = _fit?.Fitter.LayerEnds ?? [],
        });
    }

    public void ReleaseBuffers()
    {
        _fit?.Population.ReleaseMaps();
        _seed.ReleaseBuffers();
        AlignedPool.Trim();
    }

    public void Dispose()
    {
        _fit?.Dispose();
        _none.Dispose();
        _enlarged?.Dispose();
        _seed.Dispose();
        _target.Dispose();
    }

    private void Report(double error) => _source.Progress.Report(error, Pixels);

    private FitQuantizer Quantizer(CompactSteps steps, float full) =>
        new(new CompactQuantizer(steps), full, scale: _scale);

    private FittedGaussians Result(GaussianFit fit, FitClock clock) => InImage(
        new(fit.Fitter.Parameters, _source.Background, clock.Iterations) { LayerEnds = fit.Fitter.LayerEnds });

    private FittedGaussians InImage(FittedGaussians fitted) =>
        _inLayers ? fitted.Enlarged(_scale, ref _enlarged) : fitted;

    /// <summary>Returns the fit with a capacity of at least <paramref name="count"/>, with its existing
    /// Gaussians.</summary>
    private GaussianFit MakeRoom(int count)
    {
        if (_fit is not null && _fit.Fitter.Parameters.Capacity >= count) return _fit;

        var isDense = Pixels < FitSchedule.FewSpacing * FitSchedule.FewSpacing * count;
        if (_fit is null && !isDense && !_inLayers && count >= FaceWeights.MinCount)
        {
            FaceWeights.Apply(_target);
        }

        var larger = _source.Fit(_target, _seed, count + (count / 4) + 16, _inLayers, isReduced: _scale > 1 && isDense);
        if (_fit is { } smaller)
        {
            larger.Fitter.Parameters.CopyFrom(smaller.Fitter.Parameters);
            larger.Fitter.LayerEnds = smaller.Fitter.LayerEnds;
            smaller.Dispose();
        }

        return _fit = larger;
    }
}
