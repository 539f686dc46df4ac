using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>The image to fit; creates fits of its parts.</summary>
internal sealed class FitSource
{
    private readonly int _seed;
    private readonly OperationContext _context;

    /// <param name="seed">Seed of the variation of the start; 0 for none.</param>
    /// <param name="device">The device of the fits; null for the processor.</param>
    public FitSource(FitPhotograph image, int seed, OperationContext context, ComputeDevice? device = null)
    {
        Device = device;
        Image = image;
        _seed = seed;
        _context = context;
        Progress = new FitProgress(context);
        var opaque = image.HasAlpha ? 0 : Channels;
        RowBands.ForEach(opaque, Threads, Cancellation, (channel, _, _) => Background[channel] = Mean(image, channel), bandHeight: 1);
    }

    public FitPhotograph Image { get; }

    /// <summary>The device of the fits; null for the processor.</summary>
    public ComputeDevice? Device { get; }
    public int Channels => Image.Channels;

    /// <summary>Mean color of the image, one sample per channel; transparent for images with alpha.</summary>
    public float[] Background { get; } = new float[4];

    public FitProgress Progress { get; }
    public ThreadGrant Threads => _context.MaxThreads;
    public PhaseRecorder Phases => _context.Phases;
    public CancellationToken Cancellation => _context.Cancellation;

    public FitTarget Target() => Target(new FitTile(0, 0, Image.Width, Image.Height));

    /// <summary>Creates the target of a part with the background of the whole image. The caller owns it.</summary>
    public FitTarget Target(in FitTile part)
    {
        var target = Image.Target(part, Threads, Cancellation);
        Background.CopyTo(target.Background, 0);
        return target;
    }

    /// <summary>Creates the initialization of a fit. The caller owns it.</summary>
    public FitSeed Seed(FitTarget target)
    {
        var seed = new FitSeed(target, Threads, Cancellation);
        seed.Vary(_seed);
        return seed;
    }

    /// <summary>Creates a fit for up to <paramref name="capacity"/> Gaussians. The caller owns it.</summary>
    /// <param name="isReduced">True if the target is a reduced picture.</param>
    public GaussianFit Fit(FitTarget target, FitSeed seed, int capacity, bool inLayers = false, bool isReduced = false) => inLayers
        ? new LayeredFit(target, seed, capacity, Threads, Cancellation, Device) { Progress = Progress.Report, Verbose = _context.Verbose }
        : new GaussianFit(target, seed, capacity, Threads, Cancellation, isReduced ? FitSchedule.Reduced : null, Device)
        {
            Progress = Progress.Report,
            Verbose = _context.Verbose,
        };

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
internal sealed class FitProgress(OperationContext context)
{
    private FitClock? _clock;
    private double _from, _share;
    private long _last;

    /// <summary>Starts a part of the work.</summary>
    /// <param name="from">Share of the work done before, [0,1].</param>
    /// <param name="share">Share of the work of this part, [0,1].</param>
    public void Begin(FitClock clock, double from, double share)
    {
        _clock = clock;
        _from = from;
        _share = share;
    }

    public void Report(double error)
    {
        if (context.Progress is not { } tell || _clock is not { } clock || Stopwatch.GetElapsedTime(_last) < TimeSpan.FromMilliseconds(100))
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        var speed = clock.Iterations / Math.Max(1e-3, clock.Elapsed.TotalSeconds);
        var left = clock.Elapsed.TotalSeconds * (1 - clock.Fraction) / Math.Max(1e-3, clock.Fraction);
        tell(new OperationProgress(
            _from + (_share * clock.Fraction),
            Invariant(
                $"fitting: {GaussianFit.Decibels(error):f1} dB, {speed:f0} iterations/s, {left:f0} s left")));
    }
}
