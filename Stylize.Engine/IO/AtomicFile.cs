using System.Collections.Concurrent;

namespace Stylize.Engine.IO;

/// <summary>A file that is either complete or not there: written to a temporary file in the target's folder, flushed to the disk, and
/// renamed. The temporary file's name begins with ".stylize-", tells the process that writes it, and ends in ".tmp".</summary>
public static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, byte> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes a file; makes its folder if missing.</summary>
    /// <param name="target">Full path.</param>
    /// <param name="force">True to replace an existing file.</param>
    /// <param name="cancellation">Ends the writing; the temporary file is removed.</param>
    /// <exception cref="StylizeException">TargetExists, TargetUnwritable, or what <paramref name="write"/> throws.</exception>
    public static void Write(string target, bool force, Action<Stream> write, CancellationToken cancellation = default) =>
        Write(target, force, write, null, cancellation);

    /// <param name="accept">Last look at the temporary file's path before it takes the target's name; may throw.</param>
    internal static void Write(string target, bool force, Action<Stream> write, Action<string>? accept, CancellationToken cancellation)
    {
        using var pending = PendingFile.Write(target, write, cancellation);
        cancellation.ThrowIfCancellationRequested();
        pending.Commit(force, accept);
    }

    /// <summary>Removes the temporary files of all writings of this process, which then fail. For a process about to end.</summary>
    public static void RemoveUnfinished()
    {
        foreach (var temporary in Unfinished.Keys)
        {
            Remove(temporary);
        }
    }

    /// <summary>True for the name of a temporary file.</summary>
    public static bool IsTemporary(string path) => TemporaryName.IsTemporary(Path.GetFileName(path));

    /// <summary>Refuses a file that is there before the work for it begins.</summary>
    /// <param name="target">Full path; null where no file is wanted.</param>
    /// <param name="force">True where it may be replaced.</param>
    /// <exception cref="StylizeException">TargetExists.</exception>
    public static void RequireNew(string? target, bool force)
    {
        if (!force && File.Exists(target)) throw Exists(target);
    }

    internal static StylizeException Exists(string target) => new(
        StylizeError.TargetExists, target, $"'{target}' exists already and is left untouched.",
        "Use {Force} to replace it, or choose another destination.");

    /// <summary>Remembers a temporary file until <see cref="End"/>.</summary>
    internal static void Begin(string temporary) => Unfinished[temporary] = 0;

    internal static void End(string temporary) => Unfinished.TryRemove(temporary, out _);

    internal static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The writing has failed already; that failure is the one to tell.
        }
    }
}
