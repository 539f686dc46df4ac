namespace Stylize.Engine.IO;

/// <summary>Writes files atomically: to a temporary file in the folder of the target, which is flushed to disk and
/// renamed. The name of the temporary file starts with ".stylize-", identifies the process, and ends with
/// ".tmp".</summary>
public static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, byte> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes a file, and creates its folder if necessary.</summary>
    /// <param name="target">Path of the file; a name alone is in the current folder.</param>
    /// <param name="force">True to replace an existing file.</param>
    /// <param name="cancellation">Stops writing and removes the temporary file.</param>
    /// <exception cref="StylizeException">TargetExists, TargetUnwritable, or an exception of
    /// <paramref name="write"/>.</exception>
    public static void Write(
        string target, bool force, Action<Stream> write, CancellationToken cancellation = default)
    {
        using var pending = PendingFile.Write(target, write, cancellation);
        cancellation.ThrowIfCancellationRequested();
        pending.Commit(force);
    }

    /// <summary>Removes all temporary files of this process, whose writes then fail. Called before the process
    /// ends.</summary>
    public static void RemoveUnfinished()
    {
        foreach (var temporary in Unfinished.Keys)
        {
            Remove(temporary);
            NewFolders.Remove(Path.GetDirectoryName(temporary)!);
        }
    }

    /// <summary>Returns true for the name of a temporary file.</summary>
    public static bool IsTemporary(string path) => TemporaryName.IsTemporary(Path.GetFileName(path));

    /// <summary>Rejects an existing target before the work for it starts.</summary>
    /// <param name="target">Full path; null if no file is requested.</param>
    /// <param name="force">True to allow replacing the file.</param>
    /// <exception cref="StylizeException">TargetExists.</exception>
    public static void RequireNew(string? target, bool force)
    {
        if (!force && File.Exists(target)) throw Errors.NotReplaced.With(target);
    }

    internal static void Register(string temporary) => Unfinished[temporary] = 0;

    internal static void Unregister(string temporary) => Unfinished.TryRemove(temporary, out _);

    // The write has already failed; only that failure is reported.
    internal static void Remove(string temporary) => FileFailure.Ignore(() => File.Delete(temporary));
}
