using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Fits an image in layers (<see cref="LayeredFit"/>), reduced to at most <see cref="TiledFit.MaxWholePixels"/>.</summary>
internal sealed class ReducedFit : IImageFit
{
    /// <summary>Largest number of Gaussians that the reduced picture can resolve.</summary>
    public const int MaxCount = 75_000;

    private readonly WholeFit _whole;
    private readonly int _factor;
    private FitParameters? _all;

    public ReducedFit(FitPhotograph image, int seed, OperationContext context, ComputeDevice? device = null)
    {
        _factor = (int)Math.Ceiling(Math.Sqrt((double)image.PixelCount / TiledFit.MaxWholePixels));
        using var small = _factor > 1 ? image.Reduce(_factor, context) : null;
        _whole = new WholeFit(small ?? image, seed, context, _factor, inLayers: true, device);
    }

    public long Pixels => _whole.Pixels;
    public int TileCount => 1;

    public FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial) => Enlarged(_whole.Fit(count, clock, initial));

    public FittedGaussians Continue(int count, FitClock clock) => Enlarged(_whole.Continue(count, clock));

    public double MeasurePsnr() => _whole.MeasurePsnr();

    public CompactSteps ChooseSteps(double share) => _whole.ChooseSteps(share);

    public FittedGaussians Quantize(CompactSteps steps, FitClock clock) => Enlarged(_whole.Quantize(steps, clock));

    public void Dispose()
    {
        _all?.Dispose();
        _whole.Dispose();
    }

    private FittedGaussians Enlarged(FittedGaussians fitted) => fitted.Enlarged(_factor, ref _all);
}
