namespace Stylize.Engine.Measuring;

/// <summary>The operation to tune, and the limits of the search.</summary>
internal sealed record TuningPlan : IOperationOptions
{
    /// <summary>The operation to tune.</summary>
    public required OperationDefinition Operation { get; init; }

    /// <summary>The options at which the search starts. Options that are not tuned keep these values.</summary>
    public required IOperationOptions Start { get; init; }

    [Option("Longest time per image, without decoding and encoding.", Above = 0, Required = true,
        Group = HelpGroup.Common)]
    public required TimeSpan TargetTime { get; init; }

    [Option("Largest number of option sets to try.", Min = 1, Max = 10_000, Group = HelpGroup.Common)]
    public int MaxTrials { get; init; } = 60;

    [Option("Threads per run.", Min = 1, Default = "the number of cores")]
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Operation.TuningParameters.Count == 0)
        {
            throw Catalog.Errors.NotTunable.With(nameof(Operation), Operation.PascalName);
        }

        OptionSet.ForRecord<TuningPlan>().Check(this);
        Start.Validate();
    }
}

/// <summary>The result of tuning.</summary>
/// <param name="Best">The best options within the time limit; the fastest options if none met it.</param>
/// <param name="Start">The trial of the start options.</param>
/// <param name="TargetTime">The requested time limit.</param>
/// <param name="TargetMet">False if no trial met the time limit.</param>
/// <param name="Trials">All trials in order.</param>
public sealed record TuningResult(
    TuningTrial Best, TuningTrial Start, TimeSpan TargetTime, bool TargetMet, IReadOnlyList<TuningTrial> Trials)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Best}";

    /// <summary>The options of <see cref="Best"/>, for the parameter -Options of a cmdlet.</summary>
    public IOperationOptions Options => Best.Options;
}

/// <summary>A trial of one set of options.</summary>
/// <param name="Options">The options that were tried.</param>
/// <param name="Time">Median over all images of the shortest time of three runs, without decoding and encoding.</param>
/// <param name="Quality">Mean multi-scale SSIM (MS-SSIM) between the sources and the outputs, rendered at the size of
/// the sources.</param>
/// <param name="DeltaE">Mean color difference (CIEDE2000) between them.</param>
/// <param name="Changes">The options that differ from the start options, such as "MaxRadius 2".</param>
public sealed record TuningTrial(
    IOperationOptions Options, TimeSpan Time, double Quality, double DeltaE, string Changes)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant(
        $"{Time.TotalMilliseconds:0.0} ms, MS-SSIM {Quality:0.0000}, CIEDE2000 {DeltaE:0.00}{(Changes.Length == 0 ? "" : ": " + Changes)}");
}
