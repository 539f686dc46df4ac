namespace Stylize.Engine.Runs;

/// <summary>The files that a user named, which do not come from a folder, a pattern, a list or a pipeline.</summary>
/// <param name="paths">Full paths, read at the first question.</param>
internal sealed class NamedInputs(IEnumerable<string> paths)
{
    private HashSet<string> Paths => field ??= [.. paths];

    /// <summary>Returns true if a file is named.</summary>
    public bool Contains(string path) => Paths.Contains(path);

    /// <summary>Returns true if a file is named and no other is. Several names can also be the matches of a shell's
    /// pattern.</summary>
    public bool IsOnly(string path) => Paths.Count == 1 && Paths.Contains(path);
}
