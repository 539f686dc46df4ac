using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Fitting.ImageFits;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Runs the operation on one image: finds the number of Gaussians that meets the target, and fits them.</summary>
internal sealed class GaussianSearch
{
    /// <summary>Bytes per Gaussian for the first estimate of a count from a size.</summary>
    private const double InitialBytesPerGaussian = 5.5;

    /// <summary>Size of a file after the quantized finish, relative to that of the fit rounded directly.</summary>
    private const double GrowthInFinish = 1.024;

    /// <summary>Decibels gained by doubling the count, for estimates.</summary>
    private const double DecibelsPerDoubling = 3.7;

    /// <summary>Shares of the work of a first fit that determines the count, and of a last fit that corrects it.</summary>
    private const double ProbeShare = .07;
    private const double CorrectionShare = .06;

    /// <summary>Share of the time that the first fit takes, including initialization.</summary>
    private const double ProbeWork = .11;

    /// <summary>Share of the work spent on quantization for the compact profile.</summary>
    private const double QuantizingShare = IImageFit.QuantizingTime;

    /// <summary>
    /// Decibels that the whole fit gains over a first fit of <see cref="UsualProbe"/> iterations, and more per halving of these.
    /// </summary>
    private const double GainAfterProbe = .6;
    private const double GainPerHalving = 1.3;
    private const double UsualProbe = 400;

    /// <summary>Decibels above the default PSNR to fit before quantization with <see cref="StepChoice.SmallestFile"/>.</summary>
    private const double LossInFinish = .74;
    private const int MaxRounds = 8;

    /// <summary>Share of the remaining progress that each step of a search takes; the number of steps is not known in advance.</summary>
    private const double RoundShare = .3;

    /// <summary>Share of the progress of a search that its first fit takes.</summary>
    private const double FirstFitWork = .5;

    private readonly GaussianImageOptions _options;
    private readonly FitPhotograph _image;
    private readonly GaussianModel? _initial;
    private readonly OperationContext _context;
    private readonly ComputeDevice? _device;
    private readonly int _visible;
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _workPixels;

    /// <summary>Progress at which the current step begins and ends.</summary>
    private double _stepBegin, _stepEnd;

    /// <summary>Quantization steps of a search for a size. They stay fixed, so that the size grows with the count.</summary>
    private CompactSteps? _steps;

    public GaussianSearch(
        GaussianImageOptions options, FitPhotograph image, GaussianModel? initial, OperationContext context, TimeProvider time,
        ComputeDevice? device = null)
    {
        _device = device;
        _time = time;
        _start = time.GetTimestamp();
        _options = options;
        _image = image;
        _initial = initial;
        _context = context.Progress is not { } report ? context : context with
        {
            Progress = p => report(p with { Fraction = _stepBegin + ((_stepEnd - _stepBegin) * p.Fraction) }),
        };
        _visible = image.CountVisible();
    }

    /// <summary>Largest count: one Gaussian per visible pixel, limited by the maximum of the options or of layered fits.</summary>
    private int MaxCount => Math.Min(_options.Progressive ? ReducedFit.MaxCount : GaussianImageOptions.MaxCount, _visible);

    private TimeSpan Elapsed => _time.GetElapsedTime(_start);
    private long Pixels => _image.PixelCount;

