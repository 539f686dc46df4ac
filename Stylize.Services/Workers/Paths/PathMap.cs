using Stylize.Workers.Messages;

namespace Stylize.Workers.Paths;

/// <summary>
/// Maps folders whose path on this computer differs from their path in the batch: with "/mnt/photos=/data/photos",
/// /data/photos in the batch is /mnt/photos on this computer. Other paths are equal.
/// </summary>
/// <param name="roots">Pairs of full paths, here=there. The longest match is used.</param>
/// <exception cref="StylizeException">OptionInvalid: a pair does not have this form.</exception>
internal sealed class PathMap(IEnumerable<string> roots)
{
    private readonly (string Here, string There)[] _roots = [.. roots.Select(Read)];

    /// <summary>A map that changes no path.</summary>
    public static PathMap None { get; } = new([]);

    /// <summary>The full paths of the folders on this computer.</summary>
    public IEnumerable<string> Folders => _roots.Select(root => root.Here);

    /// <summary>Converts a path in the batch to its path on this computer.</summary>
    public string ToHere(string path) => Mapped(path, _roots.Select(root => (root.There, root.Here)));

    /// <summary>Converts a path on this computer to its path in the batch.</summary>
    public string ToThere(string path) => Mapped(path, _roots);

    /// <summary>Replaces paths on this computer in a text by those in the batch.</summary>
    public string TextToThere(string text) => _roots.Aggregate(text, (t, root) => t.Replace(root.Here, root.There));

    /// <summary>Replaces paths in the batch in a text by those on this computer.</summary>
    public string TextToHere(string text) => _roots.Aggregate(text, (t, root) => t.Replace(root.There, root.Here));

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

    /// <summary>True for a full path of any operating system: /data, C:\data or \\server\share.</summary>
    private static bool IsFull(string path) =>
        path.StartsWith('/') || path.StartsWith(@"\\", StringComparison.Ordinal)
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/');

    private static string Trimmed(string path) => path.Length > 1 ? path.TrimEnd('/', '\\') : path;

    private static string Mapped(string path, IEnumerable<(string From, string To)> roots)
    {
        var (from, to) =
            roots.Where(root => IsBelow(path, root.From)).OrderByDescending(root => root.From.Length).FirstOrDefault();
        return from is null ? path : Join(to, path[from.Length..]);
    }

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal)
        && (path.Length == root.Length || path[root.Length] is '/' or '\\' || root[^1] is '/' or '\\');

    /// <summary>Joins paths with the separators of the root.</summary>
    private static string Join(string root, string rest) =>
        root + (root.Contains('\\') ? rest.Replace('/', '\\') : rest.Replace('\\', '/'));
}

/// <summary>Reads the folders that a worker may access.</summary>
internal static class WorkerFolders
{
    /// <param name="roots">
    /// The full paths of the folders to read and write; null for the working directory and the folders of
    /// <paramref name="map"/>.
    /// </param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a folder does not exist, or none is specified and the working directory is the root of a file
    /// system.
    /// </exception>
    public static FolderAccess Create(
        IReadOnlyCollection<string>? roots, IReadOnlyCollection<string>? readRoots, PathMap map,
        string workingDirectory)
    {
        Require("Root", roots);
        Require("ReadRoot", readRoots);
        if (roots is { Count: > 0 }) return new FolderAccess(roots, readRoots);

        var chosen = map.Folders.ToList();
        if (Path.GetPathRoot(workingDirectory) != workingDirectory)
        {
            chosen.Add(workingDirectory);
        }

        return chosen.Count > 0 ? new FolderAccess(chosen, readRoots) : throw Errors.NoRoot.With("Root");
    }

    private static void Require(string option, IEnumerable<string>? folders)
    {
        foreach (var folder in (folders ?? []).Where(folder => !Directory.Exists(folder)))
        {
            throw StylizeException.Option(option, folder, "a folder that exists");
        }
    }
}
