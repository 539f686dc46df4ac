namespace Stylize.Engine.Batch;

/// <summary>How a batch is run.</summary>
public sealed record BatchOptions
{
    /// <summary>How much may be under way at once.</summary>
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>The operation's name, which the phases of the work carry to whoever listens.</summary>
    public string Operation { get; init; } = "";

    /// <summary>True to gather lines of detail as messages; warnings always are.</summary>
    public bool Verbose { get; init; }
}
