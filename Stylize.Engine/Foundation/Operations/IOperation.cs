namespace Stylize.Engine.Operations;

/// <summary>
/// Processes one input with validated options. Has no state of a run, so that one instance can process many inputs
/// concurrently.
/// </summary>
public interface IOperation
{
    /// <summary>The name: <see cref="OperationDefinition.Name"/>.</summary>
    string Name { get; }

    /// <summary>
    /// Version of the result, from 1. Every change that gives a different result for the same input and options raises
    /// it, and an update regenerates the outputs of older versions.
    /// </summary>
    int Version { get; }

    /// <summary>The validated options of every run.</summary>
    IOperationOptions Options { get; }

    /// <summary>All options records from which the operation can be created again.</summary>
    IReadOnlyList<object> AllOptions => [Options];

    /// <summary>The options that differ from their defaults, for the provenance of the outputs.</summary>
    IReadOnlyList<ProvenanceOption> Differences => ProvenanceOptions.FromRecord(Options);

    /// <summary>Names of <see cref="Differences"/> that are learned from all inputs, such as a shared
    /// palette.</summary>
    IReadOnlyList<string> Learned => [];

    /// <summary>The names of the files that the operation writes.</summary>
    OutputNames Outputs { get; }

    /// <summary>A file of the whole run; null for none.</summary>
    RunFile? RunFile => null;

    /// <summary>
    /// Returns the estimated peak memory of a run in bytes, including the decoded input, from the header. A batch waits
    /// for that memory.
    /// </summary>
    long EstimateMemory(ImageInput input);

    /// <summary>Returns the number of pixels that the time of a run depends on, from the header; by default that of the
    /// input.</summary>
    long EstimatePixels(ImageInput input) => input.Info.PixelCount;

    /// <summary>Processes one input. May be called on any thread, for several inputs at once.</summary>
    /// <returns>The result; the caller writes and disposes it.</returns>
    /// <exception cref="StylizeException">The input is unreadable or cannot be processed.</exception>
    /// <exception cref="OperationCanceledException">The token of the context was canceled; thrown within 1
    /// s.</exception>
    IArtifact Run(ImageInput input, OperationContext context);
}

/// <summary>Options of an operation: an immutable record with defaults, validated once before any work.</summary>
public interface IOperationOptions : IOptionRecord
{
    /// <summary>Throws a <see cref="StylizeException"/> (OptionInvalid) for an option that is out of range.</summary>
    void Validate();
}

/// <summary>Named options, such as a preset.</summary>
internal sealed record NamedOptions(string Name, IOperationOptions Options);
