using System.Text.Json;
using Stylize.Engine.Batch;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>
/// Predicts the time and the memory of a batch before it runs. A few of its files, spread over their sizes, are run (nothing is
/// written), as many at a time as the batch would run, for a few seconds at most. A <see cref="CostModel"/> is fitted to their times and
/// kept for later estimates. A run that the time box cuts counts with the time that its progress lets expect; such a model is not kept.
/// </summary>
public sealed class BatchEstimator
{
    /// <summary>Number of files that a calibration runs.</summary>
    private const int CalibrationFiles = 6;

    /// <summary>Seconds that the runs of a calibration may take together.</summary>
    private const int BoxSeconds = 5;

    private readonly IOperation _operation;
    private readonly string _key;
    private readonly CostModelCache _cache;
    private readonly int _throttleLimit;
    private readonly int _threadsPerFile;
    private readonly TimeProvider _clock;

    /// <summary>An estimator for one operation with its options.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="limits">Files at a time and threads of the batch.</param>
    /// <param name="cache">Where models are kept.</param>
    /// <param name="clock">Measures the runs and ends the time box; default: the system's.</param>
    public BatchEstimator(IOperation operation, RunnerOptions limits, CostModelCache cache, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _operation = operation;
        limits.Validate();
        _throttleLimit = Math.Min(limits.ThrottleLimit, limits.MaxThreads);
        _threadsPerFile = limits.MaxThreads / _throttleLimit;
        _cache = cache;
        var version = typeof(BatchEstimator).Assembly.GetName().Version;
        _key = string.Join(
            '|', version, operation.Name, OptionsKey(operation.Options), _throttleLimit, limits.MaxThreads, Environment.ProcessorCount);
    }

