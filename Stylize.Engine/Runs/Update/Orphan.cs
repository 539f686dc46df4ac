namespace Stylize.Engine.Runs.Update;

/// <summary>An output whose source is gone.</summary>
/// <param name="Path">Full path of the output.</param>
/// <param name="Source">The name of the source that it was made of.</param>
/// <param name="SideFiles">Full paths of the files beside it that say that they belong to the same operation.</param>
public sealed record Orphan(string Path, string Source, IReadOnlyList<string> SideFiles)
{
    /// <summary>True for a frame of a source that is still there but has fewer frames now.</summary>
    public bool IsLeftOver { get; init; }
}
