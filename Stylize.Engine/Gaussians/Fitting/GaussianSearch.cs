using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Fits one picture as a plan says: once, or repeatedly until the file meets the goal.</summary>
internal sealed class GaussianSearch(
    FitPlan plan, FitPhotograph image, GaussianModel? initial, OperationContext context, TimeProvider time,
    ComputeDevice? device)
{
    /// <summary>
    /// Shares of the work of a short fit, which predicts the count, and of a last fit, which corrects it. Shorter ones
    /// predict badly, and longer ones take work from the fit itself.
    /// </summary>
    private const double ProbeShare = .07;
    private const double CorrectionShare = .06;

    /// <summary>
    /// Shares of the work of the first fit of a search for a PSNR, and of each further one, without and with
    /// quantization.
    /// </summary>
    private const double FirstShare = .5;
    private const double RoundShare = .15;
    private const double QuantizedRoundShare = .1;

    /// <summary>Difference of the count, relative to it, that is not worth a correction.</summary>
    private const double Tolerance = .004;

    private const int MaxRounds = 8;
    private const int MaxDefaultRounds = 4;

    private readonly CountForecast _forecast = new(plan, image.PixelCount);
    private readonly long _start = time.GetTimestamp();

    /// <summary>Quantization steps of a search for a size. They stay fixed, so that the size grows with the
    /// count.</summary>
    private CompactSteps? _steps;

    private double FitShare => plan.IsQuantized ? 1 - IImageFit.QuantizingTime : 1;

    private TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Fits, quantizes and writes a picture on the device of the plan.</summary>
    /// <param name="initial">The model to start from, scaled to the image; null for none. Not owned.</param>
    /// <param name="name">Name of the picture in messages.</param>
    public static FittedFile Run(
        FitPlan plan, FitPhotograph image, GaussianModel? initial, string name, OperationContext context,
        TimeProvider time) =>
        plan.Options.Device.Run(name, context, device =>
        {
            using var admission = device?.Admit(plan.DeviceMemory, context.Cancellation);
            return new GaussianSearch(plan, image, initial, context, time, device).Run();
        });

    private FittedFile Run()
    {
        if (plan.Reduction is { } reduction)
        {
            context.Warning?.Invoke(reduction);
        }

        using var fit = CreateFit();
        context.Print(plan);
        return plan.Goal switch
        {
            FitGoal.Count => FitCount(fit),
            FitGoal.DefaultPsnr => FitToDefaultPsnr(fit),
            FitGoal.Psnr => Search(fit, FinishFirst(fit, FirstFit(fit), plan.Count), plan.Count),
            FitGoal.Size => SearchSize(fit),
        };
    }

    private IImageFit CreateFit()
    {
        var progress = new FitProgress(context, plan.Work, plan.TimeLimit);
        return plan.Method switch
        {
            FitMethod.Layers => WholeFit.InLayers(image, context, device, progress),
            FitMethod.Pyramid => new PyramidFit(
                image, plan.Factors.First, plan.Factors.Last, context, device, progress),
            FitMethod.Whole => new WholeFit(image, context, device: device, progress: progress),
            FitMethod.Tiles => new TiledFit(image, context, device: device, progress: progress),
        };
    }

    private FittedFile FitCount(IImageFit fit)
    {
        var fitted = fit.Fit(plan.Count, Clock(plan.Count, FitShare), initial);
        return FinishLast(fit, fitted, plan.Count);
    }

    /// <summary>A short fit predicts the count, and the PSNR of the fit with that count corrects it. A file that is
    /// still farther from the default PSNR than its tolerance starts a search.</summary>
    private FittedFile FitToDefaultPsnr(IImageFit fit)
    {
        var probe = fit.Fit(plan.Count, Clock(plan.Count, ProbeShare), null);
        var reached = fit.MeasurePsnr() + CountForecast.GainAfter(probe.Iterations);
        var count = _forecast.ForDefaultPsnr(plan.Count, reached, fromProbe: true);
        var fitted = fit.Fit(count, Clock(count, FitShare - ProbeShare - CorrectionShare), null);
        var wanted = WholeFit.NearestContinuation(count, _forecast.ForDefaultPsnr(count, fit.MeasurePsnr()));
        Log($"{wanted} Gaussians for {FitPlan.DefaultPsnr} dB");
        (fitted, count) = Correct(fit, fitted, count, wanted);
        return Search(fit, FinishLast(fit, fitted, count), count);
    }

    /// <summary>Continues a fit with a corrected count if it differs by more than <see cref="Tolerance"/>.</summary>
    /// <param name="wanted">From <see cref="WholeFit.NearestContinuation"/>, because a restart would need more
    /// iterations.</param>
    private (FittedGaussians Fitted, int Count) Correct(
        IImageFit fit, FittedGaussians fitted, int count, int wanted) =>
        Math.Abs(wanted - count) < Tolerance * count
            ? (fitted, count) : (fit.Continue(wanted, Clock(wanted, CorrectionShare)), wanted);

    private FittedFile SearchSize(IImageFit fit)
    {
        var count = plan.Count;
        if (!plan.IsQuantized || count < 1) return Search(fit, FinishFirst(fit, FirstFit(fit), count), count);

        // The size of a short fit, rounded directly, predicts the count; that of the fit with that count corrects it.
        var probe = fit.Fit(count, Clock(count, ProbeShare), initial);
        count = ForSize(fit, probe, count, CountForecast.GainAfter(probe.Iterations));
        var fitted = fit.Fit(count, Clock(count, 1 - ProbeShare - CorrectionShare - IImageFit.QuantizingTime), initial);
        var wanted = WholeFit.NearestContinuation(count, ForSize(fit, fitted, count, 0));
        (fitted, count) = Correct(fit, fitted, count, wanted);
        var file = Search(fit, FinishFirst(fit, fitted, count), count);
        return plan.ResidualShare > 0 ? file.WithResidual(plan, image, context) : file;
    }

    private FittedGaussians FirstFit(IImageFit fit) => fit.Fit(plan.Count, Clock(plan.Count, FirstShare), initial);

    /// <summary>Predicts the count for the target size from the size of a fit that is rounded directly.</summary>
    /// <param name="gain">Decibels that the fit is expected to gain, which make the steps finer.</param>
    private int ForSize(IImageFit fit, FittedGaussians fitted, int count, double gain)
    {
        using var model = Describe(fitted);
        _steps = fit.ChooseSteps(plan.RoundingShare * PortableMath.Pow(10, -gain / 10));
        var file = GaussianFileWriter.ToBytes(model, plan.Options.Profile, context.MaxThreads, _steps);
        return _forecast.ForSize(count, Sign(file).Length);
    }

    /// <summary>Tries counts until a file is close to the target. Returns the best file.</summary>
    /// <param name="result">The file of the first count.</param>
    private FittedFile Search(IImageFit fit, FittedFile result, int count)
    {
        var best = result;
        var (low, high) = _forecast.Bounds;
        var rounds = plan.Goal == FitGoal.DefaultPsnr ? MaxDefaultRounds : MaxRounds;
        for (var round = 0; ; round++)
        {
            Log(Invariant($"round {round + 1}: {count} Gaussians, {result.Psnr:f2} dB, {result.Bytes.Length} bytes"));
            var meets = _forecast.Meets(result);
            low = plan.Goal == FitGoal.Size && meets ? count : low;
            high = plan.Goal == FitGoal.Size != meets ? count : high;
            best = Better(best, result);
            var next = _forecast.Next(result, count, low, high);
            if (next == count || round == rounds || Elapsed >= plan.TimeLimit
                || (meets && _forecast.IsClose(result))) break;

            count = next;
            var fitted = fit.Continue(count, Clock(count, plan.IsQuantized ? QuantizedRoundShare : RoundShare));
            result = Finish(fit, fitted, Clock(count, IImageFit.QuantizingTime / 2));
        }

        if (_forecast.Miss(best) is { } miss)
        {
            context.Warning?.Invoke(miss);
        }

        return best;
    }

    /// <summary>Returns the better of two files. Disposes of the other.</summary>
    private FittedFile Better(FittedFile a, FittedFile b)
    {
        if (a == b) return a;

        var (good, other) = _forecast.IsBetter(b, a) ? (b, a) : (a, b);
        other.Dispose();
        return good;
    }

    private FittedFile FinishFirst(IImageFit fit, FittedGaussians fitted, int count) =>
        Finish(fit, fitted, Clock(count, IImageFit.QuantizingTime));

    private FittedFile FinishLast(IImageFit fit, FittedGaussians fitted, int count) =>
        Finish(fit, fitted, Clock(count, IImageFit.QuantizingTime, 1 - IImageFit.QuantizingTime));

    /// <summary>Quantizes a fit if the profile needs it, and writes its file.</summary>
    private FittedFile Finish(IImageFit fit, FittedGaussians fitted, FitClock clock)
    {
        var iterations = fitted.Iterations;
        if (plan.IsQuantized)
        {
            fitted = fit.Quantize(_steps ?? fit.ChooseSteps(plan.RoundingShare), clock);
            iterations += fitted.Iterations;
        }

        using var model = Describe(fitted);
        using var phase = context.Phases.Start("write");
        return FittedFile.Write(model, fitted.Steps, plan, image, iterations, context);
    }

    private byte[] Sign(byte[] file) => FittedFile.Sign(file, plan.Options.Preview, context.Provenance);

    private GaussianModel Describe(in FittedGaussians fitted) =>
        FitModel.Create(fitted, image.Width, image.Height, context.Provenance is null ? FittedFile.Encoder : null);

    /// <param name="share">Share of the work, [0,1].</param>
    /// <param name="from">Share of the earlier parts, so that the iterations of all parts add up exactly.</param>
    private FitClock Clock(int count, double share, double from = 0)
    {
        if (plan.TimeLimit is { } limit)
        {
            var left = TimeSpan.FromTicks(Math.Min((limit * share).Ticks, (limit - Elapsed).Ticks));
            return FitClock.ByTime(left, (int)(share * GaussianImageOptions.MaxIterations), time);
        }

        var all = plan.Iterations(count);
        return FitClock.ByIterations(Math.Max(1, (int)((from + share) * all) - (int)(from * all)));
    }

    private void Log(string line) => context.Verbose?.Invoke(line);
}

