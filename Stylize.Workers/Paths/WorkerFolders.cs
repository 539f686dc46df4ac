using Stylize.Engine;
using Stylize.Engine.IO;

namespace Stylize.Workers.Paths;

/// <summary>The folders that a worker's owner allows it to use.</summary>
public static class WorkerFolders
{
    /// <summary>Reads what the owner gave.</summary>
    /// <param name="roots">
    /// Full paths of the folders to read and write; null for the working directory and the folders of <paramref name="map"/>.
    /// </param>
    /// <param name="readRoots">Full paths of further folders to read; null for none.</param>
    /// <param name="map">Folders that have another path in the batch.</param>
    /// <param name="workingDirectory">Full path.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: a folder does not exist; or none is given, and the working directory is the root of a file system.
    /// </exception>
    public static FolderAccess Of(
        IReadOnlyCollection<string>? roots, IReadOnlyCollection<string>? readRoots, PathMap map, string workingDirectory)
    {
        Require("Root", roots);
        Require("ReadRoot", readRoots);
        if (roots is { Count: > 0 })
        {
            return new FolderAccess(roots, readRoots);
        }

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
