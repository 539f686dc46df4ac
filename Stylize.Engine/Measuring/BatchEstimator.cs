using System.Diagnostics;
using System.Text.Json;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>
/// Predicts time and memory of a batch before it runs. A few of its own files, spread over their sizes, are run for real (nothing is written), as many at a
/// time as the batch would run, and a <see cref="CostModel"/> is fitted to them; the model is kept for the next time.
/// </summary>
public sealed class BatchEstimator
{
    /// <summary>Files that a calibration runs.</summary>
    public const int CalibrationFiles = 6;

    private readonly IOperation _operation;
    private readonly string _key;
    private readonly CostModelCache _cache;
    private readonly int _throttleLimit;
    private readonly int _threadsPerFile;

    /// <param name="operation">The operation.</param>
    /// <param name="throttleLimit">Files at a time, 1 or more.</param>
    /// <param name="cache">Where models are kept.</param>
    public BatchEstimator(IOperation operation, int throttleLimit, CostModelCache cache)
    {
        _operation = operation;
        _throttleLimit = Math.Max(1, throttleLimit);
        _threadsPerFile = Math.Max(1, Environment.ProcessorCount / _throttleLimit);
        _cache = cache;
        _key = string.Join('|', typeof(BatchEstimator).Assembly.GetName().Version, operation.Name, OptionsKey(operation.Options), _throttleLimit, Environment.ProcessorCount);
    }

    /// <summary>Estimates a batch.</summary>
    /// <param name="inputs">All inputs; their headers are read.</param>
    /// <param name="recalibrate">True to run files anew even where a model is kept.</param>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public BatchEstimate Estimate(
        IEnumerable<ImageInput> inputs, bool recalibrate = false, Action<OperationProgress>? progress = null, CancellationToken cancellation = default)
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
            throw new StylizeException(StylizeError.OperationFailed, null, "There is no readable input to estimate.", "Give the files that the batch will process.");
        }

        var kept = recalibrate ? null : _cache.Load(_key);
        var model = kept ?? Calibrate(readable, progress, cancellation);
        var total = readable.Sum(r => model.Seconds(r.Megapixels));
        var atOnce = Math.Min(_throttleLimit, readable.Count);
        var longest = readable.Max(r => model.Seconds(r.Megapixels));
        var memory = readable.Select(r => _operation.EstimateMemory(r.Input)).OrderDescending().Take(atOnce).Sum();
        return new BatchEstimate(
            readable.Count, unreadable, readable.Sum(r => r.Megapixels), TimeSpan.FromSeconds(Math.Max(total / atOnce, longest)),
            memory, model.RelativeError, model, kept is null);
    }

    // Other options have another cost.
    private static string OptionsKey(IOperationOptions options) => JsonSerializer.Serialize(options, options.GetType());

    private CostModel Calibrate(List<(ImageInput Input, double Megapixels)> inputs, Action<OperationProgress>? progress, CancellationToken cancellation)
    {
        var bySize = inputs.OrderBy(i => i.Megapixels).ToArray();
        var count = Math.Min(CalibrationFiles, bySize.Length);
        var chosen = Enumerable.Range(0, count).Select(i => bySize[count == 1 ? 0 : i * (bySize.Length - 1) / (count - 1)]).ToArray();

        // The first run pays for compiling the code; it is made and forgotten.
        Time(chosen[0].Input, cancellation);
        var samples = new List<(double, double)>();
        var done = 0;
        var gate = new Lock();
        Exception? failure = null;
        var turns = Math.Max(count, _throttleLimit);
        Parallel.For(0, turns, new ParallelOptions { MaxDegreeOfParallelism = _throttleLimit, CancellationToken = cancellation }, i =>
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
            throw new StylizeException(StylizeError.OperationFailed, chosen[0].Input.Source.Name, "None of the files run for the estimate could be processed.", failure?.Message, failure);
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
