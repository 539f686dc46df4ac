namespace Stylize.Engine.Runs.Estimate;

/// <summary>
/// Estimates time and memory of a batch before it runs. Measures a few files of different sizes for a few seconds without writing, unless
/// an earlier measurement on this machine fits: the same build, operation and options, less than a week old, and sizes at most
/// <see cref="CostModel.MaxExtrapolation"/> times beyond those measured.
/// </summary>
public sealed class BatchEstimator
{
    private readonly IOperation _operation;
    private readonly UnitEstimator _estimator;

    /// <summary>Creates an estimator for one operation with its options.</summary>
    public BatchEstimator(IOperation operation, RunnerOptions limits, CostModelCache cache)
        : this(operation, limits, cache, EstimateMachine.Local)
    {
    }

    internal BatchEstimator(IOperation operation, RunnerOptions limits, CostModelCache cache, EstimateMachine machine)
    {
        limits.Validate();
        _operation = operation;
        _estimator = new UnitEstimator(
            $"{operation.Name}|{operation.Version}|{OptionJson.Serialize(operation.Options)}",
            limits, cache, machine);
    }

    /// <summary>Rejects Recalibrate without Estimate.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static void Check(bool estimate, bool recalibrate)
    {
        if (recalibrate && !estimate) throw StylizeException.OnlyWith("Recalibrate", "Estimate");
    }

    /// <summary>Estimates a batch.</summary>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public BatchEstimate Estimate(
        IEnumerable<ImageInput> inputs, EstimateRequest? request = null, CancellationToken cancellation = default)
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
            throw new StylizeException(
                StylizeError.OperationFailed, null, "Cannot estimate the run because no input can be read.",
                "Check the input files.");
        }

        var estimate = _estimator.Estimate(
            [.. readable.Select(r => r.Megapixels)],
            () => readable.Select(r => new EstimateUnit(r.Input.Source.Name, r.Megapixels, context => Run(r.Input, context))),
            request ?? new EstimateRequest(), cancellation);
        return estimate with
        {
            Unreadable = unreadable,
            PeakMemory = readable.Select(r => _operation.EstimateMemory(r.Input)).OrderDescending().Take(_estimator.AtOnce).Sum(),
        };
    }

    /// <summary>Returns the seconds of each input on a machine like this one; the mean if an input cannot be read.</summary>
    /// <exception cref="StylizeException">No input can be read or processed.</exception>
    public IReadOnlyList<double> SecondsOfEach(
        IReadOnlyList<ImageInput> inputs, EstimateRequest? request = null, CancellationToken cancellation = default)
    {
        var model = Estimate(inputs, request, cancellation).Model;
        double?[] seconds = [.. inputs.Select(Seconds)];
        var mean = seconds.Average()!.Value;
        return [.. seconds.Select(s => s ?? mean)];

        double? Seconds(ImageInput input)
        {
            try
            {
                return model.MachineSeconds(_operation.EstimatePixels(input) / 1e6, _estimator.AtOnce);
            }
            catch (StylizeException)
            {
                return null;
            }
        }
    }

    private void Run(ImageInput input, OperationContext context)
    {
        using var artifact = _operation.Run(input, context);
        artifact.Write(Stream.Null);
    }
}
