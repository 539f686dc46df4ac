using System.Diagnostics;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>Runs an operation over images, sizes, thread counts and presets, and measures each combination.</summary>
public sealed class PerformanceMeasurer
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(300);

    private readonly IImageCodec _codec;
    private readonly MeasurementPlan _plan;

    /// <exception cref="StylizeException">The plan is out of range.</exception>
    public PerformanceMeasurer(MeasurementPlan plan, IImageCodec codec)
    {
        plan.Validate();
        _plan = plan;
        _codec = codec;
    }

    /// <summary>Number of rows that <see cref="Measure"/> gives.</summary>
    public int RowCount => Images().Count() * _plan.Presets.Count * _plan.Threads.Count;

    /// <summary>Measures row by row. Thread counts of one image and preset take turns sample by sample, so that both see the same moments of a noisy machine.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<MeasurementRow> Measure(Action<OperationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var steps = Math.Max(1, RowCount / _plan.Threads.Count * _plan.Iterations);
        var done = 0;
        foreach (var image in Images())
        {
            using var input = image.Open(_codec, _plan.DecodeOptions, _plan.Operation.WantsGrey);
            foreach (var (preset, options) in _plan.Presets)
            {
                var operation = _plan.Operation.Create(options);
                var runs = _plan.Threads.ToDictionary(threads => threads, _ => new List<MeasuredRun>());
                WarmUp(operation, input.Input, cancellation);
                for (var iteration = 0; iteration < _plan.Iterations; iteration++)
                {
                    foreach (var threads in _plan.Threads.Distinct())
                    {
                        cancellation.ThrowIfCancellationRequested();
                        var run = MeasuredRun.Take(operation, input.Input, threads, _plan.Operation.CountEntry, cancellation);
                        runs[threads].Add(run);
                    }

                    progress?.Invoke(new OperationProgress((double)++done / steps, $"{_plan.Operation.PascalName} {preset}, {image.Name}"));
                }

                var single = runs.TryGetValue(1, out var one) ? Statistics.Median(one.Select(r => r.Elapsed.TotalMilliseconds)) : (double?)null;
                foreach (var threads in _plan.Threads.Distinct())
                {
                    yield return Row(image.Name, preset, input.Input.Info, threads, runs[threads], single);
                }
            }
        }
    }

    // Compiled code gets faster over its first runs: small images need several before they are typical.
    private void WarmUp(IOperation operation, ImageInput input, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            MeasuredRun.Take(operation, input, _plan.Threads.Max(), _plan.Operation.CountEntry, cancellation);
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime);
    }

    private MeasurementRow Row(string image, string preset, ImageInfo info, int threads, List<MeasuredRun> runs, double? single)
    {
        var median = Statistics.Median(runs.Select(r => r.Elapsed.TotalMilliseconds));
        return new MeasurementRow
        {
            Operation = _plan.Operation.PascalName,
            Preset = preset,
            Image = image,
            Width = info.Width,
            Height = info.Height,
            Threads = threads,
            Samples = [.. runs.Select(r => r.Elapsed.TotalMilliseconds)],
            ReferenceSamples = [.. runs.Select(r => r.ReferenceMilliseconds)],
            Made = runs[^1].Made,
            PeakMemory = runs.Max(r => r.PeakMemory),
            ProcessorMilliseconds = Statistics.Median(runs.Select(r => r.ProcessorTime.TotalMilliseconds)),
            SpeedUp = single / median,
            Phases = runs[0].Phases
                .Select(p => p.Name)
                .ToDictionary(
                    name => name,
                    name => Statistics.Median(runs.Select(r => r.Phases.FirstOrDefault(p => p.Name == name)?.Elapsed.TotalMilliseconds ?? 0))),
        };
    }

    private IEnumerable<MeasuredImage> Images() => _plan.Paths.Count > 0
        ? _plan.Paths.SelectMany(path => _plan.Sizes.Count > 0
            ? _plan.Sizes.Select(size => MeasuredImage.File(path, size))
            : [MeasuredImage.File(path, longestSide: null)])
        : _plan.StandardImages.SelectMany(kind => (_plan.Sizes.Count > 0 ? _plan.Sizes : [1000]).Select(size => MeasuredImage.Standard(kind, size)));
}