    /// <summary>Fits, quantizes and writes the image, repeatedly if a target is given.</summary>
    public GaussianImageArtifact Run()
    {
        var guess = _options switch
        {
            { Count: { } count } => count,
            { TargetSize: { } bytes } => (int)Math.Clamp(bytes / InitialBytesPerGaussian, 1, MaxCount),
            _ when _initial is not null => _initial.Count,
            _ => FitBudget.First(Pixels),
        };
        if (guess > MaxCount && (_options.Count is not null || _initial is not null))
        {
            _context.Warning?.Invoke(
                MaxCount < _visible
                    ? $"A progressive file has at most {MaxCount} Gaussians. Reduced the count from {guess}."
                    : $"The image has {MaxCount} visible pixels, and more Gaussians than pixels have no effect. "
                        + $"Reduced the count from {guess}.");
        }

        guess = Math.Clamp(guess, Math.Min(1, MaxCount), MaxCount);
        using IImageFit fit = _options.Progressive ? new ReducedFit(_image, _options.Seed, _context, _device)
            : PyramidFit.IsWorthwhile(Pixels, guess) ? new PyramidFit(_image, guess, _options.Seed, _context, _device)
            : Pixels <= TiledFit.MaxWholePixels ? new WholeFit(_image, _options.Seed, _context, device: _device)
            : new TiledFit(_image, _options.Seed, _context, device: _device);
        _workPixels = fit.Pixels;
        var tiles = Plural.WithCount(fit.TileCount, "tile");
        Log($"{_image.Width} x {_image.Height} pixels in {tiles}, {Plural.WithCount(guess, "Gaussian")}, {Length(guess)}");
        if (_options.TargetPsnr is not null || _options.TargetSize is not null) return Search(fit, guess);

        var clock = Clock(guess, IsQuantized ? 1 - QuantizingShare : 1);
        var fitEnd = IsQuantized ? 1 - fit.QuantizingShare(clock) : 1;
        FittedGaussians fitted;
        var number = guess;
        if (_options.Count is null && _initial is null && guess > 0)
        {
            (fitted, number) = FitToDefaultPsnr(fit, guess, fitEnd);
        }
        else
        {
            Step(fitEnd);
            fitted = fit.Fit(guess, clock, _initial);
        }

        Step(1);
        return Finish(fit, fitted, Clock(number, QuantizingShare, 1 - QuantizingShare));
    }

    /// <summary>
    /// Fits without a target: a short fit predicts the count for the default PSNR, and a fit with that count corrects it.
    /// </summary>
    /// <param name="end">Progress at the end of the fit.</param>
    private (FittedGaussians Fitted, int Count) FitToDefaultPsnr(IImageFit fit, int guess, double end)
    {
        Step(ProbeWork * end);
        var probe = fit.Fit(guess, Clock(guess, ProbeShare), null);
        var count = CountForPsnr(guess, fit.MeasurePsnr() + GainAfter(probe));
        Step((1 - CorrectionShare) * end);
        var fitted = fit.Fit(count, Clock(count, (IsQuantized ? 1 - QuantizingShare : 1) - ProbeShare - CorrectionShare), null);
        var needed = WholeFit.NearestContinuation(count, CountForPsnr(count, fit.MeasurePsnr()));
        Log($"{needed} Gaussians for {FitBudget.DefaultPsnr} dB");
        Step(end);
        return Correct(fit, fitted, count, needed, .02);
    }

    /// <summary>Continues a fit with the corrected count if it differs by more than a share.</summary>
    /// <param name="wanted">
    /// The corrected count, from <see cref="WholeFit.NearestContinuation"/>, because a restart would need more iterations.
    /// </param>
    private (FittedGaussians Fitted, int Count) Correct(IImageFit fit, FittedGaussians fitted, int count, int wanted, double share) =>
        Math.Abs(wanted - count) < share * count ? (fitted, count) : (fit.Continue(wanted, Clock(wanted, CorrectionShare)), wanted);

    /// <summary>Predicts the decibels that the whole fit gains over a short first fit.</summary>
    private static double GainAfter(FittedGaussians probe) =>
        GainAfterProbe + (GainPerHalving * PortableMath.Log2(Math.Max(1, UsualProbe / Math.Max(1, probe.Iterations))));

    /// <summary>Predicts the count for the default PSNR from the PSNR of a fit.</summary>
    private int CountForPsnr(int count, double psnr) => Math.Min(
        MaxCount, FitBudget.Count(count, psnr - (IsQuantized ? LossInFinish : 0), DecibelsPerDoubling, Pixels));

