using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Estimate;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Runs;

/// <summary>What a run does with its inputs.</summary>
public enum RunMode
{
    /// <summary>Processes them.</summary>
    Execute,

    /// <summary>Shows what would be written, left, removed or refused; writes nothing.</summary>
    Preview,

    /// <summary>Only plans them, for those who give the work to others.</summary>
    Plan,

    /// <summary>Estimates time and memory from a few of them; writes nothing.</summary>
    Estimate,
}

/// <summary>What a front end gives to a run.</summary>
/// <param name="Display">Shows what comes.</param>
/// <param name="Codec">Reads and writes images.</param>
public sealed record RunContext<TResult>(IRunDisplay<TResult> Display, IImageCodec Codec)
    where TResult : class
{
    /// <summary>What is done with the inputs.</summary>
    public RunMode Mode { get; init; }

    /// <summary>Limits, report, shard and verbosity.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>What is asked of an estimate.</summary>
    public EstimateRequest Request { get; init; } = new();

    /// <summary>Stops the run within a second; no temporary file is left.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>An input as operations read it, with the limit of pixels.</summary>
    public ImageInput Open(RunInput input) => new(
        input.Source, Codec,
        Batch.MaxPixels is { } limit ? DecodeOptions.Default with { MaxPixels = limit } : DecodeOptions.Default);
}
