namespace Stylize.Engine.Measuring;

/// <summary>Searches the parameters of an operation for the best quality within a time limit by coordinate descent:
/// tries all candidates of one parameter after the other, and repeats until nothing improves. Every trial runs on every
/// image; the output is rendered at the size of the image and compared with it.</summary>
internal sealed class OptionTuner
{
    // Smaller differences in MS-SSIM count as equal, and the faster options win.
    private const double QualityTolerance = 0.0005;
    private const int TimingRuns = 3;

    private readonly TuningPlan _plan;
    private readonly IImageCodec _codec;
    private readonly Dictionary<string, TuningTrial> _tried = [];

    /// <summary>Creates a tuner for a plan.</summary>
    /// <exception cref="StylizeException">A value of the plan is out of range, or the operation has no tuning
    /// parameters.</exception>
    public OptionTuner(TuningPlan plan, IImageCodec codec)
    {
        plan.Validate();
        _plan = plan;
        _codec = codec;
    }

    /// <summary>Runs the search.</summary>
    /// <param name="images">One or more images like those to be processed; owned by the caller.</param>
    /// <param name="progress">Called after each trial with the share of the maximum number of trials.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public TuningResult Tune(
        IReadOnlyList<Raster<Rgba32>> images, Action<OperationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(images.Count);
        var trials = new List<TuningTrial>();
        TuningTrial Try(IOperationOptions options, IReadOnlyDictionary<string, object> changes)
        {
            var text = string.Join(", ", changes.Select(c => Invariant($"{c.Key} {c.Value}")));
            if (_tried.TryGetValue(text, out var known)) return known;

            cancellation.ThrowIfCancellationRequested();
            var trial = Run(options, text, images, cancellation);
            _tried[text] = trial;
            trials.Add(trial);
            progress?.Invoke(
                new OperationProgress(
                    Math.Min(1, (double)trials.Count / _plan.MaxTrials), text.Length == 0 ? "Start" : text));
            return trial;
        }

        var changes = new Dictionary<string, object>();
        var start = Try(_plan.Start, changes);
        var best = start;
        for (var improved = true; improved && trials.Count < _plan.MaxTrials;)
        {
            improved = false;
            foreach (var parameter in _plan.Operation.TuningParameters)
            {
                foreach (var candidate in parameter.Candidates)
                {
                    if (trials.Count >= _plan.MaxTrials) break;

                    var options = parameter.Apply(best.Options, candidate);
                    if (ReferenceEquals(options, best.Options))
                    {
                        continue; // the parameter does not apply to the method of these options
                    }

                    var candidateChanges = new Dictionary<string, object>(changes) { [parameter.Name] = candidate };
                    try
                    {
                        options.Validate();
                    }
                    catch (StylizeException)
                    {
                        continue; // the value cannot be combined with the other options
                    }

                    var trial = Try(options, candidateChanges);
                    if (Better(trial, best))
                    {
                        best = trial;
                        changes = candidateChanges;
                        improved = true;
                    }
                }
            }
        }

        return new TuningResult(best, start, _plan.TargetTime, best.Time <= _plan.TargetTime, trials);
    }

    private bool Better(TuningTrial candidate, TuningTrial best)
    {
        var (candidateFits, bestFits) = (candidate.Time <= _plan.TargetTime, best.Time <= _plan.TargetTime);
        if (candidateFits != bestFits) return candidateFits;
        if (!candidateFits) return candidate.Time < best.Time;

        var gain = candidate.Quality - best.Quality;
        return gain > QualityTolerance || (gain > -QualityTolerance && candidate.Time < 0.95 * best.Time);
    }

    private TuningTrial Run(
        IOperationOptions options, string changes, IReadOnlyList<Raster<Rgba32>> images, CancellationToken cancellation)
    {
        var operation = _plan.Operation.Create(options);
        var times = new List<double>();
        var (quality, deltaE) = (0.0, 0.0);
        foreach (var image in images)
        {
            var input = ImageInput.Pixels(image, _codec, "tuning image");
            times.Add(Enumerable.Range(0, TimingRuns).Min(_ => Time(operation, input, cancellation)));
            using var artifact = operation.Run(input, Context(cancellation));
            using var drawn = Drawn(artifact, image, cancellation);
            var comparison = ImageComparison.Compare(drawn, image);
            quality += comparison.MsSsim / images.Count;
            deltaE += comparison.MeanDeltaE2000 / images.Count;
        }

        return new TuningTrial(options, TimeSpan.FromSeconds(Sample.Median([.. times])), quality, deltaE, changes);
    }

    private double Time(IOperation operation, ImageInput input, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var artifact = operation.Run(input, Context(cancellation));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Draws a result at the size of its source.</summary>
    private Raster<Rgba32> Drawn(IArtifact artifact, Raster<Rgba32> image, CancellationToken cancellation)
    {
        var picture = artifact.Picture(Math.Max(image.Width, image.Height), Context(cancellation));
        if (picture.Width == image.Width && picture.Height == image.Height) return picture;

        using (picture)
        {
            return Resampler.Resize(
                picture, image.Width, image.Height, artifact.IsPixelated ? ResampleFilter.Nearest : ResampleFilter.Box,
                _plan.MaxThreads, cancellation);
        }
    }

    private OperationContext Context(CancellationToken cancellation) =>
        new() { MaxThreads = _plan.MaxThreads, Cancellation = cancellation };
}
