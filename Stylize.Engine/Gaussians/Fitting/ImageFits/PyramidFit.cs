using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Fits an image with many pixels per Gaussian: first a reduced picture as a whole, then a larger picture tile
/// by tile.</summary>
internal sealed class PyramidFit : IImageFit
{
    /// <summary>Pixels per Gaussian of the first picture.</summary>
    private const int FirstPixels = 48;

    /// <summary>Pixels per Gaussian beyond which a larger picture does not improve the fit.</summary>
    private const int LastPixels = 320;

    /// <summary>Pixels per Gaussian of the smallest picture, and the limits of its size in pixels.</summary>
    private const int FewPixels = 2_000;
    private const int MinPixels = 10_000;
    private const int MaxSmallestPixels = 400_000;

    /// <summary>Largest size of the first picture, in pixels.</summary>
    private const int MaxFirstPixels = 1_200_000;

    /// <summary>Iterations on the larger picture relative to the first, and its share of a time limit.</summary>
    private const double RefinementIterations = .24;
    private const double RefinementTime = .4;

    /// <summary>Largest work on the larger picture (pixels times iterations), and smallest number of
    /// iterations.</summary>
    private const double MaxRefinement = 1.5e9;
    private const int MinRefinements = 40;

    private readonly FitPhotograph? _large;
    private readonly WholeFit _first;
    private readonly TiledFit _last;
    private readonly int _firstFactor;
    private readonly int _lastFactor;

    /// <summary>Parameters in pixels of the image.</summary>
    private FitParameters? _all;

    /// <param name="firstFactor">Image pixels per pixel of the first picture, per axis.</param>
    /// <param name="lastFactor">Image pixels per pixel of the last picture, per axis.</param>
    public PyramidFit(
        FitPhotograph image, int firstFactor, int lastFactor, OperationContext context, ComputeDevice? device = null,
        FitProgress? progress = null)
    {
        (_firstFactor, _lastFactor) = (firstFactor, lastFactor);
        using (var small = image.Reduce(_firstFactor, context))
        {
            _first = new WholeFit(small, context, _firstFactor, device: device, progress: progress);
        }

        _large = _lastFactor > 1 ? new FitPhotograph(image.Reduce(_lastFactor, context)) : null;
        _last = new TiledFit(_large ?? image, context, scale: _lastFactor, device: device, progress: progress);
    }

    /// <summary>Returns true if an image has enough pixels, in total or per Gaussian, for a pyramid.</summary>
    public static bool IsWorthwhile(long pixels, int count) =>
        pixels > MaxFirstPixels * 4L / 3
            ? (long)count * FirstPixels <= 3L * MaxFirstPixels
            : FirstFactor(pixels, count) > 1;

    public FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial) =>
        Refine(_first.Fit(count, First(clock), initial), clock);

    public FittedGaussians Continue(int count, FitClock clock) => Refine(_first.Continue(count, First(clock)), clock);

    public double MeasurePsnr() => _last.MeasurePsnr();

    public CompactSteps ChooseSteps(double share) => _last.ChooseSteps(share);

    public FittedGaussians Quantize(CompactSteps steps, FitClock clock) =>
        Scale(_last.Quantize(steps, Refinement(clock, 2 * RefinementIterations)));

    public void Dispose()
    {
        _all?.Dispose();
        _first.Dispose();
        _last.Dispose();
        _large?.Dispose();
    }

    private static FitClock First(FitClock clock) => clock.IsTimed ? clock.Part(1 - RefinementTime) : clock;

    private FitClock Refinement(FitClock clock, double share) => clock.IsTimed
        ? clock.Part(1)
        : FitClock.ByIterations(Refinements(share * clock.Expected, _last.Pixels));

    private static int Refinements(double iterations, double pixels) =>
        (int)Math.Clamp(iterations, 1, Math.Max(MinRefinements, MaxRefinement / pixels));

    public static int FirstFactor(long pixels, int count) =>
        Factor(pixels, Math.Clamp((long)FirstPixels * count, Smallest(count), MaxFirstPixels));

    public static int LastFactor(long pixels, int count) =>
        Math.Min(FirstFactor(pixels, count), Factor(pixels, Math.Max(Smallest(count), (long)LastPixels * count)));

    private static long Smallest(int count) => Math.Clamp((long)FewPixels * count, MinPixels, MaxSmallestPixels);

    /// <summary>Returns the integer reduction factor for a wanted number of pixels.</summary>
    private static int Factor(long pixels, long wanted) => Math.Max(1, (int)(Math.Sqrt((double)pixels / wanted) + .3));

    /// <summary>Returns the iterations of the refinement, of a picture of the given size.</summary>
    public static int Refinements(int iterations, double pixels) =>
        Refinements(RefinementIterations * iterations, pixels);

    private FittedGaussians Refine(FittedGaussians fitted, FitClock clock)
    {
        _first.ReleaseBuffers();
        var part = _lastFactor == _firstFactor ? null : Refinement(clock, RefinementIterations);
        var refined = _last.Refine(fitted.Parameters, (float)_firstFactor / _lastFactor, part);
        return Scale(refined with { Iterations = fitted.Iterations });
    }

    private FittedGaussians Scale(FittedGaussians fitted) => fitted.Enlarged(_lastFactor, ref _all);
}