    /// <param name="share">Share of the work, [0,1].</param>
    /// <param name="from">Share of the earlier parts, so that the iterations of all parts add up exactly.</param>
    private FitClock Clock(int count, double share, double from = 0)
    {
        if (_options.TimeLimit is { } limit)
        {
            return FitClock.ByTime(TimeSpan.FromTicks(Math.Max(1, Math.Min((limit * share).Ticks, (limit - Elapsed).Ticks))), _time);
        }

        var all = _options.Iterations ?? FitBudget.Iterations(_options.Quality, _workPixels, _image.Channels, count);
        return FitClock.ByIterations(Math.Max(1, (int)((from + share) * all) - (int)(from * all)));
    }

    private string Length(int count) => _options.TimeLimit is { } limit
        ? Invariant($"{limit.TotalSeconds:f1} s")
        : Plural.WithCount(Clock(count, 1).Expected, "iteration");

    /// <summary>Tries counts until a file is close to the target. Returns the best file.</summary>
    private GaussianImageArtifact Search(IImageFit fit, int count)
    {
        GaussianImageArtifact? best = null;
        var (low, high) = (0, MaxCount + 1);
        FittedGaussians fitted;
        (fitted, count) = FirstFit(fit, count);
        for (var round = 0; ; round++)
        {
            Step(_stepEnd + (RoundShare * (1 - _stepEnd)));
            var result = Finish(fit, fitted, Clock(count, round == 0 ? QuantizingShare : QuantizingShare / 2));
            Log(Invariant($"round {round + 1}: {count} Gaussians, {result.Psnr:f2} dB, {result.File.Length} bytes"));
            var meets = Meets(result);
            low = IsSize && meets ? count : low;
            high = IsSize != meets ? count : high;
            best = Better(best, result);
            var next = NextCount(result, count, low, high);
            if (next == count || round == MaxRounds || Elapsed >= _options.TimeLimit || (meets && IsClose(result))) break;

            count = next;
            Step(_stepEnd + (RoundShare * (1 - _stepEnd)));
            fitted = fit.Continue(count, Clock(count, IsQuantized ? .1 : .15));
        }

        if (!Meets(best))
        {
            _context.Warning?.Invoke(IsSize
                ? Invariant($"The smallest file found has {best.File.Length} bytes, ")
                    + Invariant($"more than the target of {_options.TargetSize} bytes.")
                : Invariant($"The best file found reaches {best.Psnr:f2} dB, ")
                    + Invariant($"less than the target of {_options.TargetPsnr} dB. ")
                    + "Use a finer profile or more iterations.");
        }

        return best;
    }

    /// <summary>Runs the first fit of a search. For a target size, its count follows from the rounded file of a short fit.</summary>
    private (FittedGaussians Fitted, int Count) FirstFit(IImageFit fit, int count)
    {
        if (!IsSize || !IsQuantized || count < 1)
        {
            Step(FirstFitWork);
            return (fit.Fit(count, Clock(count, .5), _initial), count);
        }

        Step(ProbeWork * FirstFitWork);
        var probe = fit.Fit(count, Clock(count, ProbeShare), _initial);
        count = CountForSize(fit, probe, count, GainAfter(probe));
        Step(FirstFitWork);
        var fitted = fit.Fit(count, Clock(count, 1 - ProbeShare - CorrectionShare - QuantizingShare), _initial);
        return Correct(fit, fitted, count, WholeFit.NearestContinuation(count, CountForSize(fit, fitted, count)), .004);
    }

    /// <summary>Predicts the count for the target size from the size of a fit that is rounded directly.</summary>
    /// <param name="gain">Decibels that the fit is expected to gain, which make the steps finer.</param>
    private int CountForSize(IImageFit fit, FittedGaussians fitted, int count, double gain = 0)
    {
        using var model = Describe(fitted);
        _steps = fit.ChooseSteps(RoundingShare * PortableMath.Pow(10, -gain / 10));
        var file = GaussianFileWriter.ToBytes(model, _options.Profile, _context.MaxThreads, _steps);
        var size = Sign(file).Length;
        return (int)Math.Clamp(Math.Round(count * (.993 * _options.TargetSize!.Value / (GrowthInFinish * size))), 1, MaxCount);
    }

