namespace Stylize.Engine.IO;

/// <summary>A set of files by what they are, not by how they are written: symbolic links are followed, and names that differ in case alone
/// are one file where the file system finds it under both. Files need not exist. Not safe for concurrent use.</summary>
internal sealed class FileSet
{
    private static readonly bool SystemIgnoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    private readonly Dictionary<string, string[]> _spellings = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);

    /// <summary>Adds a file; of a link, both the link and what it leads to.</summary>
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

    /// <returns>The same paths.</returns>
    public IReadOnlyList<string> AddAll(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            Add(path);
        }

        return paths;
    }

    /// <summary>True where the file, or what it leads to as a link, is in the set.</summary>
    public bool Contains(string path) => Resolve(path).Any(name =>
        _spellings.TryGetValue(name, out var spellings) && (SystemIgnoresCase || spellings.Any(spelling => IsSame(spelling, name))));

    /// <summary>The path with links of folders followed; then what it leads to, where the file is a link itself.</summary>
    private IEnumerable<string> Resolve(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            yield return path; // a root
            yield break;
        }

        var entry = Path.Combine(ResolveFolder(folder), Path.GetFileName(path));
        yield return entry;
        if (Follow(new FileInfo(entry)) is { } end)
        {
            yield return Path.Combine(ResolveFolder(Path.GetDirectoryName(end)!), Path.GetFileName(end));
        }
    }

    private string ResolveFolder(string folder)
    {
        if (_folders.TryGetValue(folder, out var known)) return known;

        _folders[folder] = folder; // ends links that lead in a circle
        if (Path.GetDirectoryName(folder) is not { } parent) return folder;

        var entry = Path.Combine(ResolveFolder(parent), Path.GetFileName(folder));
        return _folders[folder] = Follow(new DirectoryInfo(entry)) is { } end
            ? ResolveFolder(Path.TrimEndingDirectorySeparator(end))
            : entry;
    }

    private static string? Follow(FileSystemInfo entry)
    {
        try
        {
            return entry.LinkTarget is null ? null : entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True if both paths exist, and the first part in which they differ in case is listed once in its folder.</summary>
    private static bool IsSame(string first, string second)
    {
        if (first == second) return true;
        if (!File.Exists(first) || !File.Exists(second)) return false;

        var folder = Path.GetPathRoot(first)!;
        var parts = first[folder.Length..].Split(Path.DirectorySeparatorChar);
        foreach (var (one, other) in parts.Zip(second[folder.Length..].Split(Path.DirectorySeparatorChar)))
        {
            if (one != other)
            {
                var twins = Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e));
                return twins.Count(name => name.Equals(one, StringComparison.OrdinalIgnoreCase)) == 1;
            }

            folder = Path.Combine(folder, one);
        }

        return true;
    }
}