/// <summary>
/// Predicts counts from the fits so far, and judges files by the goal of a plan. The constants are means over fits of
/// Kodak photographs.
/// </summary>
internal sealed class CountForecast(FitPlan plan, long pixels)
{
    /// <summary>
    /// Decibels gained by doubling the count. The error falls as the count to the power of -1.2, which is 3.6 dB (see
    /// "Rate and distortion" in docs/method/gaussian-images.md); at 36 dB it is a little more.
    /// </summary>
    private const double DecibelsPerDoubling = 3.7;

    /// <summary>The most that is believed of two files of a search. Smooth pictures gain more than
    /// photographs.</summary>
    private const double MaxPerDoubling = 11;

    /// <summary>
    /// Decibels that the whole fit gains over a short one of <see cref="UsualProbe"/> iterations, and more per halving
    /// of these: a short fit of few iterations is far from its optimum.
    /// </summary>
    private const double GainAfterProbe = .6;
    private const double GainPerHalving = 1.3;
    private const double UsualProbe = 400;

    /// <summary>Decibels that the finish costs with <see cref="StepChoice.SmallestFile"/>, on which the fit before must
    /// improve.</summary>
    private const double LossInFinish = .5;

    /// <summary>Decibels by which a short fit promises too much, and those gained by doubling the count that it had:
    /// pictures that need more Gaussians have finer texture, and gain less from each.</summary>
    private const double LossByProbe = 1.1;
    private const double ProbedDoubling = 2.4;

