namespace Stylize.Engine.IO;

/// <summary>A set of files by identity, not by spelling: symbolic links are followed, and names that differ only in
/// case are equal if the file system treats them as equal. Files need not exist. Not thread-safe.</summary>
internal sealed class FileSet
{
    private static readonly bool SystemIgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private readonly Dictionary<string, string[]> _spellings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>Adds a file. For a link, adds both the link and its target.</summary>
    public void Add(string path)
    {
        foreach (var name in Resolve(path))
        {
            if (!_spellings.TryGetValue(name, out var spellings))
            {
                _spellings.Add(name, [name]);
            }
            else if (!spellings.Contains(name))
            {
                _spellings[name] = [.. spellings, name];
            }
        }
    }

    public IReadOnlyList<string> AddAll(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            Add(path);
        }

        return paths;
    }

    public bool Contains(string path) => Resolve(path).Any(name =>
        _spellings.TryGetValue(name, out var spellings)
            && (SystemIgnoresCase || spellings.Any(spelling => IsSame(spelling, name))));

    /// <summary>Returns the path with folder links resolved, followed by the target if the file itself is a
    /// link.</summary>
    private IEnumerable<string> Resolve(string path)
    {
        var entry = Path.GetDirectoryName(path) is { } folder
            ? Path.Combine(ResolveFolder(folder), Path.GetFileName(path)) : path;
        yield return entry;
        if (FileFailure.OrDefault(() => new FileInfo(entry).LinkTarget) is not null
            && ResolvedPath.Resolve(entry) is { } end)
        {
            yield return end;
        }
    }

    private string ResolveFolder(string folder)
    {
        if (!_folders.TryGetValue(folder, out var resolved))
        {
            _folders.Add(folder, resolved = ResolvedPath.Resolve(folder) ?? folder);
        }

        return resolved;
    }

    /// <summary>Compares names that differ only in case.</summary>
    private static bool IsSame(string first, string second) =>
        first == second || (File.Exists(first) && File.Exists(second) && ResolvedPath.IsBelow(first, second));
}
