using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>The fit of an image, which can be repeated with other numbers of Gaussians.</summary>
internal interface IImageFit : IDisposable
{
    /// <summary>Share of the iterations, or of the time limit, for quantization.</summary>
    const double QuantizingTime = .12;

    /// <summary>Fits <paramref name="count"/> Gaussians, optionally starting from a model.</summary>
    /// <param name="initial">The model to start from, scaled to the image; null to initialize from the image.</param>
    FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial);

    /// <summary>Continues from the last fit with another number of Gaussians.</summary>
    FittedGaussians Continue(int count, FitClock clock);

    /// <summary>Measures the PSNR of the last fit in decibels, on a part of the image if it is fitted in
    /// tiles.</summary>
    double MeasurePsnr();

    /// <summary>Returns the steps at which rounding the last fit adds a given share to the squared error.</summary>
    CompactSteps ChooseSteps(double share);

    /// <summary>Quantizes the last fit to steps of the compact profile, and continues to fit the values not yet
    /// quantized.</summary>
    FittedGaussians Quantize(CompactSteps steps, FitClock clock);
}

/// <summary>The result of a fit.</summary>
/// <param name="Parameters">Parameters in pixels of the image, valid until the next fit.</param>
/// <param name="Iterations">Iterations of the fit, per tile if there are several.</param>
internal readonly record struct FittedGaussians(FitParameters Parameters, float[] Background, int Iterations)
{
    /// <summary>The weight of opacity 1; null for the largest weight.</summary>
    public float? FullWeight { get; init; }

    /// <summary>End indices of the layers of a layered fit; empty if the profile plans the layers.</summary>
    public IReadOnlyList<int> LayerEnds { get; init; } = [];

    /// <summary>The steps of quantized parameters; null for unquantized parameters.</summary>
    public CompactSteps? Steps { get; init; }

    /// <summary>Returns the same result in pixels of a larger image.</summary>
    /// <param name="factor">Pixels of the larger image per fitted pixel, per axis.</param>
    /// <param name="held">Receives the parameters of the result, which the caller owns. Previous parameters are
    /// disposed of.</param>
    public FittedGaussians Enlarged(int factor, ref FitParameters? held)
    {
        held?.Dispose();
        held = new FitParameters(Math.Max(1, Parameters.Count), Parameters.Channels);
        held.CopyScaled(Parameters, factor);
        return this with { Parameters = held };
    }
}

/// <summary>The image to fit; creates fits of its parts.</summary>
/// <param name="device">The device of the fits; null for the processor.</param>
/// <param name="progress">The progress that the fits share; null for none.</param>
internal sealed class FitSource(
    FitPhotograph image, OperationContext context, ComputeDevice? device = null, FitProgress? progress = null)
{
    public FitPhotograph Image => image;

    /// <summary>The device of the fits; null for the processor.</summary>
    public ComputeDevice? Device => device;
    public int Channels => Image.Channels;

    /// <summary>Mean color of the image, one sample per channel; transparent for images with alpha.</summary>
    public float[] Background { get; } = MeanColor(image, context);

    public FitProgress Progress { get; } = progress ?? new(OperationContext.Quiet, 1, null);
    public ThreadGrant Threads => context.MaxThreads;
    public PhaseRecorder Phases => context.Phases;
    public CancellationToken Cancellation => context.Cancellation;

    public FitTarget Target() => Target(new FitTile(0, 0, Image.Width, Image.Height));

    /// <summary>Creates the target of a part with the background of the whole image. The caller owns it.</summary>
    public FitTarget Target(in FitTile part)
    {
        var target = Image.Target(part, Threads, Cancellation);
        Background.CopyTo(target.Background, 0);
        return target;
    }

    /// <summary>Creates the initialization of a fit. The caller owns it.</summary>
    public FitSeed Seed(FitTarget target) => new(target, Threads, Cancellation);

    /// <summary>Creates a fit for up to <paramref name="capacity"/> Gaussians. The caller owns it.</summary>
    /// <param name="isReduced">True if the target is a reduced picture.</param>
    public GaussianFit Fit(FitTarget target, FitSeed seed, int capacity, bool inLayers = false, bool isReduced = false)
    {
        var pixels = (double)target.Width * target.Height;
        Action<double> report = error => Progress.Report(error, pixels);
        return inLayers
            ? new LayeredFit(
                target, seed, capacity, Threads, Cancellation, Device) { Progress = report, Verbose = context.Verbose }
            : new GaussianFit(
                target, seed, capacity, Threads, Cancellation, isReduced ? FitSchedule.Reduced : null, Device)
            {
                Progress = report,
                Verbose = context.Verbose,
            };
    }

    private static float[] MeanColor(FitPhotograph image, OperationContext context)
    {
        var means = new float[4];
        RowBands.ForEachRow(
            image.HasAlpha ? 0 : image.Channels, context.MaxThreads, context.Cancellation,
            channel => means[channel] = Mean(image, channel), bandHeight: 1);
        return means;
    }

    private static float Mean(FitPhotograph image, int channel)
    {
        using var scratch = new PooledBuffer<float>(image.Width);
        var sum = 0.0;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var sample in image.Row(channel, y, scratch.Span))
            {
                sum += sample;
            }
        }

        return (float)(sum / image.PixelCount);
    }
}

/// <summary>Reports share done, PSNR, speed and remaining time, at most ten times per second.</summary>
/// <param name="planned">Expected work, in pixels times iterations. A search may take more.</param>
/// <param name="limit">Wall time of the whole work; null if it is not limited.</param>
internal sealed class FitProgress(OperationContext context, double planned, TimeSpan? limit)
{
    /// <summary>Share of the progress for the planned work. The rest is for what goes beyond it.</summary>
    private const double Planned = .95;

    private readonly long _start = Stopwatch.GetTimestamp();
    private double _work;
    private int _iterations;
    private long _last;

    /// <summary>Adds an iteration.</summary>
    /// <param name="error">Mean squared error.</param>
    /// <param name="pixels">Number of pixels.</param>
    public void Report(double error, double pixels)
    {
        _work += pixels;
        _iterations++;
        if (context.Progress is not { } tell || Stopwatch.GetElapsedTime(_last) < TimeSpan.FromMilliseconds(100))
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        var elapsed = Stopwatch.GetElapsedTime(_start);
        var share = elapsed / limit ?? _work / planned;
        share = share < 1 ? Planned * share : 1 - ((1 - Planned) / share);
        var (speed, left) = (_iterations / elapsed.TotalSeconds, elapsed.TotalSeconds * (1 - share) / share);
        tell(new(share,
            Invariant($"fitting: {GaussianFit.Decibels(error):f1} dB, {speed:f0} iterations/s, {left:f0} s left")));
    }
}