    /// <summary>Refuses a calibration where nothing is estimated.</summary>
    /// <param name="estimate">True where the user asks for an estimate.</param>
    /// <param name="recalibrate">True where the user asks for files to be run again.</param>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static void Check(bool estimate, bool recalibrate)
    {
        if (recalibrate && !estimate)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Recalibrate", "{Recalibrate} is about an estimate.",
                "Give {Estimate} too, or leave out {Recalibrate}.");
        }
    }

    /// <summary>Estimates a batch.</summary>
    /// <param name="inputs">All inputs; their headers are read.</param>
    /// <param name="recalibrate">True to run files again even where a model is kept.</param>
    /// <param name="progress">Told the share of the calibration that is done; from any thread.</param>
    /// <param name="cancellation">Stops the estimate.</param>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public BatchEstimate Estimate(
        IEnumerable<ImageInput> inputs,
        bool recalibrate = false,
        Action<OperationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var readable = new List<(ImageInput Input, double Megapixels)>();
        var unreadable = 0;
        foreach (var input in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                readable.Add((input, _operation.EstimatePixels(input) / 1e6));
            }
            catch (StylizeException)
            {
                unreadable++;
            }
        }

        if (readable.Count == 0)
        {
            const string message = "There is no readable input to estimate.";
            throw new StylizeException(StylizeError.OperationFailed, null, message, "Give the files that the batch will process.");
        }

        var kept = recalibrate ? null : _cache.Load(_key);
        var wasCut = false;
        var model = kept ?? Calibrate(readable, progress, out wasCut, cancellation);
        var total = readable.Sum(r => model.Seconds(r.Megapixels));
        var atOnce = Math.Min(_throttleLimit, readable.Count);
        var longest = readable.Max(r => model.Seconds(r.Megapixels));
        var memory = readable.Select(r => _operation.EstimateMemory(r.Input)).OrderDescending().Take(atOnce).Sum();
        return new BatchEstimate(
            readable.Count,
            unreadable,
            readable.Sum(r => r.Megapixels),
            TimeSpan.FromSeconds(Math.Max(total / atOnce, longest)),
            memory,
            model.RelativeError,
            model,
            kept is null,
            wasCut);
    }

    // The cost depends on the options, so each set of options has a model of its own.
    private static string OptionsKey(IOperationOptions options) => JsonSerializer.Serialize(options, options.GetType());

    private CostModel Calibrate(
        List<(ImageInput Input, double Megapixels)> inputs,
        Action<OperationProgress>? progress,
        out bool wasCut,
        CancellationToken cancellation)
    {
        var bySize = inputs.OrderBy(i => i.Megapixels).ToArray();
        var count = Math.Min(CalibrationFiles, bySize.Length);
        var chosen = Enumerable.Range(0, count).Select(i => bySize[count == 1 ? 0 : i * (bySize.Length - 1) / (count - 1)]).ToArray();
        using var box = new CancellationTokenSource(TimeSpan.FromSeconds(BoxSeconds), _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(box.Token, cancellation);

        // The first run also compiles the code, so its time is used only where the box leaves no other.
        var first = Time(chosen[0].Input, stop.Token, cancellation);
        var samples = new List<(double Megapixels, double Seconds)>();
        var done = 0;
        var cut = first.WasCut ? 1 : 0;
        var gate = new Lock();
        StylizeException? failure = null;
        var turns = Math.Max(count, _throttleLimit);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _throttleLimit, CancellationToken = cancellation };
        Parallel.For(0, turns, parallel, i =>
        {
            if (stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref cut);
                return;
            }

            var (input, megapixels) = chosen[i % count];
            try
            {
                var run = Time(input, stop.Token, cancellation);
                lock (gate)
                {
                    cut += run.WasCut ? 1 : 0;
                    if (run.Seconds is { } seconds)
                    {
                        samples.Add((megapixels, seconds));
                    }
                }
            }
            catch (StylizeException e)
            {
                failure = e;
            }

            progress?.Invoke(new OperationProgress((double)Interlocked.Increment(ref done) / turns, "Calibrating"));
        });

        wasCut = cut > 0;
        if (samples.Count == 0 && wasCut)
        {
            // Without a word of progress it takes at least twice as long as it was let run.
            samples.Add((chosen[0].Megapixels, first.Seconds ?? 2 * BoxSeconds));
        }

        if (samples.Count == 0)
        {
            const string message = "None of the files run for the estimate could be processed.";
            throw new StylizeException(StylizeError.OperationFailed, chosen[0].Input.Source.Name, message, failure?.Message, failure);
        }

        var model = CostModel.Fit(samples);
        if (!wasCut)
        {
            _cache.Save(_key, model);
        }

        return model;
    }

    /// <summary>Runs an input until it is done or stopped.</summary>
    /// <returns>Seconds of the whole run, which are extrapolated where it was stopped; null where it had not told how far it was.</returns>
    private (double? Seconds, bool WasCut) Time(ImageInput input, CancellationToken stop, CancellationToken cancellation)
    {
        var start = _clock.GetTimestamp();
        var told = new List<(double Seconds, double Share)> { (0, 0) };
        try
        {
            using var artefact = _operation.Run(input, new OperationContext
            {
                MaxThreads = _threadsPerFile,
                Cancellation = stop,
                Progress = progress =>
                {
                    lock (told)
                    {
                        told.Add((Seconds(), Math.Clamp(progress.Fraction, told[^1].Share, 1)));
                    }
                },
            });
            artefact.Write(Stream.Null);
            return (Seconds(), false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && stop.IsCancellationRequested && IsCancellation(e))
        {
            return (Extrapolated(told, Seconds()), true);
        }

        double Seconds() => _clock.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// Seconds of a whole run by how far it had come: at its mean speed or, where that was less, at its speed in the second half of its
    /// time, because the first steps are often the quick ones. Null where it had told nothing.
    /// </summary>
    private static double? Extrapolated(List<(double Seconds, double Share)> told, double seconds)
    {
        lock (told)
        {
            var share = told[^1].Share;
            if (share <= 0)
            {
                return null;
            }

            var half = told.FindLast(t => t.Seconds <= seconds / 2);
            var late = (share - half.Share) / (seconds - half.Seconds);
            return Math.Max(seconds / share, late > 0 ? seconds + ((1 - share) / late) : 0);
        }
    }

    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || (exception is AggregateException { InnerExceptions: var inner } && inner.Any(IsCancellation));
}
