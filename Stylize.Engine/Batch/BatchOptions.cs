using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Batch;

/// <summary>How a batch is run.</summary>
public sealed record BatchOptions
{
    /// <summary>How much may be under way at once.</summary>
    [OptionGroup("")]
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>
    /// Largest number of pixels of an input, checked on its header before anything is decoded; null for the default of what reads it.
    /// </summary>
    [Option("Refuse inputs of more pixels.", Unit = "pixels", Min = 1,
        Default = "268435456; for plates, which are read in strips, 4294967296")]
    public long? MaxPixels { get; init; }

    /// <summary>The operation's name, which the phases of the work carry to whoever listens.</summary>
    public string Operation { get; init; } = "";

    /// <summary>True to gather lines of detail as messages; warnings always are.</summary>
    public bool Verbose { get; init; }
}