    /// <summary>Size of a file after the quantized finish relative to that of the fit rounded directly: its values
    /// spread more.</summary>
    private const double GrowthInFinish = 1.024;

    /// <summary>
    /// The size that is tried, relative to the target: below it, because a file above it is useless. A file above
    /// <see cref="CloseSize"/> ends the search.
    /// </summary>
    private const double TriedSize = .992;
    private const double CloseSize = .985;

    /// <summary>The same in decibels above a target PSNR.</summary>
    private const double TriedPsnr = .07;
    private const double ClosePsnr = .15;

    private readonly double _target = plan.Options.TargetPsnr ?? FitPlan.DefaultPsnr;
    private readonly double _tolerance = plan.Goal == FitGoal.DefaultPsnr ? FitPlan.DefaultTolerance : 0;

    /// <summary>Largest change of a count in octaves, because a prediction from afar is wrong.</summary>
    private const double MaxOctaves = 3;

    private (int Count, double Psnr)? _last;

    /// <summary>Counts below and above those that a search may try.</summary>
    public (int Low, int High) Bounds { get; } = plan.Goal == FitGoal.DefaultPsnr
        ? (FitBudget.Limit(0, pixels) - 1, Math.Min(plan.MaxCount, FitBudget.Limit(pixels, pixels)) + 1)
        : (0, plan.MaxCount + 1);

