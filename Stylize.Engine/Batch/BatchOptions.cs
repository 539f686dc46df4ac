namespace Stylize.Engine.Batch;

/// <summary>How a batch of images is run.</summary>
public sealed record BatchOptions
{
    /// <summary>How much may be under way at once.</summary>
    public RunnerOptions Limits { get; init; } = new();

    /// <summary>True to gather lines of detail as messages; warnings always are.</summary>
    public bool Verbose { get; init; }
}
