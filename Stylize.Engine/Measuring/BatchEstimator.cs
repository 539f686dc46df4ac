using System.Diagnostics;
using System.Text.Json;
using Stylize.Engine.Batch;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>
/// Predicts the time and the memory of a batch before it runs. A few of its files, spread over their sizes, are run (nothing is
/// written), as many at a time as the batch would run. A <see cref="CostModel"/> is fitted to their times and kept for later estimates.
/// </summary>
public sealed class BatchEstimator
{
    /// <summary>Number of files that a calibration runs.</summary>
    private const int CalibrationFiles = 6;

    private readonly IOperation _operation;
    private readonly string _key;
    private readonly CostModelCache _cache;
    private readonly int _throttleLimit;
    private readonly int _threadsPerFile;

    /// <summary>An estimator for one operation with its options.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="limits">Files at a time and threads of the batch.</param>
    /// <param name="cache">Where models are kept.</param>
    public BatchEstimator(IOperation operation, RunnerOptions limits, CostModelCache cache)
    {
        _operation = operation;
        limits.Validate();
        _throttleLimit = Math.Min(limits.ThrottleLimit, limits.MaxThreads);
        _threadsPerFile = limits.MaxThreads / _throttleLimit;
        _cache = cache;
        var version = typeof(BatchEstimator).Assembly.GetName().Version;
        _key = string.Join(
            '|', version, operation.Name, OptionsKey(operation.Options), _throttleLimit, limits.MaxThreads, Environment.ProcessorCount);
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
        var model = kept ?? Calibrate(readable, progress, cancellation);
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
            kept is null);
    }

    // The cost depends on the options, so each set of options has a model of its own.
    private static string OptionsKey(IOperationOptions options) => JsonSerializer.Serialize(options, options.GetType());

    private CostModel Calibrate(
        List<(ImageInput Input, double Megapixels)> inputs, Action<OperationProgress>? progress, CancellationToken cancellation)
    {
        var bySize = inputs.OrderBy(i => i.Megapixels).ToArray();
        var count = Math.Min(CalibrationFiles, bySize.Length);
        var chosen = Enumerable.Range(0, count).Select(i => bySize[count == 1 ? 0 : i * (bySize.Length - 1) / (count - 1)]).ToArray();

        // The first run also compiles the code, so its time is not used.
        Time(chosen[0].Input, cancellation);
        var samples = new List<(double, double)>();
        var done = 0;
        var gate = new Lock();
        Exception? failure = null;
        var turns = Math.Max(count, _throttleLimit);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _throttleLimit, CancellationToken = cancellation };
        Parallel.For(0, turns, parallel, i =>
        {
            var (input, megapixels) = chosen[i % count];
            try
            {
                var seconds = Time(input, cancellation);
                lock (gate)
                {
                    samples.Add((megapixels, seconds));
                }
            }
            catch (StylizeException e)
            {
                failure = e;
            }

            progress?.Invoke(new OperationProgress((double)Interlocked.Increment(ref done) / turns, "Calibrating"));
        });

        if (samples.Count == 0)
        {
            const string message = "None of the files run for the estimate could be processed.";
            throw new StylizeException(StylizeError.OperationFailed, chosen[0].Input.Source.Name, message, failure?.Message, failure);
        }

        var model = CostModel.Fit(samples);
        _cache.Save(_key, model);
        return model;
    }

    private double Time(ImageInput input, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var artefact = _operation.Run(input, new OperationContext { MaxThreads = _threadsPerFile, Cancellation = cancellation });
        artefact.Write(Stream.Null);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
