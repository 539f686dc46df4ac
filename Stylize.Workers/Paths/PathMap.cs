using Stylize.Engine.IO;
using Stylize.Engine;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Paths;

/// <summary>
/// Folders that have one path on this host and another in the batch: "/mnt/photos=/data/photos" says that what the batch calls /data/photos
/// is /mnt/photos here. Paths below no such folder are the same on both sides.
/// </summary>
public sealed class PathMap
{
    private readonly (string Here, string There)[] _roots;

    /// <param name="roots">Each as here=there, both full paths; the longest that fits is used.</param>
    /// <exception cref="StylizeException">OptionInvalid: one is not of that form.</exception>
    public PathMap(IEnumerable<string> roots) => _roots = [.. roots.Select(Read)];

    /// <summary>Every path is the same on both sides.</summary>
    public static PathMap None { get; } = new([]);

    /// <summary>Full paths of the folders on this host.</summary>
    public IEnumerable<string> Folders => _roots.Select(root => root.Here);

    /// <summary>A path of the batch as this host knows it.</summary>
    public string ToHere(string path)
    {
        var (here, rest) = Longest(path, root => root.There, root => root.Here);
        return here is null ? path : Join(here, rest);
    }

    /// <summary>A path of this host as the batch knows it.</summary>
    public string ToThere(string path)
    {
        var (there, rest) = Longest(path, root => root.Here, root => root.There);
        return there is null ? path : Join(there, rest);
    }

    /// <summary>A sentence in which paths of this host become those of the batch.</summary>
    public string TextToThere(string text) =>
        _roots.Aggregate(text, (t, root) => t.Replace(root.Here, root.There, StringComparison.Ordinal));

    /// <summary>A sentence in which paths of the batch become those of this host.</summary>
    public string TextToHere(string text) =>
        _roots.Aggregate(text, (t, root) => t.Replace(root.There, root.Here, StringComparison.Ordinal));

    /// <summary>A failure of this host as messages carry it.</summary>
    internal UnitFailure ToThere(StylizeException failure) => new(
        failure.Error.ToString(),
        failure.Target is { } target ? ToThere(target) : null,
        TextToThere(failure.Message),
        failure.Advice is { } advice ? TextToThere(advice) : null);

    private static (string Here, string There) Read(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (here, there) = at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
        if (!Path.IsPathFullyQualified(here) || !IsFull(there))
        {
            throw StylizeException.Option("Map", text, "two full paths, here=there, such as /mnt/photos=/data/photos");
        }

        return (Trimmed(here), Trimmed(there));
    }

    /// <summary>The other side may be of another system: /data, C:\data or \\server\share.</summary>
    private static bool IsFull(string path) =>
        path.StartsWith('/') || path.StartsWith(@"\\", StringComparison.Ordinal)
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');

    private static string Trimmed(string path) => path.Length > 1 ? path.TrimEnd('/', '\\') : path;

    private (string? Other, string Tail) Longest(
        string path, Func<(string Here, string There), string> side, Func<(string Here, string There), string> other)
    {
        var fitting = _roots.Where(root => IsBelow(path, side(root))).OrderByDescending(root => side(root).Length).ToArray();
        return fitting.Length == 0 ? (null, "") : (other(fitting[0]), path[side(fitting[0]).Length..]);
    }

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal)
        && (path.Length == root.Length || path[root.Length] is '/' or '\\' || root[^1] is '/' or '\\');

    /// <summary>The rest takes the separators of the root that it now lies below.</summary>
    private static string Join(string root, string rest) =>
        root + (root.Contains('\\', StringComparison.Ordinal) ? rest.Replace('/', '\\') : rest.Replace('\\', '/'));
}

/// <summary>The folders that a worker's owner allows it to use.</summary>
public static class WorkerFolders
{
    /// <summary>Reads what the owner gave.</summary>
    /// <param name="roots">
    /// Full paths of the folders to read and write; null for the working directory and the folders of <paramref name="map"/>.
    /// </param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a folder does not exist; or none is given, and the working directory is the root of a file system.
    /// </exception>
    public static FolderAccess Of(
        IReadOnlyCollection<string>? roots, IReadOnlyCollection<string>? readRoots, PathMap map, string workingDirectory)
    {
        Require("Root", roots);
        Require("ReadRoot", readRoots);
        if (roots is { Count: > 0 }) return new FolderAccess(roots, readRoots);

        var chosen = map.Folders.ToList();
        if (Path.GetPathRoot(workingDirectory) != workingDirectory)
        {
            chosen.Add(workingDirectory);
        }

        return chosen.Count > 0 ? new FolderAccess(chosen, readRoots) : throw new StylizeException(
            StylizeError.OptionInvalid, "Root",
            "{Root} is missing, and the working directory is the root of a file system, which is too much to write to.",
            "Give {Root} the folders that the worker may read and write.");
    }

    private static void Require(string option, IEnumerable<string>? folders)
    {
        foreach (var folder in (folders ?? []).Where(folder => !Directory.Exists(folder)))
        {
            throw StylizeException.Option(option, folder, "a folder that exists");
        }
    }
}
