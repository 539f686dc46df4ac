namespace Stylize.Engine.IO;

/// <summary>Resolves all links of paths, including links to missing files.</summary>
internal static class ResolvedPath
{
    private const int MaxLinks = 40;

    /// <summary>Returns the path without links; null if links form a loop or cannot be read.</summary>
    /// <param name="path">Full path; the file need not exist.</param>
    public static string? Resolve(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(rest, path[current.Length..]);
        var links = 0;
        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var entry = Path.Combine(current, name);
            if (!TryTarget(entry, out var target)) return null;

            if (target is null)
            {
                current = entry;
                continue;
            }

            if (++links > MaxLinks) return null;

            if (Path.GetPathRoot(target) is { Length: > 0 } root)
            {
                target = target[root.Length..];
                current = Path.GetPathRoot(Path.GetFullPath(root, current))!;
            }

            Push(rest, target);
        }

        return current;
    }

    /// <summary>Returns true for a folder itself and everything below it, ignoring case only if the file system
    /// does.</summary>
    public static bool IsBelow(string path, string folder)
    {
        var (names, wanted) = (Names(path), Names(folder));
        if (names.Length < wanted.Length) return false;

        var above = Path.GetPathRoot(folder)!;
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (!above.Equals(Path.GetPathRoot(path), comparison)) return false;

        for (var i = 0; i < wanted.Length; i++)
        {
            if (names[i] != wanted[i] && !IsSame(above, names[i], wanted[i])) return false;

            above = Path.Combine(above, wanted[i]);
        }

        return true;
    }

    /// <summary>Returns true if both names refer to one entry: both exist, but the folder lists only one.</summary>
    private static bool IsSame(string folder, string name, string other) =>
        name.Equals(other, StringComparison.OrdinalIgnoreCase)
        && Path.Exists(Path.Combine(folder, name)) && Path.Exists(Path.Combine(folder, other))
        && FileFailure.OrDefault(() => Directory.EnumerateFileSystemEntries(folder)
            .Count(entry => Path.GetFileName(entry.AsSpan()).Equals(name, StringComparison.OrdinalIgnoreCase))) == 1;

    private static string[] Names(string path) => Split(path[Path.GetPathRoot(path)!.Length..]);

    private static string[] Split(string path) =>
        path.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var name in Split(path).Reverse().Where(name => name != "."))
        {
            rest.Push(name);
        }
    }

    private static bool TryTarget(string entry, out string? target)
    {
        try
        {
            target = new FileInfo(entry).LinkTarget;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            target = null;
            return false;
        }
    }
}
