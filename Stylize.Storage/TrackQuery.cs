namespace Stylize.Storage;

/// <summary>Which tracks of a database are wanted.</summary>
public sealed record TrackQuery
{
    /// <summary>Name of the run; null for the latest one that has tracks.</summary>
    public string? Run { get; init; }

    /// <summary>The only experiments, or empty for all. Names compare without regard to case.</summary>
    public IReadOnlyList<string> Experiments { get; init; } = [];

    /// <summary>The only wells, or empty for all.</summary>
    public IReadOnlyList<string> Wells { get; init; } = [];

    /// <summary>The only segmented channels, or empty for all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}
