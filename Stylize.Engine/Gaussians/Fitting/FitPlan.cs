using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>What determines the number of Gaussians.</summary>
internal enum FitGoal
{
    /// <summary>It is given, by an option or by the model to start from.</summary>
    Count,

    /// <summary>The count for <see cref="FitPlan.DefaultPsnr"/>.</summary>
    DefaultPsnr,

    /// <summary>The smallest count whose file reaches a PSNR.</summary>
    Psnr,

    /// <summary>The largest count whose file has at most a size.</summary>
    Size,
}

/// <summary>How a picture is divided for the fit.</summary>
internal enum FitMethod
{
    /// <summary><see cref="WholeFit"/>.</summary>
    Whole,

    /// <summary><see cref="WholeFit"/> in layers, of a reduced picture if the picture is large.</summary>
    Layers,

    /// <summary><see cref="PyramidFit"/>.</summary>
    Pyramid,

    /// <summary><see cref="TiledFit"/>.</summary>
    Tiles,
}

/// <summary>The fit of one picture: goal, method and work.</summary>
internal sealed record FitPlan : IOperationPlan
{
    /// <summary>Target PSNR in decibels if the options give neither a count nor a target.</summary>
    public const double DefaultPsnr = 36;

    /// <summary>Decibels by which a file may miss it, unless its count is the least or the most that is
    /// chosen.</summary>
    public const double DefaultTolerance = .3;

    /// <summary>Bytes of a compact file per Gaussian, for the first count of a search: 5 to 6
    /// (docs/gaussian-images.md).</summary>
    private const double BytesPerGaussian = 5.5;

    public required GaussianImageOptions Options { get; init; }

    public required FitGoal Goal { get; init; }

    /// <summary>Number of Gaussians of the first fit.</summary>
    public required int Count { get; init; }

    /// <summary>Largest count: one Gaussian per visible pixel, limited by the maximum of the options or of layered
    /// fits.</summary>
    public required int MaxCount { get; init; }

    /// <summary>Why the count is smaller than the given one; null if it is not.</summary>
    public string? Reduction { get; private init; }

    public required FitMethod Method { get; init; }

    /// <summary>Pixels of the image per pixel of the picture that is fitted first, and of the last one, per
    /// axis.</summary>
    public (int First, int Last) Factors { get; private init; }

    /// <summary>Pixels and channels of the image.</summary>
    public (int Width, int Height, int Channels) Size { get; private init; }

    public TimeSpan? TimeLimit { get; private init; }

    /// <summary>True for a key frame, whose quantized Gaussians and picture are kept for the frames after it.</summary>
    public bool IsKeyFrame { get; private init; }

    /// <summary>True if the fit includes quantization. The other profiles are precise enough without.</summary>
    public bool IsQuantized => Options.Profile == GaussianProfile.Compact;

    /// <summary>Share of the target size for a <see cref="ResidualFit"/>; 0 for none.</summary>
    public double ResidualShare =>
        Goal == FitGoal.Size && Options.Metric == FitMetric.Ssim && IsQuantized && Method != FitMethod.Layers
            && Size.Channels < 4
        ? ResidualFit.ShareOf(8.0 * Options.TargetSize!.Value / Pixels) : 0;

    /// <summary>The target size of the Gaussians, in bytes.</summary>
    public long TargetBytes => (long)(Options.TargetSize!.Value * (1 - ResidualShare));

    /// <summary>
    /// Share that rounding may add to the squared error: small if the count is given, otherwise the share with the best
    /// picture per byte.
    /// </summary>
    public double RoundingShare => Options.Count is null ? StepChoice.SmallestFile : StepChoice.Faithful;

    /// <summary>The estimated memory of a fit on a device: two pictures at a time of at most the size of a
    /// tile.</summary>
    public long DeviceMemory => DeviceFitter.EstimateMemory(
        2 * Math.Min(Pixels, TiledFit.MaxWholePixels), FitBudget.LargestCount(Options, Pixels));

    private long Pixels => (long)Size.Width * Size.Height;

    private string Length =>
        TimeLimit is { } limit
            ? Invariant($"{limit.TotalSeconds:f1} s") : Plural.WithCount(Iterations(Count), "iteration");

    public IEnumerable<(string Name, object? Value)> Decisions =>
    [
        ("goal", Goal switch
        {
            FitGoal.Size => Invariant($"{Options.TargetSize} bytes"),
            FitGoal.Psnr => Invariant($"{Options.TargetPsnr} dB"),
            FitGoal.DefaultPsnr => Invariant($"{DefaultPsnr} dB"),
            FitGoal.Count => "the count",
        }),
        ("picture", Invariant($"{Size.Width} x {Size.Height} x {Size.Channels}")),
        ("method", Method),
        ("reduced by", Factors == (1, 1) ? null : Factors),
        ("Gaussians", Count),
        ("length", Length),
        ("profile", Options.Profile),
        ("rounding", IsQuantized ? RoundingShare : null),
    ];