    /// <summary>
    /// Share that rounding may add to the squared error: small if the count is given, otherwise the share with the best picture per byte.
    /// </summary>
    private double RoundingShare => _options.Count is null ? StepChoice.SmallestFile : StepChoice.Faithful;

    /// <summary>True if the fit includes quantization.</summary>
    private bool IsQuantized => _options.Profile == GaussianProfile.Compact;

    private bool IsSize => _options.TargetSize is not null;

    private bool Meets(GaussianImageArtifact result) => IsSize
        ? result.File.Length <= _options.TargetSize
        : result.Psnr >= _options.TargetPsnr;

    private bool IsClose(GaussianImageArtifact result) => IsSize
        ? result.File.Length >= .985 * _options.TargetSize!.Value
        : result.Psnr <= _options.TargetPsnr!.Value + .15;

    /// <summary>
    /// Returns the next count, strictly between counts known to be too low and too high, or the same count if no other remains.
    /// </summary>
    /// <remarks>A count that missed the PSNR may still reach it, because rounds continue from each other.</remarks>
    private int NextCount(GaussianImageArtifact result, int count, int low, int high)
    {
        if (count < 1) return count;

        var wanted = IsSize
            ? count * (.992 * _options.TargetSize!.Value / result.File.Length)
            : count * PortableMath.Exp2(Math.Clamp((_options.TargetPsnr!.Value + .07 - result.Psnr) / DecibelsPerDoubling, -3, 3));
        if (wanted >= high && count < high)
        {
            wanted = (count + high) / 2;
        }

        return high - low <= 1 ? count : (int)Math.Clamp(Math.Round(wanted), low + 1, high - 1);
    }

    /// <summary>Returns the better of two files, by the target, then by size or PSNR. Disposes of the other.</summary>
    private GaussianImageArtifact Better(GaussianImageArtifact? a, GaussianImageArtifact b)
    {
        if (a is null) return b;

        var meets = Meets(a);
        var isSecond = meets != Meets(b) ? !meets : IsSize == meets ? b.Psnr > a.Psnr : b.File.Length < a.File.Length;
        var (good, other) = isSecond ? (b, a) : (a, b);
        other.Dispose();
        return good;
    }

    private GaussianImageArtifact Finish(IImageFit fit, FittedGaussians fitted, FitClock clock)
    {
        var iterations = fitted.Iterations;
        if (IsQuantized)
        {
            fitted = fit.Quantize(_steps ?? fit.ChooseSteps(RoundingShare), clock);
            iterations += fitted.Iterations;
        }

        using var model = Describe(fitted);
        using (_context.Phases.Start("write"))
        {
            var (file, read, psnr) = FitMeasure.Finish(
                model, _options.Profile, fitted.Steps, _image, _context.MaxThreads, _context.Cancellation);
            return new GaussianImageArtifact(Sign(file), read, _options.Profile, psnr, iterations) { Provenance = _context.Provenance };
        }
    }

    private byte[] Sign(byte[] file) => Sign(file, _options, _context.Provenance);

    /// <summary>Inserts the provenance, with room for the digest of the preview, which is not written yet.</summary>
    internal static byte[] Sign(byte[] file, GaussianImageOptions options, ProvenanceRecord? provenance)
    {
        if (provenance is null) return file;

        var room = new string('0', 2 * ProvenanceRecord.SideFileBytes);
        return ProvenanceChunk.Insert(
            file, options.Preview ? provenance with { SideFiles = room } : provenance, OptionSet.ForRecord<GaussianImageOptions>());
    }

    private GaussianModel Describe(in FittedGaussians fitted) =>
        FitModel.Create(fitted, _image.Width, _image.Height, _context.Provenance is null ? Encoder : null);

    /// <summary>Metadata that names the program, for files without provenance.</summary>
    internal static Dictionary<string, string> Encoder => new()
    {
        [GaussianMetadata.Encoder] = Invariant(
            $"Stylize {typeof(GaussianSearch).Assembly.GetName().Version?.ToString(3)}"),
    };

    private void Step(double end) => (_stepBegin, _stepEnd) = (_stepEnd, end);

    private void Log(string line) => _context.Verbose?.Invoke(line);
}
