using System.Collections.Concurrent;

namespace Stylize.Engine.IO;

/// <summary>
/// Removes the temporary files of <see cref="AtomicFile"/> that killed processes of this host have left in the folders of one run. Those of
/// other hosts, of processes that still run, and files whose names tell neither stay. Safe for concurrent use.
/// </summary>
internal sealed class AbandonedFiles
{
    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks through folders as <see cref="RemoveOnce(string)"/> does.</summary>
    public void RemoveOnce(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            RemoveOnce(folder);
        }
    }

    /// <summary>
    /// Looks through a folder, unless this object has done so before. A folder that does not exist or cannot be listed is left alone.
    /// </summary>
    /// <param name="folder">Full path.</param>
    public void RemoveOnce(string folder)
    {
        if (!_seen.TryAdd(folder, 0))
        {
            return;
        }

        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, TemporaryName.Pattern, new EnumerationOptions { AttributesToSkip = 0 }))
            {
                if (TemporaryName.IsAbandoned(Path.GetFileName(file)))
                {
                    AtomicFile.Remove(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is made, or its failure told, when the run writes there.
        }
    }
}
