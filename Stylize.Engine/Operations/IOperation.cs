using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Operations;

/// <summary>
/// What Stylize does to one input. It is made with validated options and holds no state of a run, so that one instance can process many
/// inputs at once.
/// </summary>
public interface IOperation
{
    /// <summary>The operation's name: <see cref="OperationDefinition.Name"/>.</summary>
    string Name { get; }

    /// <summary>
    /// Version of what the operation makes, from 1: raised by every change after which equal options make another result of the same input,
    /// be it a default. <c>-Update</c> makes the outputs of older versions anew.
    /// </summary>
    int Version { get; }

    /// <summary>The validated options of every run.</summary>
    IOperationOptions Options { get; }

    /// <summary>All records of options from which the operation can be made again.</summary>
    IReadOnlyList<object> AllOptions => [Options];

    /// <summary>The options that differ from their defaults, as the outputs' provenance tells them.</summary>
    IReadOnlyList<ProvenanceOption> Differences => ProvenanceOptions.Of(Options);

    /// <summary>Names of the <see cref="Differences"/> that were not given but learned from all inputs, such as a shared palette.</summary>
    IReadOnlyList<string> Learned => [];

    /// <summary>The names of the files that the operation writes.</summary>
    OutputNames Outputs { get; }

    /// <summary>
    /// Estimated peak bytes of a run, decoded input included, from the header alone. A batch starts a file when so much memory is free.
    /// </summary>
    long EstimateMemory(ImageInput input);

    /// <summary>The number of pixels that the time of a run depends on, from the header alone; by default those of the input.</summary>
    long EstimatePixels(ImageInput input) => input.Info.PixelCount;

    /// <summary>Processes one input. May be called on any thread, for several inputs at once.</summary>
    /// <returns>What was made; the caller writes and disposes it.</returns>
    /// <exception cref="StylizeException">The input is unreadable or cannot be processed.</exception>
    /// <exception cref="OperationCanceledException">The context's token was canceled; thrown within a second of that.</exception>
    IArtifact Run(ImageInput input, OperationContext context);
}

/// <summary>Options of an operation: an immutable record with documented defaults, validated once before any work.</summary>
public interface IOperationOptions
{
    /// <summary>Throws <see cref="StylizeException"/> (OptionInvalid) that names the parameter and its allowed range.</summary>
    void Validate();
}

/// <summary>Options under a name, such as a preset.</summary>
/// <param name="Name">The name that reports show.</param>
/// <param name="Options">The options.</param>
public sealed record NamedOptions(string Name, IOperationOptions Options);
