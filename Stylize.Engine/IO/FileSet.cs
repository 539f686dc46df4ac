namespace Stylize.Engine.IO;

/// <summary>A set of files by identity, not by spelling: symbolic links are followed, and names that differ only in case are equal if the
/// file system treats them as equal. Files need not exist. Not thread-safe.</summary>
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
        _spellings.TryGetValue(name, out var spellings) && (SystemIgnoresCase || spellings.Any(spelling => IsSame(spelling, name))));

    /// <summary>Returns the path with folder links resolved, followed by the target if the file itself is a link.</summary>
    private IEnumerable<string> Resolve(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            yield return path; // the root of a file system
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

        _folders[folder] = folder; // ends cycles of links
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

    /// <summary>Returns true if both paths exist and their first differing part has only one entry in its folder.</summary>
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
