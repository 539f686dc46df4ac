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
                "Tune PixelArt, DotArt or GaussianEncode.");
        }

        OptionSet.Of<TuningPlan>().Check(this);
        Start.Validate();
    }
}

/// <summary>What tuning found.</summary>
/// <param name="Best">The best set of options within the time; the fastest of all where none was within it.</param>
/// <param name="Start">The options that the search started from.</param>
/// <param name="TargetTime">The time that was asked for.</param>
/// <param name="TargetMet">False where nothing tried was within the time.</param>
/// <param name="Trials">Everything that was tried, in order.</param>
public sealed record TuningResult(
    TuningTrial Best, TuningTrial Start, TimeSpan TargetTime, bool TargetMet, IReadOnlyList<TuningTrial> Trials)
{
    /// <summary>The options of <see cref="Best"/>, as a cmdlet's -Options takes them.</summary>
    public IOperationOptions Options => Best.Options;
}

/// <summary>One set of options that was tried.</summary>
/// <param name="Options">The options.</param>
/// <param name="Time">Median over the images of the best time of three runs, without decoding and encoding.</param>
/// <param name="Quality">Mean multi-scale SSIM (MS-SSIM) between the results, drawn at the size of their sources, and the sources.</param>
/// <param name="DeltaE">Mean color difference (CIEDE2000) between them.</param>
/// <param name="Changes">The options that differ from the start, such as "MaxRadius 2".</param>
public sealed record TuningTrial(IOperationOptions Options, TimeSpan Time, double Quality, double DeltaE, string Changes);
