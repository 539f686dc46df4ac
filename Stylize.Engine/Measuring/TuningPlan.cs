using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Measuring;

/// <summary>What is tuned, and how long a run may take.</summary>
public sealed record TuningPlan : IOperationOptions
{
    /// <summary>The operation.</summary>
    public required OperationDefinition Operation { get; init; }

    /// <summary>The options that the search starts from; parameters that are not tuned keep their values.</summary>
    public required IOperationOptions Start { get; init; }

    [Option("Longest time of one image, without decoding and encoding.", Above = 0, Required = true)]
    public required TimeSpan TargetTime { get; init; }

    [Option("Threads of a run.", Min = 1, Default = "the number of cores")]
    public int MaxThreads { get; init; } = Environment.ProcessorCount;

    [Option("Largest number of sets of options to try.", Min = 1, Max = 10_000)]
    public int MaxTrials { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate()
    {
        if (Operation.TuningParameters.Count == 0)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Operation),
                $"{Operation.PascalName} cannot be tuned: it makes no picture whose quality could be judged.",
                "Tune PixelArt, DotArt or GaussianImage.");
        }

        OptionSet.Of<TuningPlan>().Check(this);
        Start.Validate();
    }
}
