using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Batch;

/// <summary>Where the files of a batch go.</summary>
public sealed record TargetOptions
{
    /// <summary>
    /// Full path of a folder, made when the first file is written; or, for a single input, of a file, told by its having the extension that
    /// the operation writes. Null: beside each input.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>What the caller's users know the destination as; failures name it.</summary>
    public string DestinationName { get; init; } = nameof(Destination);

    /// <summary>True to replace existing files. An input is never replaced.</summary>
    public bool Force { get; init; }

    /// <summary>True to leave out of the files how they were made.</summary>
    [Option("Leave out of the outputs how they were made.")]
    public bool NoProvenance { get; init; }
}