    private bool IsSize => plan.Goal == FitGoal.Size;

    /// <summary>Predicts the decibels that the whole fit gains over a short first fit.</summary>
    public static double GainAfter(int iterations) =>
        GainAfterProbe + (GainPerHalving * PortableMath.Log2(Math.Max(1, UsualProbe / Math.Max(1, iterations))));

    /// <summary>Predicts the count for the default PSNR from the PSNR of a fit.</summary>
    /// <param name="fromProbe">True for the PSNR that a short fit is expected to reach.</param>
    public int ForDefaultPsnr(int count, double psnr, bool fromProbe = false)
    {
        var loss = (plan.IsQuantized ? LossInFinish : 0) + (fromProbe ? LossByProbe : 0);
        var octaves = (FitPlan.DefaultPsnr - psnr + loss) / (fromProbe ? ProbedDoubling : DecibelsPerDoubling);
        return Math.Min(plan.MaxCount, FitBudget.Limit(count * PortableMath.Exp2(octaves), pixels));
    }

    /// <summary>Predicts the count for the target size from the size of a fit that is rounded directly.</summary>
    public int ForSize(int count, int bytes) =>
        (int)Math.Clamp(
            Math.Round(count * (TriedSize * plan.TargetBytes / (GrowthInFinish * bytes))), 1, plan.MaxCount);

    /// <summary>
    /// Returns the next count, strictly between counts known to be too low and too high, or the same count if no other
    /// remains.
    /// </summary>
    /// <remarks>A count that missed the PSNR may still reach it, because rounds continue from each other.</remarks>
    public int Next(FittedFile result, int count, int low, int high)
    {
        if (count < 1) return count;

        var gain = Math.Clamp(
            _last is ({ } before, { } psnr)
                ? (result.Psnr - psnr) / PortableMath.Log2((double)count / before) : DecibelsPerDoubling,
            DecibelsPerDoubling, MaxPerDoubling);
        _last = (count, result.Psnr);
        var wanted = IsSize
            ? count * (TriedSize * plan.TargetBytes / result.Bytes.Length)
            : count * PortableMath.Exp2(
                Math.Clamp(
                    (_target + (_tolerance > 0 ? 0 : TriedPsnr) - result.Psnr) / gain,
                    -MaxOctaves, MaxOctaves));
        if (wanted >= high && count < high)
        {
            wanted = (count + high) / 2;
        }

        return high - low <= 1 ? count : (int)Math.Clamp(Math.Round(wanted), low + 1, high - 1);
    }

    public bool Meets(FittedFile result) =>
        IsSize ? result.Bytes.Length <= plan.TargetBytes : result.Psnr >= _target - _tolerance;

    public bool IsClose(FittedFile result) => IsSize
        ? result.Bytes.Length >= CloseSize * plan.TargetBytes
        : result.Psnr <= _target + Math.Max(_tolerance, ClosePsnr);

    /// <summary>Compares two files by the target, then by PSNR or size.</summary>
    public bool IsBetter(FittedFile file, FittedFile than)
    {
        var meets = Meets(than);
        return meets != Meets(file) ? !meets
            : IsSize == meets ? file.Psnr > than.Psnr : file.Bytes.Length < than.Bytes.Length;
    }

    /// <summary>Returns the warning about a file that does not meet the target; null if it does.</summary>
    public string? Miss(FittedFile best) => IsSize ? best.Bytes.Length <= plan.Options.TargetSize ? null
            : Invariant(
                $"The smallest file found has {best.Bytes.Length} bytes, more than the target of {plan.Options.TargetSize} bytes.")
        : best.Psnr >= (plan.Options.TargetPsnr ?? 0) ? null
            : Invariant(
                $"The best file found reaches {best.Psnr:f2} dB, less than the target of {plan.Options.TargetPsnr} dB. ")
                + "Use a finer profile or more iterations.";
}
