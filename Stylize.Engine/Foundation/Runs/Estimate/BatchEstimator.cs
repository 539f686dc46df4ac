namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// Estimates time and memory of a batch before it runs. An operation states the size of an input
/// (<see cref="IOperation.EstimatePixels"/>); a <see cref="Rehearsal"/> of a few inputs gives the time of that size,
/// with these options, on this machine at its present load.
/// </summary>
internal sealed class BatchEstimator(IOperation operation, RunnerOptions limits)
{
    private readonly ConcurrentQueue<IReadOnlyList<KeyValuePair<string, object?>>> _drawn = [];

    /// <summary>The clock; replaceable in tests.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Estimates a batch.</summary>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public BatchEstimate Estimate(
        IEnumerable<ImageInput> inputs, EstimateRequest? request = null, CancellationToken cancellation = default)
    {
        var units = new List<EstimateUnit>();
        var unreadable = 0;
        foreach (var input in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Unit(input) is { } unit)
            {
                units.Add(unit);
            }
            else
            {
                unreadable++;
            }
        }

        return Rehearse(units, request ?? new EstimateRequest(), cancellation).Estimate(units) with
        {
            Unreadable = unreadable,
            Plot = PlotSummary.Longest(_drawn),
        };
    }

    /// <summary>Returns the seconds of each input on a machine like this one; the mean if an input cannot be
    /// read.</summary>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public IReadOnlyList<double> SecondsOfEach(
        IReadOnlyList<ImageInput> inputs, EstimateRequest? request = null, CancellationToken cancellation = default)
    {
        var units = inputs.Select(Unit).ToArray();
        var times = Rehearse([.. units.OfType<EstimateUnit>()], request ?? new EstimateRequest(), cancellation);
        double?[] seconds =
            [.. units.Select(unit => unit is null ? (double?)null : times.Seconds(unit.Megapixels) / times.AtOnce)];
        var mean = seconds.Average()!.Value;
        return [.. seconds.Select(s => s ?? mean)];
    }

    private Rehearsal Rehearse(
        IReadOnlyList<EstimateUnit> units, EstimateRequest request, CancellationToken cancellation) =>
        units.Count > 0 ? Rehearsal.Run(units, limits, request, Clock, cancellation) : throw Errors.NoEstimate.With(
            null);

    /// <summary>Returns null for an unreadable input.</summary>
    private EstimateUnit? Unit(ImageInput input) => StylizeException.OrDefault(() => new EstimateUnit(
        input.Source.Name, operation.EstimatePixels(input) / 1e6, operation.EstimateMemory(input),
        context => Run(input, context)));

    /// <summary>Runs the operation and writes its files to the folder for temporary files, because a slow disk is part
    /// of the time.
    /// </summary>
    private void Run(ImageInput input, OperationContext context)
    {
        using var artifact = operation.Run(input, context);
        _drawn.Enqueue(artifact.Summary);
        foreach (var write in artifact.SideFiles.Select(file => file.Write).Prepend(artifact.Write))
        {
            var path = Path.Combine(Path.GetTempPath(), $"stylize-estimate-{Guid.NewGuid():N}");
            AtomicFile.Write(path, force: true, write);
            FileFailure.Ignore(() => File.Delete(path));
        }
    }
}

/// <summary>Request for an estimate.</summary>
internal sealed record EstimateRequest
{
    /// <summary>True if the batch will run in a new process, which compiles the code again.</summary>
    public bool IsNewProcess { get; init; }

    /// <summary>Startup time of that process in seconds.</summary>
    public double StartSeconds { get; init; }

    /// <summary>Receives the progress of the measurement; from any thread.</summary>
    public Action<OperationProgress>? Progress { get; init; }
}
