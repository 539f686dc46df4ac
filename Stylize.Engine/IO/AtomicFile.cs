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

/// <summary>A file that is written, flushed to the disk, and does not have its name yet. <see cref="CommitAll"/> gives it; a file that is
/// disposed before is removed. So the files of one result can all be written before the first of them appears.</summary>
internal sealed class PendingFile : IDisposable
{
    private readonly string _temporary;
    private string? _replaced;
    private bool _committed;

    private PendingFile(string target, string temporary)
    {
        Target = target;
        _temporary = temporary;
    }

    /// <summary>Full path that the file shall have.</summary>
    public string Target { get; }

    /// <summary>Writes a file under a temporary name in its folder, which is made if missing.</summary>
    /// <exception cref="StylizeException">TargetUnwritable, PathNotAllowed, or what <paramref name="write"/> throws.</exception>
    public static PendingFile Write(string target, Action<Stream> write, CancellationToken cancellation)
    {
        FolderAccess.CheckWrite(target);
        var folder = Path.GetDirectoryName(target)!;
        var pending = new PendingFile(target, Path.Combine(folder, TemporaryName.Create()));
        AtomicFile.Begin(pending._temporary);
        try
        {
            pending.Fill(folder, write, cancellation);
            return pending;
        }
        catch
        {
            pending.Dispose();
            throw;
        }
    }

    /// <summary>Gives several files their names: all of them, or none. If one cannot have its name, those before it lose theirs, and the
    /// files that they replaced come back.</summary>
    /// <param name="files">The files; the caller disposes them.</param>
    /// <param name="force">True to replace existing files.</param>
    /// <param name="accept">Last look at the path of each temporary file; may throw. Null for none.</param>
    /// <exception cref="StylizeException">TargetExists or TargetUnwritable.</exception>
    public static void CommitAll(IReadOnlyList<PendingFile> files, bool force, Action<string>? accept = null)
    {
        var done = 0;
        try
        {
            for (; done < files.Count; done++)
            {
                // Nothing can fail after the last file, so that what it replaces need not be kept.
                files[done].Commit(force, accept, keep: force && done < files.Count - 1);
            }
        }
        catch
        {
            while (--done >= 0)
            {
                files[done].Withdraw();
            }

            throw;
        }
    }

    /// <param name="force">True to replace an existing file.</param>
    /// <param name="accept">Last look at the temporary file's path; may throw. Null for none.</param>
    /// <exception cref="StylizeException">TargetExists or TargetUnwritable; the file is then removed when this is disposed.</exception>
    public void Commit(bool force, Action<string>? accept = null) => Commit(force, accept, keep: false);

    private void Commit(bool force, Action<string>? accept, bool keep)
    {
        accept?.Invoke(_temporary);
        if (keep && File.Exists(Target))
        {
            Keep();
        }

        try
        {
            SharingViolation.Rename(_temporary, Target, overwrite: force);
            _committed = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw !force && File.Exists(Target) ? AtomicFile.Exists(Target) : WriteFailure.Of(Target, exception);
        }
    }

    public void Dispose()
    {
        if (!_committed)
        {
            AtomicFile.Remove(_temporary);
        }

        AtomicFile.End(_temporary);
        if (_replaced is not null)
        {
            AtomicFile.Remove(_replaced);
            AtomicFile.End(_replaced);
        }
    }

    /// <summary>Copies what the file replaces. A file that cannot be copied cannot be given back, and is replaced all the same.</summary>
    private void Keep()
    {
        var copy = Path.Combine(Path.GetDirectoryName(Target)!, TemporaryName.Create());
        AtomicFile.Begin(copy);
        try
        {
            File.Copy(Target, copy);
            _replaced = copy;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            AtomicFile.Remove(copy);
            AtomicFile.End(copy);
        }
    }

    private void Withdraw()
    {
        if (_replaced is null)
        {
            AtomicFile.Remove(Target);
            return;
        }

        try
        {
            SharingViolation.Rename(_replaced, Target, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that made this necessary is the one to report.
        }
    }

    private void Fill(string folder, Action<Stream> write, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw WriteFailure.OfBeginning(Target, exception);
        }

        using var guarded = new TargetStream(file, cancellation);
        try
        {
            write(guarded);
            guarded.FlushToDisk();
        }
        catch (Exception) when (guarded.Failure is not null)
        {
            cancellation.ThrowIfCancellationRequested();
            throw WriteFailure.Of(Target, guarded.Failure);
        }
        catch (IOException exception) when (WriteFailure.IsDiskFull(exception))
        {
            // An encoder that writes by a file of its own.
            throw WriteFailure.Of(Target, exception);
        }

        if (guarded.Failure is { } unseen) throw WriteFailure.Of(Target, unseen);
    }
}
