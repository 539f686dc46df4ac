namespace Stylize.Engine.Runs.Report;

/// <summary>A finished file and what the operation has to say about it.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="SideFiles">Full paths of the files written beside it, in the order in which they were finished.</param>
/// <param name="Width">Width of the result in pixels.</param>
/// <param name="Height">Height of the result in pixels.</param>
/// <param name="Summary">What the operation has to say, in the order to show it.</param>
public sealed record WrittenFile(
    string Path,
    IReadOnlyList<string> SideFiles,
    int Width,
    int Height,
    IReadOnlyList<KeyValuePair<string, object?>> Summary) : IBatchOutcome
{
    /// <summary>
    /// True where the file was there already, made in the same way, and was left untouched; size and summary are then empty.
    /// </summary>
    public bool IsCurrent { get; init; }

    string? IBatchOutcome.Target => Path;
}