    /// <param name="initial">The model to start from; null for none.</param>
    /// <param name="limit">Wall time of the whole fit; null for a number of iterations.</param>
    public static FitPlan Resolve(
        GaussianImageOptions options, FitPhotograph image, GaussianModel? initial, TimeSpan? limit,
        bool isKeyFrame = false)
    {
        var (pixels, visible) = (image.PixelCount, image.CountVisible());
        var max = Math.Min(options.Progressive ? WholeFit.MaxLayeredCount : GaussianImageOptions.MaxCount, visible);
        var given = options.Count ?? (options.TargetSize is null ? initial?.Count : null);
        var wanted = given ?? (int)Math.Min(max, options.TargetSize / BytesPerGaussian ?? FitBudget.FirstCount(pixels));
        var count = Math.Clamp(wanted, Math.Min(1, max), max);
        var (method, factors) = Choose(options.Progressive, pixels, count);
        return new FitPlan
        {
            Options = options,
            Goal = options.TargetPsnr is not null ? FitGoal.Psnr
                : options.TargetSize is not null ? FitGoal.Size
                : given is null && count > 0 ? FitGoal.DefaultPsnr : FitGoal.Count,
            Count = count,
            MaxCount = max,
            Reduction = given is null || given <= max ? null : max < visible
                ? $"A progressive file has at most {max} Gaussians. Reduced the count from {given}."
                : $"The image has {max} visible pixels, and more Gaussians than pixels have no effect. Reduced the "
                    + $"count from {given}.",
            Method = method,
            Factors = factors,
            Size = (image.Width, image.Height, image.Channels),
            TimeLimit = limit,
            IsKeyFrame = isKeyFrame,
        };
    }

    /// <summary>Returns the number of iterations of the whole work if time is not limited.</summary>
    public int Iterations(int count) => Options.Iterations ?? FitBudget.Iterations(
        Options.Quality, Goal == FitGoal.Count, (long)Reduced(Size.Width) * Reduced(Size.Height), Size.Channels, count);

    /// <summary>Expected work of the whole fit, in pixels times iterations, for its progress.</summary>
    public double Work
    {
        get
        {
            var (iterations, pixels) = (Iterations(Count), (double)Pixels / (Factors.First * Factors.First));
            var last = (double)Pixels / (Factors.Last * Factors.Last);
            return (iterations * pixels)
                + (Factors.First == Factors.Last ? 0 : PyramidFit.Refinements(iterations, last) * last);
        }
    }

    private int Reduced(int side) => (side + Factors.First - 1) / Factors.First;

    private static (FitMethod Method, (int First, int Last) Factors) Choose(bool inLayers, long pixels, int count)
    {
        var factor = WholeFit.LayeredFactor(pixels);
        return inLayers ? (FitMethod.Layers, (factor, factor))
            : PyramidFit.IsWorthwhile(pixels, count)
                ? (FitMethod.Pyramid, (PyramidFit.FirstFactor(pixels, count), PyramidFit.LastFactor(pixels, count)))
            : (pixels <= TiledFit.MaxWholePixels ? FitMethod.Whole : FitMethod.Tiles, (1, 1));
    }
}

/// <summary>The number of iterations and of Gaussians if the options do not give them.</summary>
internal static class FitBudget
{
    /// <summary>
    /// Cost of a channel of a pixel and of a Gaussian per iteration, in nanoseconds on one core of 2024. Work is
    /// counted with these constants instead of a clock, so that a fit is the same on every machine.
    /// </summary>
    private const double PixelCost = 1.9;
    private const double GaussianCost = 200;

    /// <summary>Largest chosen count, which bounds the time of a plain call.</summary>
    private const int MaxChosen = 60_000;

    /// <summary>Minimum work for an image, in the same unit: small images take no time anyway.</summary>
    private const double MinWork = 2e7;

    /// <summary>Returns the iterations of a quality by the work per pixel: at least 60, and fewer for images of many
    /// megapixels.</summary>
    /// <param name="isCountGiven">
    /// True for the best picture of a count. Otherwise fewer iterations are as good per byte, because their Gaussians
    /// compress better.
    /// </param>
    public static int Iterations(FitQuality quality, bool isCountGiven, long pixels, int channels, int count)
    {
        var (work, max) = quality switch
        {
            FitQuality.Draft => (2_100.0, 1.2e9),
            FitQuality.Normal => (isCountGiven ? 29_000.0 : 17_400.0, 7e9),
            FitQuality.Best => (87_000.0, 2.1e10),
        };
        var wanted = ((work * pixels) + MinWork) / ((PixelCost * (1 + channels) * pixels) + (GaussianCost * count));
        return (int)Math.Clamp(Math.Min(wanted, max / pixels), 60, 6_000);
    }

    /// <summary>Returns the number of Gaussians of a first fit, whose PSNR determines <see cref="Limit"/>.</summary>
    public static int FirstCount(long pixels) => Limit(pixels / 120.0, pixels);

    /// <summary>
    /// Clamps to 1/400 to 1/40 of the number of pixels, at most <see cref="MaxChosen"/>, and at least 16 if the image
    /// has enough pixels.
    /// </summary>
    public static int Limit(double count, long pixels)
    {
        var min = Math.Min(MaxChosen, Math.Max(Math.Min(pixels, 16), pixels / 400));
        return (int)Math.Clamp(Math.Round(count), min, Math.Max(min, Math.Min(MaxChosen, pixels / 40)));
    }

    /// <summary>Estimates the largest count of a fit, for its memory.</summary>
    public static long LargestCount(GaussianImageOptions options, long pixels) =>
        Math.Min(pixels, options.Count ?? Math.Max(options.TargetSize / 4 ?? 0, pixels / 10));
}
