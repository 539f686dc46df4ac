using Stylize.Engine.Operations;

namespace Stylize.Engine.Measuring;

/// <summary>What is tuned, and how long a run may take.</summary>
public sealed record TuningPlan : IOperationOptions
{
    /// <summary>The operation.</summary>
    public required OperationDescriptor Operation { get; init; }

    /// <summary>The options that the search starts from; parameters that are not tuned keep their values.</summary>
    public required IOperationOptions Start { get; init; }

    /// <summary>Longest time for one image, without decoding and encoding; above zero.</summary>
    public required TimeSpan TargetTime { get; init; }

    /// <summary>Threads of a run, 1 or more; default: the number of cores.</summary>
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Maximum number of option sets to try; 1 to 10,000, default 60.</summary>
    public int MaxTrials { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Operation.TuningParameters.Count == 0)
        {
            throw StylizeException.Option(nameof(Operation), Operation.PascalName, "one whose result is a picture");
        }

        if (TargetTime <= TimeSpan.Zero) throw StylizeException.Option(nameof(TargetTime), TargetTime, "above zero");
        if (MaxThreads < 1) throw StylizeException.Option(nameof(MaxThreads), MaxThreads, "1 or more");
        if (MaxTrials is < 1 or > 10_000) throw StylizeException.Option(nameof(MaxTrials), MaxTrials, "1 to 10000");
        Start.Validate();
    }
}
