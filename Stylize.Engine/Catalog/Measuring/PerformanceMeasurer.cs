namespace Stylize.Engine.Measuring;

/// <summary>Runs an operation for each combination of image, size, thread count and preset, and measures it.</summary>
internal sealed class PerformanceMeasurer
{
    private readonly IImageCodec _codec;
    private readonly MeasurementPlan _plan;

    /// <summary>Creates a measurer for a plan.</summary>
    /// <exception cref="StylizeException">A value of the plan is out of range.</exception>
    public PerformanceMeasurer(MeasurementPlan plan, IImageCodec codec)
    {
        plan.Validate();
        _plan = plan;
        _codec = codec;
    }

    /// <summary>Time for which an operation runs before it is measured; it runs at least once.</summary>
    internal TimeSpan WarmUpTime { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Number of rows that <see cref="Measure"/> returns.</summary>
    public int RowCount => Images().Count() * _plan.Presets.Count * _plan.ThreadCounts.Count;

    /// <summary>Measures row by row. The samples of all thread counts of one image and preset are interleaved, so that
    /// changes in the load of the machine affect them equally.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public IEnumerable<MeasurementRow> Measure(
        Action<OperationProgress>? progress = null, CancellationToken cancellation = default)
    {
        var steps = Math.Max(1, RowCount / _plan.ThreadCounts.Count * _plan.Iterations);
        var done = 0;
        foreach (var image in Images())
        {
            using var input = image.Open(_codec, _plan.DecodeOptions, _plan.Operation.WantsGray);
            foreach (var (preset, options) in _plan.Presets)
            {
                var operation = _plan.Operation.Create(options);
                var runs = _plan.ThreadCounts.ToDictionary(threads => threads, _ => new List<MeasuredRun>());
                WarmUp(operation, input.Input, cancellation);
                for (var iteration = 0; iteration < _plan.Iterations; iteration++)
                {
                    foreach (var threads in _plan.ThreadCounts)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        runs[threads].Add(Take(operation, input.Input, threads, cancellation));
                    }

                    progress?.Invoke(
                        new OperationProgress(
                            (double)++done / steps, $"{_plan.Operation.PascalName} {preset}, {image.Name}"));
                }

                var single = runs.TryGetValue(1, out var one) ? MedianMilliseconds(one) : (double?)null;
                foreach (var threads in _plan.ThreadCounts)
                {
                    yield return Row(image.Name, preset, input.Input.Info, threads, runs[threads], single);
                }
            }
        }
    }

    // The runtime recompiles hot code during the first runs, so small images need several runs until their times are
    // stable.
    private void WarmUp(IOperation operation, ImageInput input, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            Take(operation, input, _plan.ThreadCounts.Max(), cancellation);
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime);
    }

    private MeasuredRun Take(IOperation operation, ImageInput input, int threads, CancellationToken cancellation) =>
        MeasuredRun.Take(operation, input, threads, _plan.ThrottleLimit, _plan.Operation.CountEntry, cancellation);

    private MeasurementRow Row(
        string image, string preset, ImageInfo info, int threads, List<MeasuredRun> runs, double? single)
    {
        var phases = runs[0].Phases.Select(p => p.Name).ToArray();
        return new MeasurementRow
        {
            Operation = _plan.Operation.PascalName,
            Preset = preset,
            Image = image,
            Width = info.Width,
            Height = info.Height,
            Threads = threads,
            ThrottleLimit = _plan.ThrottleLimit,
            Samples = [.. runs.Select(r => r.Elapsed.TotalMilliseconds)],
            ReferenceSamples = [.. runs.Select(r => r.ReferenceMilliseconds)],
            ItemCount = runs[^1].ItemCount,
            PeakMemory = runs.Max(r => r.PeakMemory),
            ProcessorMilliseconds = Sample.Median([.. runs.Select(r => r.ProcessorTime.TotalMilliseconds)]),
            SpeedUp = single / MedianMilliseconds(runs),
            Phases = phases.ToDictionary(
                name => name, name => MedianOfPhase(runs, name, phase => phase.Elapsed.TotalMilliseconds)),
            PhaseMemory =
                phases.ToDictionary(name => name, name => (long)MedianOfPhase(runs, name, phase => phase.AllBytes)),
        };
    }

    private static double MedianMilliseconds(IEnumerable<MeasuredRun> runs) =>
        Sample.Median([.. runs.Select(r => r.Elapsed.TotalMilliseconds)]);

    /// <summary>Returns the median of a value of a phase over all runs; 0 for runs without this phase.</summary>
    private static double MedianOfPhase(IEnumerable<MeasuredRun> runs, string name, Func<PhaseRecord, double> figure) =>
        Sample.Median(
            [.. runs.Select(r => r.Phases.FirstOrDefault(p => p.Name == name) is { } phase ? figure(phase) : 0)]);

    private IEnumerable<MeasuredImage> Images()
    {
        if (_plan.Paths.Count == 0)
        {
            IReadOnlyList<int> sizes = _plan.Sizes.Count > 0 ? _plan.Sizes : [1000];
            return _plan.StandardImages.SelectMany(kind => sizes.Select(size => MeasuredImage.Standard(kind, size)));
        }

        return _plan.Paths.SelectMany(path => _plan.Sizes.Count > 0
            ? _plan.Sizes.Select(size => MeasuredImage.File(path, size))
            : [MeasuredImage.File(path, longestSide: null)]);
    }
}

/// <summary>Time, memory and phases of one run, with the machine reference timed immediately before.</summary>
internal sealed record MeasuredRun(
    TimeSpan Elapsed, TimeSpan ProcessorTime, double ReferenceMilliseconds, long PeakMemory, long ItemCount,
    IReadOnlyList<PhaseRecord> Phases)
{
    /// <summary>Runs the operation, encodes the result to a null stream, and measures both together.</summary>
    /// <param name="copies">Number of equal runs at the same time. Phases and items are those of one.</param>
    public static MeasuredRun Take(
        IOperation operation, ImageInput input, int threads, int copies, string? countEntry,
        CancellationToken cancellation)
    {
        var reference = MachineReference.Milliseconds();
        var phases = new PhaseRecorder { Operation = operation.Name };
        AlignedPool.ResetPeak();
        var pooled = AlignedPool.RentedBytes;
        using var resident = new ResidentPeak();
        var processor = ProcessClock.ProcessorTime;
        var start = Stopwatch.GetTimestamp();
        var others = Enumerable.Range(1, copies - 1).Select(_ => Task.Factory.StartNew(
            () => Run(new PhaseRecorder()), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        long made;
        try
        {
            made = Run(phases);
        }
        finally
        {
            ((Task)Task.WhenAll(others)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter()
                .GetResult();
        }

        Array.ForEach(others, other => other.GetAwaiter().GetResult());
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new MeasuredRun(
            elapsed, ProcessClock.ProcessorTime - processor, reference,
            Math.Max(AlignedPool.PeakRentedBytes - pooled, resident.Stop()), made, phases.Phases);

        long Run(PhaseRecorder phases)
        {
            var context = new OperationContext { MaxThreads = threads, Cancellation = cancellation, Phases = phases };
            using var artifact = operation.Run(input, context);
            using (phases.Start("write"))
            {
                artifact.Write(Stream.Null);
            }

            return Count(artifact, countEntry);
        }
    }

    private static long Count(IArtifact artifact, string? entry) => entry is null
        ? 0
        : Convert.ToInt64(
            artifact.Summary.FirstOrDefault(e => e.Key == entry).Value ?? 0L, CultureInfo.InvariantCulture);
}
